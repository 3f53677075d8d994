"""Trials as pages, through the browser's door."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.factories.accounts import client_for, make_member, make_user
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality, make_partner, make_post, make_supplier
from tests.factories.taxonomy import make_area, make_role
from tests.factories.trials import (
    PROTOCOL,
    REGISTERED,
    make_measure,
    make_measurement,
    make_seat,
    make_site,
    make_trial,
)

from lysning.core import clock
from lysning.core.formats import long_date
from lysning.taxonomy.queries import areas
from lysning.trials.forms.measuring import written
from lysning.trials.models import Measurement, MeasurementChange, OutcomeMeasure, ProtocolVersion, Seat, SheetRun, Trial
from lysning.trials.rules import DUTIES, QUESTIONS, Period, Protocol
from lysning.trials.views.drawing import BOTTOM, HEIGHT, TOP, Line, picture

pytestmark = pytest.mark.django_db
PERIOD = (date(2026, 4, 1), date(2026, 4, 30))


@pytest.fixture(autouse=True)
def _fresh_areas():
    areas.forget()
    yield
    areas.forget()


@pytest.fixture
def area():
    return make_area()


@pytest.fixture
def lead():
    return make_municipality("Aarhus")


@pytest.fixture
def coordinator(lead):
    return client_for(make_member(lead, "coordinator"))


@pytest.fixture
def falls(area):
    return make_measure("falls_rate", areas=[area], name_da="Fald pr. 1.000 beboerdøgn", scale=1000)


@pytest.fixture
def trial(lead, area, falls):
    """Registered long ago, its first follow-up month over, with a seat of the leading municipality."""
    trial = make_trial(lead, area, measures=[falls])
    make_site(make_seat(trial, lead), "Egebo")
    return trial


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def base(protocol=PROTOCOL, **values):
    return Protocol(**{**vars(protocol), **values})


PAGES = ("", "protokol/", "aftale/", "maalinger/", "kalender.ics", "maalinger.csv", "aftale.pdf", "protokol/1/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_everyone_reads_a_registered_trial(trial, falls, page, language):
    make_measurement(trial.seat_rows.get().sites.get(), falls)
    answer = client_for(language=language).get(f"/afproevninger/{trial.slug}/{page}")
    assert answer.status_code == 200
    assert page.endswith(".pdf") or b"%(" not in answer.content


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_is_seen_by_lead_and_evaluator_alone(lead, area, page):
    """A15: who evaluates one trial opens no other of the same municipality."""
    partner = make_partner()
    make_trial(lead, area, evaluator=partner)
    draft = make_trial(lead, area, registered=False, measures=[make_measure()])
    evaluator = client_for(make_member(partner, "partner"))
    assert evaluator.get(f"/afproevninger/{draft.slug}/{page}").status_code == 404
    assert client_for().get(f"/afproevninger/{draft.slug}/{page}").status_code == 404
    assert client_for(make_member(lead, "coordinator")).get(f"/afproevninger/{draft.slug}/{page}").status_code == 200


def test_a15_who_evaluates_one_trial_sees_of_another_what_everyone_sees(trial, falls, lead, area):
    own = make_trial(lead, area, evaluator=make_partner(), measures=[falls])
    evaluator = client_for(make_member(own.evaluator, "partner"))
    small = make_measurement(trial.seat_rows.get().sites.get(), falls, events=3, time=Decimal(1000))
    address = f"/afproevninger/{trial.slug}/"
    for path in ("", "maalinger/", "maalinger.csv", "protokol/"):
        seen, public = (text_of(client.get(f"{address}{path}")) for client in (evaluator, client_for()))
        assert seen.count("falls_rate") == public.count("falls_rate")
        assert ">3<" not in seen
    for path in (f"maalinger/{small.pk}/", "maalinger/indberet/", "maalinger/hent/", "protokol/maal/", "steder/"):
        assert evaluator.get(f"{address}{path}").status_code in {403, 404}
    assert evaluator.get(f"/afproevninger/{own.slug}/maalinger/hent/").status_code == 200


def test_every_page_of_a_trial_lies_below_the_list_and_the_trial(trial, falls, lead):
    member = make_member(lead, "coordinator")
    coordinator = client_for(member)
    site = trial.seat_rows.get().sites.get()
    row = make_measurement(site, falls)
    run = SheetRun.objects.create(trial=trial, content=b"", started_at=REGISTERED, by_user_id=member.pk)
    draft = make_trial(lead, registered=False, measures=[falls])
    pages = ["protokol/", "aftale/", "plads/", "steder/", f"steder/{site.pk}/", "maalinger/", f"maalinger/{row.pk}/"]
    pages += [
        "maalinger/indberet/",
        f"maalinger/indberet/?sted={site.pk}&periode=2026-04-01",
        "maalinger/hent/",
        f"maalinger/hent/{run.pk}/",
    ]
    addresses = [(trial, page) for page in pages] + [(draft, "protokol/maal/")]
    for each, page in addresses:
        home = f"/afproevninger/{each.slug}/"
        answer = coordinator.get(f"{home}{page}")
        assert answer.status_code == 200, page
        crumbs = re.findall(r'href="([^"]+)"', text_of(answer).partition('class="breadcrumb')[2].partition("</nav>")[0])
        assert [crumb for crumb in crumbs if crumb.startswith("/afproevninger/")][:2] == ["/afproevninger/", home], page


def test_the_list_narrows_and_asks_alike_for_one_and_three(lead, area, trial, django_assert_max_num_queries):
    client = client_for()
    client.get("/afproevninger/")
    counts = []
    for extra in (0, 2):
        for _ in range(extra):
            make_trial(lead, area, evaluator=make_partner(), solution=None)
        with django_assert_max_num_queries(12) as asked:
            page = text_of(client.get("/afproevninger/"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "3 afprøvninger" in page
    assert "9 pladser tilbage" in page
    for query, count in (
        ("stand=open", 3),
        ("stand=over", 0),
        (f"area={area.key}", 3),
        ("area=x", 0),
        (f"kommune={lead.slug}", 3),
        ("kommune=x", 0),
        ("q=sensorgulv", 3),
        ("q=robot", 0),
    ):
        assert text_of(client.get(f"/afproevninger/?{query}")).count('<h3 class="card__title"') == count or (
            f"{count} afprøvning" in text_of(client.get(f"/afproevninger/?{query}"))
        )


def test_the_trial_page_asks_alike_for_one_and_three_sites(trial, falls, django_assert_max_num_queries):
    client = client_for()
    address = f"/afproevninger/{trial.slug}/"
    counts = []
    for more in (0, 2):
        for _ in range(more):
            make_measurement(make_site(make_seat(trial)), falls)
        client.get(address)
        with django_assert_max_num_queries(12) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- from draft to registration ----------------------------------------------------------------------------------------


def fill_in(client, slug, today):
    """Writes every part of a protocol, as a person would."""

    def day(days):
        return f"{today + timedelta(days=days):%d.%m.%Y}"

    parts = {
        "spoergsmaal": {
            "title": "Sensorgulv om natten",
            "question": "Falder beboere sjældnere?",
            "population": "Beboere på plejehjem",
            "intervention": "Sensorgulv",
            "usual": "Nattilsyn",
            "comparison": "before_after",
        },
        "maal": {"measures": ["falls_rate"], "primary": "falls_rate", "needed": "400", "needed_because": "Som i år"},
        "plan": {
            "rhythm": "month",
            "baseline_from": day(-90),
            "baseline_to": day(-1),
            "follow_from": day(10),
            "follow_to": day(100),
            "seats": "2",
            "apply_until": day(9),
            "stop_criteria": "Flere fald med skade\nPersonalet siger fra",
        },
        "penge": {
            "total_cost": "300.000",
            "party_1": "Kommunerne",
            "amount_1": "200.000",
            "covers_1": "udstyr",
            "party_2": "Leverandøren",
            "amount_2": "100.000 kr.",
            **{f"duty_{key}": "Kommunen" for key in DUTIES},
        },
        "data": {"legal_basis": "none", "data_note": "Kun optællinger", **{f"answer_{key}": "no" for key in QUESTIONS}},
    }
    for part, said in parts.items():
        address = f"/afproevninger/{slug}/protokol/{part}/"
        revision = client.get(address).context["form"]["revision"].value()
        answer = client.post(address, said | {"revision": revision})
        assert answer.status_code == 303, (part, answer.context["form"].errors)


@pytest.fixture
def begun(coordinator, lead, area, falls):
    said = {"key": uuid4(), "lead": lead.pk, "area": area.key, "title": "Sensorgulv"}
    answer = coordinator.post("/afproevninger/ny/", said)
    again = coordinator.post("/afproevninger/ny/", said)
    assert (answer.status_code, answer["Location"]) == (303, again["Location"])
    return Trial.objects.get()


def test_from_the_first_word_to_the_public_stamp(coordinator, begun):
    """With G8: each form sent twice."""
    page = text_of(coordinator.get(f"/afproevninger/{begun.slug}/protokol/"))
    assert "Mangler:" in page
    assert "Hvilket spørgsmål skal den svare på?" in page
    refused = coordinator.post(f"/afproevninger/{begun.slug}/flyt/register/", {"seen": "draft"})
    assert refused.status_code == 422
    fill_in(coordinator, begun.slug, clock.today())
    for _ in range(2):
        answer = coordinator.post(f"/afproevninger/{begun.slug}/flyt/register/", {"seen": "draft"})
        assert answer.status_code == 303
    begun.refresh_from_db()
    assert begun.state == "registered"
    assert "Registreret" in text_of(client_for().get(f"/afproevninger/{begun.slug}/"))


def test_a_change_in_the_open_moves_the_list_up(coordinator, begun):
    fill_in(coordinator, begun.slug, clock.today())
    coordinator.post(f"/afproevninger/{begun.slug}/flyt/register/", {"seen": "draft"})
    for _ in range(3):
        place = make_municipality()
        client = client_for(make_member(place, "coordinator"))
        assert client.post(f"/afproevninger/{begun.slug}/plads/", {"municipality": place.pk}).status_code == 303
    assert Seat.objects.filter(state="waiting").count() == 1
    address = f"/afproevninger/{begun.slug}/protokol/plan/"
    form = coordinator.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() is not None} | {"seats": "3"}
    assert coordinator.post(address, said | {"note": ""}).status_code == 422
    assert coordinator.post(address, said | {"note": "Der er flere målere"}).status_code == 303
    assert coordinator.post(address, said | {"note": "igen"}).status_code == 409
    assert Seat.objects.filter(state="waiting").count() == 0
    assert "Der er flere målere" in text_of(client_for().get(f"/afproevninger/{begun.slug}/protokol/"))


def test_measures_of_the_own_area_stand_first_and_the_others_folded(coordinator, begun):
    address, elsewhere = f"/afproevninger/{begun.slug}/protokol/maal/", make_measure("elsewhere")
    page = coordinator.get(address)
    own, others = page.context["form"].own, page.context["form"].others
    every = [box.data["value"] for group in (*own, *others) for box in group.boxes]
    assert sorted(every) == sorted(OutcomeMeasure.objects.values_list("key", flat=True))
    own_keys = {box.data["value"] for group in own for box in group.boxes}
    assert own_keys == set(begun.area.outcome_measures.values_list("key", flat=True))
    before, _fold, after = page.text.partition("<details")
    assert set(re.findall(r'name="measures" value="(\w+)"', before)) == own_keys
    assert "open" not in after.partition(">")[0]
    far = elsewhere.key
    assert {box.data["value"] for group in others for box in group.boxes} == {far}
    sent = {"measures": [far], "primary": far, "revision": "1"}
    assert coordinator.post(address, sent).status_code == 303
    chosen = coordinator.get(address).text.partition("<details")[2]
    assert "open" in chosen.partition(">")[0]
    assert re.search(rf'value="{far}"[^>]*checked', chosen)


def test_two_who_save_the_same_part_lose_no_word(coordinator, begun):
    address = f"/afproevninger/{begun.slug}/protokol/spoergsmaal/"
    said = {"title": "Sensorgulv", "question": "Den enes ord", "comparison": "before_after", "revision": "1"}
    assert coordinator.post(address, said).status_code == 303
    answer = coordinator.post(address, said | {"question": "Den andens ord"})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Den enes ord" in page
    assert "Den andens ord" in page
    assert coordinator.post(address, said | {"question": "Den andens ord", "revision": "2"}).status_code == 303


@pytest.mark.parametrize(
    ("part", "said", "field"),
    [
        ("spoergsmaal", {"title": "x", "comparison": "before_after", "question": "Ib 010190-1234"}, "question"),
        ("penge", {"total_cost": "5"}, "party_1"),
        ("penge", {"total_cost": "5", "amount_1": "5"}, "party_1"),
        ("plan", {"rhythm": "month", "seats": "0"}, "seats"),
        ("plan", {"rhythm": "month", "seats": "2", "follow_from": "hvornår"}, "follow_from"),
        ("maal", {"measures": ["findes-ikke"]}, "measures"),
        ("maal", {"measures": ["falls_rate"], "primary": "findes-ikke"}, "primary"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(coordinator, begun, part, said, field):
    answer = coordinator.post(f"/afproevninger/{begun.slug}/protokol/{part}/", said | {"revision": "1"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert ProtocolVersion.objects.get().revision == 1


def test_the_evaluator_approves_or_sends_back(lead, area, coordinator, begun):
    partner = make_partner("UCL")
    evaluator = client_for(make_member(partner, "partner"))
    solution = make_solution(published=True)
    said = {"evaluator": partner.pk, "solution": f"https://lysning.example/loesninger/{solution.slug}/"}
    assert coordinator.post(f"/afproevninger/{begun.slug}/protokol/hvem-og-hvad/", said).status_code == 303
    fill_in(coordinator, begun.slug, clock.today())
    assert coordinator.post(f"/afproevninger/{begun.slug}/flyt/propose/", {"seen": "draft"}).status_code == 303
    move = f"/afproevninger/{begun.slug}/flyt"
    assert coordinator.post(f"{move}/approve/", {"seen": "proposed"}).status_code == 403
    assert evaluator.post(f"{move}/return/", {"seen": "proposed", "reason": ""}).status_code == 422
    assert evaluator.post(f"{move}/return/", {"seen": "proposed", "reason": "Baseline er kort"}).status_code == 303
    assert "Baseline er kort" in text_of(coordinator.get(f"/afproevninger/{begun.slug}/"))
    coordinator.post(f"{move}/propose/", {"seen": "draft"})
    assert evaluator.post(f"{move}/approve/", {"seen": "proposed"}).status_code == 303
    assert coordinator.post(f"{move}/cancel/", {"seen": "proposed", "reason": "x"}).status_code == 409
    begun.refresh_from_db()
    assert (begun.state, begun.solution_version_id) == ("registered", solution.current_version_id)


def test_a_leader_of_another_area_does_not_write(lead, begun):
    leader = client_for(make_member(role="leader", post=make_post(lead, make_role(make_area()))))
    assert leader.get(f"/afproevninger/{begun.slug}/protokol/").status_code == 200
    assert leader.get(f"/afproevninger/{begun.slug}/protokol/plan/").status_code == 403
    assert leader.get(f"/afproevninger/{begun.slug}/flyt/register/").status_code == 403


def test_a_changed_protocol_says_what_was_before_and_what_is_now_in_both_versions(trial, coordinator, lead):
    base, after = (
        f"/afproevninger/{trial.slug}/protokol/",
        replace(
            trial.versions.get().protocol,
            usual="Nattilsyn hver time",
            seats=4,
            apply_until=date(2026, 3, 1),
            rhythm="quarter",
            costs=(PROTOCOL.costs[0], replace(PROTOCOL.costs[1], amount=120_000)),
            stop_criteria=(),
        ),
    )
    facts = {"content": after.written(), "content_hash": "y", "created_at": REGISTERED, "frozen_at": REGISTERED}
    ProtocolVersion.objects.create(trial=trial, number=2, note="Færre pladser.", **facts)
    page = text_of(client_for().get(f"{base}2/"))
    section = page.split('id="changes"')[1].split("</section>")[0]
    rows = re.findall(r"<tr><th[^>]*>([^<]*)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td></tr>", section)
    assert {label: pair for label, *pair in rows} == {
        "Hvad sammenligner I med?": ["Nattilsyn som nu.", "Nattilsyn hver time"],
        "Hvor tit måler I?": ["Hver måned", "Hvert kvartal"],
        "Hvor mange kommuner kan være med?": [f"{PROTOCOL.seats}", "4"],
        "Søg om plads til og med": ["–", "1. marts 2026"],
        "Hvornår stopper I før tid?": ["Flere fald med skade end før", "–"],
        "Part 2: Betaler (kr.)": ["100.000 kr.", "120.000 kr."],
    }
    assert "Færre pladser." in page
    assert f"{base}1/" in page
    assert "kl. 10:00" in page, "the stamp with its hour, in Danish time"
    first = text_of(client_for().get(f"{base}1/"))
    assert "Det er nyt i version" not in first
    assert "Nattilsyn som nu." in first
    assert "What is new in version 2" in text_of(client_for(language="en").get(base))


def test_where_the_questions_come_from_is_said_in_the_reader_s_language(lead, area):
    trial = make_trial(lead, area, protocol=replace(PROTOCOL, screening=tuple((key, "no") for key in QUESTIONS)))
    page = {
        each: text_of(client_for(language=each).get(f"/afproevninger/{trial.slug}/protokol/")) for each in ("da", "en")
    }
    for language, words in (("da", "Databeskyttelsesforordningen"), ("en", "The General Data Protection Regulation")):
        assert [each for each in page if words in page[each]] == [language]


@pytest.mark.parametrize(
    ("values", "below"), [((10, 20, 15), [True, True]), ((20, 10, 15), [False, False]), ((0, 9), [False, False])]
)
def test_a_figure_stands_where_its_line_does_not_go(falls, values, below):
    """Beside a line that rises from its end the figure stands below, unless that is below the ground."""
    periods = [
        Period("follow-up", month, date(2026, month, 1), date(2026, month, 28)) for month in range(1, len(values) + 1)
    ]
    svg = picture(falls, periods, [Line("intervention", values)], label="Fald", top=20)
    places = [float(y) for y in re.findall(r'class="multiple__value[^>]* y="([\d.]+)"', svg)]
    dots = [HEIGHT - BOTTOM - value / 20 * (HEIGHT - BOTTOM - TOP) for value in (values[0], values[-1])]
    assert [place > dot for place, dot in zip(places, dots, strict=True)] == below


# --- seats and sites -----------------------------------------------------------------------------------------------------


def test_who_could_have_a_seat_is_led_to_one(begun, coordinator):
    fill_in(coordinator, begun.slug, clock.today())
    coordinator.post(f"/afproevninger/{begun.slug}/flyt/register/", {"seen": "draft"})
    readers = {"signed out": client_for(), "municipal": client_for(make_member(make_municipality(), "leader"))}
    readers |= {"supplier": client_for(make_member(make_supplier())), "no role": client_for(make_user())}
    told = {name: text_of(reader.get(f"/afproevninger/{begun.slug}/")) for name, reader in readers.items()}
    led = {name for name, text in told.items() if f"/afproevninger/{begun.slug}/plads/" in text}
    assert led == {"signed out", "municipal"}


def test_a_seat_is_asked_for_and_given_back(begun, coordinator):
    fill_in(coordinator, begun.slug, clock.today())
    coordinator.post(f"/afproevninger/{begun.slug}/flyt/register/", {"seen": "draft"})
    place, other = make_municipality("Ærø"), make_municipality()
    client = client_for(make_member(place, "leader"))
    address = f"/afproevninger/{begun.slug}/plads/"
    assert client.post(address, {"municipality": other.pk}).status_code == 422
    assert client.get(f"/afproevninger/{begun.slug}/steder/").status_code == 403
    for _ in range(2):
        assert client.post(address, {"municipality": place.pk}).status_code == 303
    assert "Ærø" in text_of(client_for().get(f"/afproevninger/{begun.slug}/"))
    assert client.post(f"/afproevninger/{begun.slug}/steder/", {"name": "Søbo"}).status_code == 303
    assert client.post(f"/afproevninger/{begun.slug}/plads/afmeld/", {"municipality": other.pk}).status_code == 422
    assert client.post(f"/afproevninger/{begun.slug}/plads/afmeld/", {"municipality": place.pk}).status_code == 303
    assert Seat.objects.get().state == "withdrawn"


def test_who_waits_reads_its_place_is_asked_nothing_twice_and_leaves_the_list(trial):
    """A municipality on the list is not led to the list once more, and what it gives up is called by its name."""
    Trial.objects.filter(pk=trial.pk).update(seats=1)
    first, here, base = make_municipality(), make_municipality("Ærø"), f"/afproevninger/{trial.slug}/"
    make_seat(trial, first, state="waiting"), make_seat(trial, here, state="waiting")
    ahead = replace(PROTOCOL, late_until=clock.today() + timedelta(days=9))
    number = trial.versions.get().number + 1
    content = ahead.written()
    ProtocolVersion.objects.create(
        trial=trial,
        number=number,
        note="x",
        content=content,
        content_hash="y",
        created_at=clock.now(),
        frozen_at=clock.now(),
    )
    client = client_for(make_member(here, "leader", post=make_post(here)))
    page = text_of(client.get(base))
    assert "Ærø er nummer 2 på ventelisten. I får en mail, når det er jeres tur." in page
    assert f"{base}plads/" not in page.replace(f"{base}plads/afmeld/", "")
    assert "Forlad ventelisten" in page
    assert f"{base}plads/" in text_of(client_for(make_member(make_municipality(), "coordinator")).get(base))
    asked = text_of(client.get(f"{base}plads/"))
    assert "I har allerede søgt" in asked
    assert "Ærø er nummer 2 på ventelisten." in asked
    assert "<select" not in asked
    leaving = text_of(client.get(f"{base}plads/afmeld/"))
    assert "De, der står efter jer, rykker én plads frem." in leaving
    assert "får den med det samme" not in leaving
    left = client.post(f"{base}plads/afmeld/", {"municipality": here.pk}, follow=True)
    assert "Ærø har forladt ventelisten." in text_of(left)
    assert f"{base}plads/" in text_of(client.get(base)), "it can ask again"


def test_a_site_is_edited_by_its_own_municipality_in_its_own_trial(trial, lead, area, coordinator):
    """A8: every key in the address is looked up under its parent."""
    elsewhere = make_trial(make_municipality(), area)
    foreign = make_site(make_seat(elsewhere, lead))
    others = make_site(make_seat(trial))
    own = trial.seat_rows.get(municipality=lead).sites.get()
    for site, status in ((own, 200), (foreign, 404), (others, 404)):
        assert coordinator.get(f"/afproevninger/{trial.slug}/steder/{site.pk}/").status_code == status
    other_seat = others.seat_id
    assert (
        coordinator.post(f"/afproevninger/{trial.slug}/steder/", {"name": "X", "seat": other_seat}).status_code == 404
    )


# --- reporting -----------------------------------------------------------------------------------------------------------


def report_address(trial, site, period="2026-04-01"):
    return f"/afproevninger/{trial.slug}/maalinger/indberet/?sted={site.pk}&periode={period}"


def test_reporting_twice_and_correcting(trial, coordinator):
    """G8: sent twice it is written once."""
    site = trial.seat_rows.get().sites.get()
    assert coordinator.get(f"/afproevninger/{trial.slug}/maalinger/indberet/").status_code == 200
    address = report_address(trial, site)
    numbers = {"falls_rate.events": "18", "falls_rate.time": "1.204,5", "falls_rate.seen": "0"}
    for _ in range(2):
        assert coordinator.post(address, numbers).status_code == 303
    row = Measurement.objects.get()
    assert (row.events, row.time, MeasurementChange.objects.count()) == (18, Decimal("1204.50"), 1)
    changed = numbers | {"falls_rate.events": "17"}
    assert coordinator.post(address, changed).status_code == 409
    changed |= {"falls_rate.seen": "1"}
    assert coordinator.post(address, changed).status_code == 422
    assert coordinator.post(address, changed | {"note": "talt to gange"}).status_code == 303
    page = text_of(coordinator.get(f"/afproevninger/{trial.slug}/maalinger/{row.pk}/"))
    assert "talt to gange" in page
    assert "events" not in page
    history = f"/afproevninger/{trial.slug}/maalinger/{row.pk}/"
    assert history in coordinator.get(address).text
    every = f"/afproevninger/{trial.slug}/maalinger/?maal=falls_rate"
    assert history in coordinator.get(every).text
    assert history not in client_for().get(every).text
    assert history not in client_for(make_member(make_municipality(), "coordinator")).get(every).text


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"falls_rate.events": "-1", "falls_rate.time": "9"}, "falls_rate.events"),
        ({"falls_rate.events": "1"}, "falls_rate.time"),
        ({"falls_rate.events": "1,5", "falls_rate.time": "9"}, "falls_rate.events"),
        ({"falls_rate.events": "1", "falls_rate.time": "1.250"}, "falls_rate.time"),
        ({"falls_rate.events": "0101901234", "falls_rate.time": "9"}, "falls_rate.events"),
        ({}, None),
    ],
)
def test_impossible_numbers_are_refused_at_their_field(trial, coordinator, numbers, field):
    answer = coordinator.post(report_address(trial, trial.seat_rows.get().sites.get()), numbers)
    assert answer.status_code == 422
    assert (field or "__all__") in answer.context["form"].errors
    assert Measurement.objects.count() == 0


def test_one_reports_of_ones_own_sites(trial, area, falls):
    """A8: evidence for another's trial."""
    here = make_municipality()
    own = make_site(make_seat(trial, here))
    client = client_for(make_member(here, "coordinator"))
    stranger = trial.seat_rows.first().sites.get()
    foreign = make_site(make_seat(make_trial(make_municipality(), area, measures=[falls]), here))
    numbers = {"falls_rate.events": "18", "falls_rate.time": "900"}
    assert client.post(report_address(trial, stranger), numbers).status_code == 404
    assert client.post(report_address(trial, foreign), numbers).status_code == 404
    assert client.post(report_address(trial, own, "2026-04-02"), numbers).status_code == 404
    assert client.post(report_address(trial, own), numbers).status_code == 303
    theirs = make_measurement(stranger, falls)
    assert client.get(f"/afproevninger/{trial.slug}/maalinger/{theirs.pk}/").status_code == 404


def test_a_dirty_list_is_mended_in_the_page_and_reported(trial, coordinator):
    address = f"/afproevninger/{trial.slug}/maalinger/hent/"
    dirty = "Kommune;Sted;Mål;Periode;Hændelser;Tid\nAarhus;Egebo;falls_rate;2026-04;12;1.200\n"
    answer = coordinator.post(address, {"text": dirty, "apply": "1"})
    assert answer.status_code == 422
    assert "to måder" in text_of(answer)
    clean = dirty.replace("1.200", "1.200,0")
    looked = coordinator.post(address, {"text": clean})
    assert looked.status_code == 200
    assert Measurement.objects.count() == 0
    for status in (303, 200):
        assert coordinator.post(address, {"text": looked.context["text"], "apply": "1"}).status_code == status
    assert Measurement.objects.get().time == 1200
    assert coordinator.post(address, {}).status_code == 422
    lines = (
        coordinator.get(f"/afproevninger/{trial.slug}/maalinger/mangler.csv").content.decode("utf-8-sig").splitlines()
    )
    assert lines[0].startswith("kommune;sted;mål;gruppe;periode")
    assert "Aarhus;Egebo;falls_rate;ny;2026-02-01;;;;;;" in lines
    assert not any("2026-04-01" in line for line in lines)


# --- who sees which numbers ------------------------------------------------------------------------------------------------


def test_small_counts_are_for_those_who_lead_and_their_own(trial, falls, lead, coordinator):
    """Nothing below five is told to the public: not on the page, not site by site, not in the file."""
    Trial.objects.filter(pk=trial.pk).update(state="finished")
    here = make_municipality("Ærø")
    sites = [trial.seat_rows.get().sites.get(), make_site(make_seat(trial, here), "Søbo"), make_site(make_seat(trial))]
    for site, events in zip(sites, (40, 3, 60), strict=True):
        make_measurement(site, falls, events=events, time=Decimal(1000))
    public, member = client_for(), client_for(make_member(here, "coordinator"))
    address = f"/afproevninger/{trial.slug}"
    assert "34,33" in text_of(public.get(f"{address}/"))
    table = text_of(public.get(f"{address}/maalinger/"))
    assert "(vises ikke)" in table
    assert ">40<" not in table
    assert public.get(f"{address}/maalinger.csv").content.decode("utf-8-sig").count("falls_rate") == 0
    assert member.get(f"{address}/maalinger.csv").content.decode().count("falls_rate") == 1
    assert ">3<" in text_of(member.get(f"{address}/maalinger/"))
    assert ">40<" not in text_of(member.get(f"{address}/maalinger/"))
    assert coordinator.get(f"{address}/maalinger.csv").content.decode().count("falls_rate") == 3


def test_nothing_is_public_before_everybody_has_reported(trial, falls):
    sites = [trial.seat_rows.get().sites.get(), *(make_site(make_seat(trial)) for _ in range(2))]
    client = client_for()
    for number, site in enumerate(sites, 1):
        make_measurement(site, falls, events=20, time=Decimal(1000))
        page = text_of(client.get(f"/afproevninger/{trial.slug}/"))
        assert ("<td>20</td>" in page) is (number == 3)
        assert f"{number}/3" in page


def test_a_formula_leaves_as_text(trial, falls, lead, coordinator):
    """E5: what people have named does not begin a formula in the file, nor does the file's own name."""
    seat = trial.seat_rows.get()
    for name in ("=1+1", "+SUM(A1)", "-2", "@x", "\t=1", ";=1+1", "god idé,=1+1", "god idé;@SUM(A1)"):
        make_measurement(make_site(seat, name), falls)
    answer = coordinator.get(f"/afproevninger/{trial.slug}/maalinger.csv")
    import csv
    import io

    sheet = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert len(rows) == 9
    for opened_with in ",;\t":  # whatever separator the spreadsheet takes for granted
        cells = [cell for row in csv.reader(io.StringIO(sheet), delimiter=opened_with) for cell in row]
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    assert re.search(r'filename="maalinger-[a-z0-9-]+\.csv"', answer["Content-Disposition"])


# --- papers, days, helpers ---------------------------------------------------------------------------------------------------


def test_the_agreement_is_in_the_parties_names(trial):
    page = text_of(client_for().get(f"/afproevninger/{trial.slug}/aftale/"))
    assert "Aarhus Kommune" in page
    assert "300.000 kr." in page
    pdf = client_for().get(f"/afproevninger/{trial.slug}/aftale.pdf")
    assert pdf.content.startswith(b"%PDF")
    import pypdfium2

    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.content))
    assert "Aarhus Kommune" in words
    assert "Flere fald med skade end før" in words
    assert client_for().get(f"/afproevninger/{trial.slug}/aftale.docx").status_code == 404


def test_who_sends_a_protocol_too_early_is_led_to_what_is_missing(lead, area, coordinator):
    draft = make_trial(lead, area, registered=False, protocol=Protocol(title="Kladde"))
    address = f"/afproevninger/{draft.slug}/flyt/register/"
    for answer in (coordinator.get(address), coordinator.post(address, {"seen": "draft"})):
        page = text_of(answer)
        assert "Protokollen er ikke færdig endnu" in page
        assert f'href="/afproevninger/{draft.slug}/protokol/"' in page
        assert "Det mangler." not in page
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (Decimal("590.50"), "590,5"),
        ("590.5", "590,5"),
        (Decimal("1200.00"), "1200"),
        (1200, "1200"),
        (0.05, "0,05"),
        (None, ""),
    ],
)
def test_a_number_is_written_one_way_however_it_was_stored(stored, text):
    assert written(stored) == text


def joins_late(trial, **days):
    measured = trial.versions.get().protocol.measures
    ProtocolVersion.objects.create(
        trial=trial,
        number=2,
        note="x",
        content=base(late_until=date(2026, 5, 20), measures=measured, **days).written(),
        content_hash="y",
        created_at=clock.now(),
        frozen_at=clock.now(),
    )


def test_the_last_day_to_join_late_is_a_day_of_the_trial(trial):
    """Where nobody can, there is no such day; and a registered trial has no day that is not decided."""
    before = client_for().get(f"/afproevninger/{trial.slug}/")
    assert "Sidste dag for at komme med senere" not in before.text
    assert all(mark.day for mark in before.context["marks"])
    joins_late(trial)
    page = text_of(client_for().get(f"/afproevninger/{trial.slug}/"))
    assert re.search(r"20\. maj 2026</time><p>Sidste dag for at komme med senere", page)
    text = client_for().get(f"/afproevninger/{trial.slug}/kalender.ics").content.decode()
    assert "DTSTART;VALUE=DATE:20260520\r\n" in text


def test_a_stopped_trial_has_no_days_to_come(trial):
    Trial.objects.filter(pk=trial.pk).update(
        state="stopped", state_reason="x", state_at=datetime(2026, 4, 10, tzinfo=UTC)
    )
    marks = client_for().get(f"/afproevninger/{trial.slug}/").context["marks"]
    assert [mark.day for mark in marks][-2:] == [date(2026, 4, 1), date(2026, 4, 10)]


def test_who_owes_no_report_is_not_asked_for_one(trial, falls, lead, coordinator, settings):
    """Each municipality by its own sites; the lead reads that others are missing."""
    settings.CLOCK_OFFSET = datetime(2026, 5, 12, 9, tzinfo=UTC) - datetime.now(UTC)
    Trial.objects.filter(pk=trial.pk).update(state="running")
    late, never = make_municipality("Kolding"), make_municipality("Vejle")
    make_site(make_seat(trial, late, is_late=True, seated_at=datetime(2026, 5, 10, tzinfo=UTC)), "Skovbrynet")
    make_site(make_seat(trial, never), "Bakken")
    read = {home: client_for(make_member(home, "coordinator")) for home in (late, never)} | {lead: coordinator}
    step = {home: lambda client=client: next_of(client, trial) for home, client in read.items()}
    assert "Indberet det, I har målt." in step[lead]()
    assert "Indberet det, I har målt." in step[never]()
    assert "I skylder ingen tal. Den periode, der er i gang, slutter 31. maj 2026." in step[late]()
    for period in ((date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 3, 31)), PERIOD):
        phase = "baseline" if period[0].month < 4 else "follow-up"
        make_measurement(trial.seat_rows.get(municipality=lead).sites.get(), falls, phase=phase, period=period)
    assert "Ikke alle steder har indberettet endnu." in step[lead]()
    assert "Indberet det, I har målt." in step[never]()


def next_of(client, trial):
    page = text_of(client.get(f"/afproevninger/{trial.slug}/"))
    return page[page.index('id="next"') : page.index('id="days"')]


def test_the_first_on_the_list_reads_that_it_is_and_is_not_asked_who_it_is(trial):
    Trial.objects.filter(pk=trial.pk).update(seats=1)
    joins_late(trial, apply_until=clock.today() + timedelta(days=9))
    here = make_municipality("Ærø")
    client = client_for(make_member(here, "coordinator"))
    assert re.search(r"plads/\">Kom på ventelisten</a>", next_of(client, trial))
    page = text_of(client.get(f"/afproevninger/{trial.slug}/plads/"))
    assert "Alle pladser er taget. I bliver de første på listen." in page
    assert "<select" not in page
    assert "Ærø" in page
    assert f'<input type="hidden" name="municipality" value="{here.pk}"' in page
    assert client.post(f"/afproevninger/{trial.slug}/plads/", {"municipality": here.pk}).status_code == 303


def test_where_the_municipality_is_the_only_site_it_is_told_to_name_it(trial, lead, coordinator):
    site = trial.seat_rows.get().sites.get()
    hint = "Kommunen står her som ét sted."
    assert hint not in text_of(coordinator.get(f"/afproevninger/{trial.slug}/steder/"))
    type(site).objects.filter(pk=site.pk).update(name="Aarhus")
    assert hint in text_of(coordinator.get(f"/afproevninger/{trial.slug}/steder/"))


def test_the_days_as_a_calendar(trial):
    text = client_for().get(f"/afproevninger/{trial.slug}/kalender.ics").content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "DTSTART;VALUE=DATE:20260501\r\n" in text
    assert text.count("BEGIN:VEVENT") == 2 + 5
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_the_helper_for_sample_sizes():
    client = client_for()
    page = text_of(client.get("/afproevninger/hvor-mange/?slags=binary&foer=50&efter=30"))
    assert "93" in page
    assert client.get("/afproevninger/hvor-mange/").status_code == 200
    for query in ("slags=binary&foer=50&efter=50", "slags=x&foer=1&efter=2", "slags=rate&foer=0&efter=2", "foer=a"):
        assert client.get(f"/afproevninger/hvor-mange/?{query}").status_code == 422
    assert (
        client.get(
            "/afproevninger/hvor-mange/?slags=rate&foer=8,5&efter=6&frafald=10&lighed=0,05&pr_sted=20"
        ).status_code
        == 200
    )


def test_the_catalogue_of_measures(falls, area):
    page = text_of(client_for().get(f"/afproevninger/maal/?area={area.key}"))
    assert "Fald pr. 1.000 beboerdøgn" in page
    assert "falls_rate" not in text_of(client_for().get(f"/afproevninger/maal/?area={make_area().key}"))


@pytest.mark.parametrize("address", ["?area=%00", "?page=x", "?kommune=" + "x" * 300, "?q=%27%22%3Cscript%3E"])
def test_odd_addresses_are_no_faults_of_ours(trial, address):
    assert client_for().get(f"/afproevninger/{address}").status_code in {200, 400}
    assert client_for().get(f"/afproevninger/{trial.slug}/maalinger/{address}").status_code in {200, 400, 404}


def test_a_stamp_of_registration_stands_with_its_minute(trial):
    Trial.objects.filter(pk=trial.pk).exclude(registered_at=None).update(state="registered")
    moment = trial.registered_at.astimezone(clock.COPENHAGEN)
    stamp = f"{long_date(moment, 'da')} kl. {moment:%H:%M}"
    assert stamp in text_of(client_for().get(f"/afproevninger/{trial.slug}/"))
    assert trial.registered_at < datetime.now(UTC)


def test_open_data_tells_what_everyone_may_see(trial, falls, lead, area):
    make_trial(lead, area, registered=False)
    make_measurement(trial.seat_rows.get().sites.get(), falls, events=3, time=Decimal(1000))
    (row,) = json.loads(client_for().get("/data/afproevninger.json").getvalue())["trials"]
    assert (row["slug"], row["protocol"]["question"]) == (trial.slug, PROTOCOL.question)
    assert [each["value"] for each in row["measured"]] == [None]
    (measure,) = json.loads(client_for().get("/data/effektmaal.json").getvalue())["measures"]
    assert (measure["key"], measure["areas"]) == ("falls_rate", [area.key])
