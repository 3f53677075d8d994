import json
import re

import pytest
from tests.factories.accounts import client_for, make_member
from tests.factories.directory import make_municipality
from tests.factories.findings import (
    AT,
    BAD,
    GOOD,
    UNCLEAR,
    make_adoption,
    make_case,
    make_finding,
    make_measured_trial,
    make_study,
)
from tests.factories.taxonomy import make_topic
from tests.factories.trials import make_measure

from lysning.core.actors import SYSTEM
from lysning.evidence import actions
from lysning.evidence.models import Adoption, BusinessCase, Finding
from lysning.evidence.rules.texts import FindingWords

pytestmark = pytest.mark.django_db


def get(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def coordinator_of(home):
    return client_for(make_member(home, "coordinator"))


def test_the_list_shows_every_verdict_in_the_same_dress(client):
    for counts in (GOOD, BAD, UNCLEAR):
        make_finding([counts] * 3)
    page = get(client, "/viden/")
    cards = re.findall(r'<article class="card".*?</article>|<div class="card.*?</div>\s*</div>', page, re.DOTALL)
    words = [re.search(r"<strong>([^<]*)\.</strong>", page[at:]).group(1) for at in find_all(page, "<strong>")]
    assert sorted(words) == ["Det virkede", "Det virkede ikke", "Vi ved det ikke"]
    shapes = {re.sub(r">[^<]*<", "><", re.sub(r'href="[^"]*"', "", card)) for card in cards}
    assert (len(cards), len(shapes)) == (3, 1), "no card looks otherwise for what it says"


def find_all(text, what):
    return [match.start() for match in re.finditer(re.escape(what), text)]


def test_the_list_is_narrowed_by_verdict_and_area(client):
    good, bad = make_finding([GOOD] * 3), make_finding([BAD] * 3)
    page = get(client, "/viden/?svar=did_not")
    assert bad.slug in page
    assert good.slug not in page
    assert good.slug in get(client, f"/viden/?area={good.area.key}")
    assert "Intet fund passer" in get(client, f"/viden/?svar=unknown&area={good.area.key}")
    assert get(client, "/viden/?svar=noget&page=99")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(count, client, django_assert_max_num_queries):
    for _ in range(count):
        make_finding()
    get(client, "/viden/")
    with django_assert_max_num_queries(6):
        get(client, "/viden/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_many_adopt_it(count, client, django_assert_max_num_queries):
    finding = make_finding([GOOD] * (count + 2))
    for _ in range(count):
        make_adoption(finding)
    get(client, f"/viden/{finding.slug}/")
    with django_assert_max_num_queries(7):
        get(client, f"/viden/{finding.slug}/")


def test_a_page_says_what_where_and_how_sure(client):
    finding = make_finding([GOOD, GOOD, BAD, (6, 5)])
    page = get(client, f"/viden/{finding.slug}/")
    for words in ("Virkede det?", "For hvem?", "Hvor sikre er vi?", "Fire perspektiver"):
        assert words in page
    assert page.count("forest__square") == 4


@pytest.mark.parametrize("counts", [[GOOD, GOOD, BAD, (6, 3)], [GOOD, (6, 3)]])
def test_a_small_place_is_shown_with_the_others_alone(client, counts):
    finding = make_finding(counts)
    page = get(client, f"/viden/{finding.slug}/")
    assert "vises ikke alene" in page
    assert "færre end fem" in page
    for seat in finding.trial.seat_rows.all():
        row = re.search(rf"<tr><th[^>]*>{seat.sites.get().name}.*?</tr>", page, re.DOTALL).group(0)
        assert not re.search(r"\d,\d|%", row), "no place shows a number of its own"
    assert "forest__square" not in page
    assert page.count('class="forest__all"') == 1
    document = json.loads(get(client, f"/viden/{finding.slug}/v1.json"))
    assert {line["span"] is None and line["weight"] is None for line in document["numbers"]["lines"]} == {True}
    draft = get(coordinator_of(finding.author), f"/viden/{finding.slug}/ret/")
    assert draft.count("for få til at vises alene") == 2, "in picture and table, to those who write it"
    assert draft.count("vises ikke alene") == 0


def test_a_version_of_before_that_hid_one_place_alone_shows_none(client):
    finding = make_finding([GOOD, GOOD, BAD, (6, 3)], published=False)
    before = finding.numbers
    finding = actions.publish_finding(finding=finding, revision=finding.revision, note="", by=SYSTEM, at=AT)
    finding.current_version.numbers = before
    assert all(line.span is None for line in finding.current_version.reckoned.lines)


def test_the_small_pictures_show_no_site_in_a_period_with_a_small_count(client):
    finding = make_finding([(60, 30), (61, 31), (62, 4)], measure=make_measure(scale=1000))
    page = get(client, f"/viden/{finding.slug}/")
    table = page[page.index("Fra periode til periode") :]
    assert "<td>60</td><td>–</td>" in table
    for after in ("<td>30</td>", "<td>31</td>", "<td>4</td>"):
        assert after not in table, "the trial's page has the sum of that period"


def test_what_people_write_is_text_and_nothing_else(client):
    finding = make_finding(published=False)
    Finding.objects.filter(pk=finding.pk).update(
        title="<script>x</script>", citizen="<img src=x onerror=y>", words_da="<b>fed</b>"
    )
    finding.refresh_from_db()
    finding = actions.publish_finding(finding=finding, revision=finding.revision, note="", by=SYSTEM, at=AT)
    page = get(client, f"/viden/{finding.slug}/")
    assert "<script>x" not in page
    assert "<img src=x" not in page
    assert "&lt;b&gt;fed" in page


@pytest.mark.parametrize(
    ("words", "own", "other", "says"),
    [
        ({"words_da": "Kun om natten."}, "da", "en", "own conclusion, in Danish"),
        ({"words_en": "At night alone."}, "en", "da", "egen konklusion på engelsk"),
    ],
)
def test_own_words_in_one_language_are_told_to_who_reads_in_the_other(words, own, other, says):
    finding = make_finding(words=FindingWords("Fald om natten", **words))
    (text,) = words.values()
    for language in (own, other):
        page = get(client_for(language=language), f"/viden/{finding.slug}/")
        above, generated = page[: page.index('id="effect"')], 'lang="' + own + '"><p>'
        assert text in above
        assert (says in above) is (language == other)
        assert (generated + text in above) is (language == other)
        assert ("Det virkede." if language == "da" else "It worked.") in above


def test_own_words_in_both_languages_say_nothing_of_the_other():
    finding = make_finding(words=FindingWords("Fald", words_da="Kun om natten.", words_en="At night alone."))
    for language, mine, yours in (
        ("da", "Kun om natten.", "At night alone."),
        ("en", "At night alone.", "Kun om natten."),
    ):
        page = get(client_for(language=language), f"/viden/{finding.slug}/")
        assert mine in page
        assert yours not in page


def test_who_publishes_own_words_in_one_language_is_told_what_the_others_read():
    finding = make_finding(published=False, words=FindingWords("Fald", words_da="Kun om natten."))
    page = get(coordinator_of(finding.author), f"/viden/{finding.slug}/udgiv/")
    assert "kun skrevet din egen konklusion på dansk" in page
    assert "på engelsk. Dem" not in page


def test_files_to_cite(client):
    finding = make_finding()
    Finding.objects.filter(pk=finding.pk).update(title='100 % & {mere} "x"\\')
    finding.refresh_from_db()
    finding = actions.publish_finding(finding=finding, revision=finding.revision, note="Titlen", by=SYSTEM, at=AT)
    base = f"/viden/{finding.slug}/v2"
    bib = get(client, f"{base}.bib")
    assert bib.count("{") - bib.count("\\{") == bib.count("}") - bib.count("\\}")
    assert "title = {100 \\% \\& \\{mere\\}" in bib
    (item,) = json.loads(get(client, f"{base}.csl.json"))
    author = finding.author.municipality.official_name
    assert author != finding.author.name
    assert (item["version"], item["author"]) == ("2", [{"literal": author}])
    assert f"author = {{{{{author}}}}}" in bib
    assert f"{author} (" in get(client, f"/viden/{finding.slug}/")
    document = json.loads(get(client, f"{base}.json"))
    assert (document["verdict"], document["version"]) == ("worked", 2)
    assert document["effect"]["estimate"] == pytest.approx(0.5, abs=1e-3)
    assert json.loads(get(client, f"/viden/{finding.slug}/v1.json"))["title"] != document["title"]
    for path in (f"{base}.xml", f"/viden/{finding.slug}/v9.json", f"/viden/{finding.slug}/v9/"):
        assert client.get(path).status_code == 404
    assert "tidligere version" in get(client, f"/viden/{finding.slug}/v1/")
    assert finding.slug in get(client, "/viden/atom.xml")


def test_a4_a_draft_is_seen_by_those_who_write_it(client):
    draft = make_finding(published=False)
    for path in ("", "ret/", "udgiv/", "v1.json"):
        answer = client.get(f"/viden/{draft.slug}/{path}")
        assert answer.status_code == 404 or answer["Location"].startswith("/konto/log-ind/")
    assert coordinator_of(make_municipality()).get(f"/viden/{draft.slug}/ret/").status_code == 404
    assert coordinator_of(draft.author).get(f"/viden/{draft.slug}/").status_code == 302
    assert draft.slug not in get(client, "/viden/")


def test_from_a_trial_to_a_published_finding():
    trial, measure = make_measured_trial([BAD] * 3)
    client = coordinator_of(trial.lead)
    assert f"/viden/skriv/{trial.slug}/{measure.key}/" in get(client, "/viden/skriv/")
    answer = client.post(f"/viden/skriv/{trial.slug}/{measure.key}/")
    finding = Finding.objects.get()
    assert answer["Location"] == f"/viden/{finding.slug}/ret/"
    page = get(client, answer["Location"])
    assert "Det virkede ikke" in page
    said = {"title": "Flere fald", "population": "Beboere", "sponsor": "public", "revision": finding.revision}
    answer = client.post(f"/viden/{finding.slug}/ret/", {**said, "words_da": "Det gik galt."})
    assert answer["Location"] == f"/viden/{finding.slug}/udgiv/"
    finding.refresh_from_db()
    assert "Det gik galt." in get(client, answer["Location"])
    answer = client.post(f"/viden/{finding.slug}/udgiv/", {"revision": finding.revision})
    assert answer["Location"] == f"/viden/{finding.slug}/"
    page = get(client_for(), f"/viden/{finding.slug}/")
    assert "Det gik galt." in page
    assert "Det gik den forkerte vej" in page, "both are kept"


def test_b7_two_who_save_at_once_see_both_texts():
    finding = make_finding(published=False)
    client = coordinator_of(finding.author)
    said = {"title": "Min titel", "population": "", "sponsor": "public", "revision": finding.revision}
    client.post(f"/viden/{finding.slug}/ret/", {**said, "title": "Den andens"})
    answer = client.post(f"/viden/{finding.slug}/ret/", said)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Den andens" in page
    assert 'value="Min titel"' in page
    finding.refresh_from_db()
    assert f'name="revision" value="{finding.revision}"' in page
    again = client.post(f"/viden/{finding.slug}/udgiv/", {"revision": 1})
    assert again.status_code == 409


def test_a_municipality_adopts_with_a_reservation_and_takes_it_back():
    finding, home = make_finding(), make_municipality()
    client = coordinator_of(home)
    assert "Tilslut jer fundet" in get(client, f"/viden/{finding.slug}/")
    assert "Hvem har besluttet det?" in get(client, f"/viden/{finding.slug}/tilslut/")
    answer = client.post(f"/viden/{finding.slug}/tilslut/", {"decided_by": "", "reservations": "Ældre huse"})
    assert answer.status_code == 422
    client.post(f"/viden/{finding.slug}/tilslut/", {"decided_by": "Chefen", "reservations": "Ældre huse"})
    adoption = Adoption.objects.get()
    page = get(client_for(), f"/viden/{finding.slug}/")
    assert "Ældre huse" in page
    assert "tilslutning/" not in page, "who has not adopted it cannot withdraw it"
    assert "allerede tilsluttet" in get(client, f"/viden/{finding.slug}/tilslut/")
    assert coordinator_of(make_municipality()).get(f"/viden/tilslutning/{adoption.pk}/tilbage/").status_code == 403
    client.post(f"/viden/tilslutning/{adoption.pk}/tilbage/", {"reason": "Vi bygger nyt."})
    assert "Vi bygger nyt." in get(client_for(), f"/viden/{finding.slug}/")
    assert coordinator_of(home).get(f"/viden/{make_finding(published=False).slug}/tilslut/").status_code == 404


def test_what_was_published_elsewhere_is_adopted_as_its_page_offers():
    study, home = make_study(), make_municipality("Viborg")
    client, address = coordinator_of(home), f"/viden/{study.slug}/tilslut/"
    assert address in get(client, f"/viden/{study.slug}/")
    assert "Hvem har besluttet det?" in get(client, address)
    client.post(address, {"decided_by": "Chefen", "reservations": "Kun på to hjem"})
    page = get(client, f"/viden/{study.slug}/")
    assert ("Kun på to hjem" in page, address in page) == (True, False)


def study_form(**changed):
    make_measure("maal-x")
    from tests.factories.taxonomy import make_area

    said = {
        "title": "Studie",
        "source": "Andersen 2024",
        "link": "https://example.org/a",
        "area": make_area().key,
        "measure": "maal-x",
        "design": "parallel",
        "sponsor": "supplier",
        "estimate": "0,75",
        "low": "0,60",
        "high": "0,94",
        "places": "4",
        "matters": "20",
    }
    return {**said, **changed}


def test_b13_a_study_from_elsewhere_with_decimal_commas():
    client = coordinator_of(make_municipality())
    assert client.get("/viden/studie/").status_code == 200
    answer = client.post("/viden/studie/", study_form())
    finding = Finding.objects.get()
    assert answer["Location"] == f"/viden/{finding.slug}/ret/"
    assert (finding.sponsor, finding.reckoned.matters, finding.reckoned.k) == ("supplier", 0.2, 4)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"estimate": "nan"}, "Skriv et tal"),
        ({"estimate": "1e308"}, "Skriv et tal"),
        ({"estimate": "0,75", "low": "0,75", "high": "0,75"}, "Tallene kan ikke passe"),
        ({"low": "-1"}, "Tallene kan ikke passe"),
        ({"source": ""}, "form-error-message"),
        ({"title": "Borger 010190-1234"}, "CPR-nummer"),
    ],
)
def test_b13_impossible_numbers_are_refused_in_danish_at_the_field(changed, words):
    client = coordinator_of(make_municipality())
    answer = client.post("/viden/studie/", study_form(**changed))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Finding.objects.exists()


def test_all_studies_of_the_same_with_suppliers_apart(client):
    topic, measure = make_topic(), make_measure()
    make_finding(topic=topic, measure=measure)
    make_study(topic=topic, measure=measure)
    paid = make_study(
        topic=topic, measure=measure, sponsor="supplier", link="https://example.org/b", title="Solgt og målt"
    )
    page = get(client, f"/viden/samlet/{topic.key}/{measure.key}/")
    above, below = page.split("Betalt af leverandøren", 1)
    assert paid.title not in above.split('id="independent"')[1]
    assert paid.title in below
    assert client.get(f"/viden/samlet/{topic.key}/findes-ikke/").status_code == 404
    assert f"/viden/samlet/{topic.key}/{measure.key}/" in get(client, "/viden/")


def test_the_calculator_reckons_from_the_address_and_keeps_nothing(client):
    page = get(client, "/viden/beregner/")
    assert "Tallene er opdigtede" in page
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    mine = {**fields, "minutes_low": "1", "minutes_likely": "2,5", "minutes_high": "1.000,5"}
    answer = client.get("/viden/beregner/", mine)
    assert answer.status_code == 200
    assert "Tallene er opdigtede" not in answer.content.decode()
    assert not BusinessCase.objects.exists()
    bad = client.get("/viden/beregner/", {**mine, "minutes_low": "9"})
    assert bad.status_code == 422
    assert "Det mindste må ikke være over" in bad.content.decode()
    assert client.get("/viden/beregner/", {"years": "x"}).status_code == 422


def test_a_municipality_keeps_a_case_changes_it_and_checks_it():
    home, finding = make_municipality(), make_finding()
    client = coordinator_of(home)
    page = get(client, f"/viden/beregner/gem/?fund={finding.slug}")
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    kept = {**fields, "title": "Vores plan", "assumptions": "Gæt"}
    path = f"/viden/beregner/gem/?fund={finding.slug}"
    answers = [client.post(path, kept) for _twice in range(2)]
    case = BusinessCase.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/viden/beregner/{case.key}/"}, "sent twice, kept once"
    assert (case.municipality_id, case.finding) == (home.pk, finding)
    assert "Vores plan" in get(client, f"/viden/beregner/{case.key}/")
    assert client_for().get(f"/viden/beregner/{case.key}/").status_code == 404, "A4: only the own municipality"
    edited = client.post(f"/viden/beregner/{case.key}/ret/", {**kept, "revision": 1, "title": "Ny", "is_open": "on"})
    assert edited.status_code == 303
    assert get(client_for(), f"/viden/beregner/{case.key}/")
    stale = client.post(f"/viden/beregner/{case.key}/ret/", {**kept, "revision": 1})
    assert stale.status_code == 409
    seen = {"minutes": "4", "seen_on": "2026-11-01", "revision": 2}
    assert client.post(f"/viden/beregner/{case.key}/efter/", seen).status_code == 303
    page = get(client, f"/viden/beregner/{case.key}/")
    assert "Planlagt og set" in page
    nothing = client.post(f"/viden/beregner/{case.key}/efter/", {"seen_on": "2026-11-01", "revision": 3})
    assert nothing.status_code == 422


def test_a_case_everyone_may_read_stands_on_the_finding(client):
    finding = make_finding()
    shown, kept = make_case(finding=finding, is_open=True, title="Vist"), make_case(finding=finding, title="Gemt")
    page = get(client, f"/viden/{finding.slug}/")
    assert (shown.title in page, kept.title in page) == (True, False)


def test_a_hidden_finding_leaves_every_address_and_a_moderator_still_reads_why(client):
    finding = actions.hide_finding(finding=make_finding(), reason="Nogen kan kendes.", by=SYSTEM, at=AT)
    moderator = client_for(make_member(role="moderator"))
    assert client.get(f"/viden/{finding.slug}/").status_code == 404
    assert client.get(f"/viden/{finding.slug}/v1.json").status_code == 404
    assert "Nogen kan kendes." in get(moderator, f"/viden/{finding.slug}/")
    actions.show_finding(finding=finding, by=SYSTEM, at=AT)
    assert get(client, f"/viden/{finding.slug}/")


def test_ninety_eight_places_fit_in_sixty_kilobytes(client):
    finding = make_finding([(60 + number % 7, 30 + number % 11) for number in range(98)])
    page = get(client, f"/viden/{finding.slug}/")
    picture = re.search(r'<svg class="forest__picture".*?</svg>', page, re.DOTALL).group(0)
    assert picture.count("forest__square") == 98
    assert len(picture.encode()) <= 60_000
