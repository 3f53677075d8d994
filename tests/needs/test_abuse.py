"""The abuse cases of the community as far as they concern needs; their numbers are those of the list of abuse cases."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import serializers
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.accounts import actor_of, client_for, make_member, make_user
from tests.factories.needs import make_need, make_support
from tests.factories.taxonomy import make_area

from lysning.core import permissions
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.matching.actions import index_need
from lysning.matching.queries import search_needs
from lysning.moderation.models import Report
from lysning.needs import actions, queries
from lysning.needs.models import Need, Support, SupportPace, SupportRequest
from lysning.needs.permissions import TABLE
from lysning.needs.rules import text_fault
from lysning.notifications.actions.need_letters import forget_support_mails
from lysning.notifications.models import Mail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)


def ask(need, email, at=NOW):
    actions.ask_to_support(need=need, email=email, language="da", at=at)
    text = Mail.objects.filter(to=email.lower()).latest("pk").text
    return text.partition("/behov/stoette/")[2].split("/")[0]


def test_c1_throw_away_addresses_do_not_count_and_the_unconfirmed_are_counted_apart():
    need = make_need()
    for number in range(40):
        with pytest.raises(Refused, match="minutter"):
            actions.ask_to_support(need=need, email=f"x{number}@mailinator.com", language="da", at=NOW)
    assert (SupportRequest.objects.count(), Mail.objects.count()) == (0, 0)
    for number in range(8):
        ask(need, f"person{number}@eksempel.dk")
    assert queries.backing(need).support is None
    pace = SupportPace.objects.get()
    assert (pace.asked, pace.confirmed, Support.objects.count()) == (8, 0, 0)


def test_c1_many_addresses_that_nobody_confirms_call_a_moderator_once_and_change_nothing():
    need = make_need()
    for number in range(99):
        ask(need, f"person{number}@eksempel{number % 7}.dk")
    assert not Report.objects.exists()
    for number in range(99, 120):
        ask(need, f"person{number}@eksempel{number % 7}.dk")
    case = Report.objects.get()
    assert (case.need, case.reason, case.waits) == (need, "burst", "report")
    assert "100" in case.text
    need.refresh_from_db()
    assert (need.hidden_at, Support.objects.count()) == (None, 0)
    moderator = client_for(make_member(role="moderator"))
    assert "Støtten vokser hurtigt" in moderator.get(reverse("moderation:queue")).text
    assert "en moderator ser på det" in client_for().get(reverse("needs:need", args=[need.slug])).text


def test_c1_thirty_confirmed_in_an_hour_call_a_moderator():
    need = make_need()
    SupportPace.objects.create(need=need, hour=NOW.replace(minute=0), asked=30, confirmed=29)
    actions.support_need(need=need, user=make_user(), at=NOW)
    assert Report.objects.get().reason == "burst"


def test_c2_an_address_that_somebody_else_writes_counts_for_nothing_until_its_owner_presses():
    need, client = make_need(), client_for()
    client.post(reverse("needs:support", args=[need.slug]), {"email": "offer@eksempel.dk"})
    mail = Mail.objects.get()
    link = reverse("needs:confirm_support", args=[mail.text.partition("/behov/stoette/")[2].split("/")[0]])
    for method in ("get", "head"):
        getattr(client, method)(link)
    assert client.get(link, headers={"sec-purpose": "prefetch"}).status_code == 200
    assert Support.objects.count() == 0
    actions.forget_requests(at=NOW + timedelta(days=400))
    assert SupportRequest.objects.count() == 0


@pytest.mark.parametrize("field", ["person", "email", "user", "number"])
def test_c2_nobody_supports_in_the_name_of_another_by_a_field_of_the_form(field):
    need, user = make_need(), make_user("mig@eksempel.dk")
    client = client_for(user)
    client.post(reverse("needs:support", args=[need.slug]), {field: "offer@eksempel.dk"})
    assert Support.objects.count() == 1
    assert actions.supports(need.pk, user)
    assert not actions.supports(need.pk, make_user("offer@eksempel.dk"))


def test_c3_the_same_post_twice_and_in_two_tabs_is_one_support():
    need, client = make_need(), client_for()
    client.post(reverse("needs:support", args=[need.slug]), {"email": "ida@eksempel.dk"})
    link = reverse(
        "needs:confirm_support", args=[Mail.objects.get().text.partition("/behov/stoette/")[2].split("/")[0]]
    )
    assert [client_for().post(link, {"wants_news": "no"}).status_code for _tab in range(3)] == [303] * 3
    assert Support.objects.count() == 1


def test_c4_where_supporters_live_is_said_to_be_unverified():
    need = make_need()
    make_support(need, 5)
    page = client_for().get(reverse("needs:need", args=[need.slug])).text
    assert "Hvor de bor, er ikke bekræftet" in page
    assert {field.name for field in Support._meta.get_fields()} == {"id", "need", "person", "given_on", "is_example"}


def test_c5_no_role_has_a_verb_that_takes_support_from_others_and_the_figure_is_the_rows():
    assert [name for name, verb in TABLE.items() if verb.model is Support] == []
    need = make_need()
    make_support(need, 7)
    roles = ["leader", "coordinator"]
    people = [make_member(need.municipality, role=role) for role in roles] + [make_member(role="moderator")]
    for person in people:
        client_for(person).post(reverse("needs:support", args=[need.slug]), {"take_back": "1"})
    assert queries.backing(need).support == 7 == Support.objects.filter(need=need).count()
    assert permissions.may(actor_of(people[1]), "needs.close_need", need)


def test_c6_the_database_and_the_logs_do_not_say_who_supports():
    need, other, user = make_need(), make_need(), make_user("ida.vang@eksempel.dk")
    actions.confirm_support(token=ask(need, "bo.berg@eksempel.dk"), wants_news=False, at=NOW)
    for each in (need, other):
        actions.support_need(need=each, user=user, at=NOW)
    forget_support_mails(at=NOW + timedelta(days=400))
    Mail.objects.update(state="sent", sent_at=NOW)
    forget_support_mails(at=NOW + timedelta(days=400))
    rows = [*Support.objects.all(), *SupportRequest.objects.all(), *SupportPace.objects.all(), *Mail.objects.all()]
    dump = serializers.serialize("json", [*rows, *AuditEntry.objects.filter(verb__startswith="needs.")])
    assert not re.search(r"ida|vang|bo\.|berg", dump)
    assert set(AuditEntry.objects.filter(verb="needs.support_need").values_list("actor_id", flat=True)) == {None}
    mine = set(Support.objects.filter(need=need).values_list("person", flat=True))
    assert mine & set(Support.objects.filter(need=other).values_list("person", flat=True)) == set()


def test_c6_the_mail_with_the_link_is_deleted_a_day_after_it_was_sent():
    need = make_need()
    ask(need, "ida@eksempel.dk")
    written = Mail.objects.get().created_at
    Mail.objects.update(state="sent", sent_at=written)
    assert forget_support_mails(at=written + timedelta(hours=23)) == 0
    assert forget_support_mails(at=written + timedelta(hours=24)) == 1


def test_c6_support_survives_a_new_secret_key(settings):
    need, user = make_need(), make_user()
    actions.support_need(need=need, user=user, at=NOW)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "en ny og lang nok hemmelighed", [settings.SECRET_KEY]
    actions.support_need(need=need, user=user, at=NOW)
    assert Support.objects.count() == 1
    actions.take_back_support(need=need, user=user, at=NOW)
    assert Support.objects.count() == 0


CPR = st.dates(min_value=date(1930, 1, 1), max_value=date(2026, 1, 1)).flatmap(
    lambda day: st.tuples(st.sampled_from(["", "-", " "]), st.integers(0, 9999)).map(
        lambda rest: f"{day:%d%m%y}{rest[0]}{rest[1]:04d}"
    )
)


@given(st.sampled_from(["title", "description", "audience", "scale", "tried", "words", "answer", "reason"]), CPR)
def test_c7_a_personal_number_is_refused_in_every_text(field, number):
    assert text_fault(field, f"Ring om {number} i dag") == "need_text_has_cpr"


def test_c7_what_waits_is_neither_found_nor_mailed_to_others():
    place = make_member(make_need().municipality, role="coordinator")
    make_member(role="moderator")
    user, area = make_user(), make_area()
    facts = actions.NeedFacts(area=area, title="Knirkeprås i huset", description="Knirkeprås hver nat i tre uger.")
    municipality = place.memberships.get().organisation.municipality
    need = actions.submit_need(municipality=municipality, facts=facts, user=user, by=actor_of(user), at=NOW)
    index_need(need.pk, at=NOW)
    for actor in (actor_of(user), actor_of(place)):
        assert search_needs("knirkeprås", actor=actor).total == 0
    assert [mail.to for mail in Mail.objects.all() if "Knirkeprås" in mail.text + mail.subject] == []
    for address in ("/behov/?q=knirkeprås", "/behov/atom.xml?q=knirkeprås", "/data/behov.json"):
        answer = client_for().get(address)
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "Knirkeprås i huset" not in said.decode()
    assert client_for().get(reverse("web:need_feed", args=[need.slug])).status_code == 404


def test_c8_reports_never_hide_a_citizens_need_by_themselves():
    need = make_need(is_citizens=True)
    client = client_for()
    sent = [
        client.post(reverse("moderation:report", args=["need", need.slug]), {"reason": "other", "text": "Væk med det"})
        for _try in range(8)
    ]
    assert [answer.status_code for answer in sent] == [303] * 5 + [429] * 3
    need.refresh_from_db()
    assert (need.hidden_at, Report.objects.count()) == (None, 5)


def test_c9_names_and_html_in_a_need_are_no_links_in_mails():
    leader = make_member(make_need().municipality, role="coordinator")
    place = leader.memberships.get().organisation.municipality
    need = make_need(place, title="Frederik www.ond.dk <b>nu</b>")
    member = make_member(role="coordinator", organisation=make_need().municipality)
    other = member.memberships.get().organisation.municipality
    actions.cosign_need(
        need=need,
        municipality=other,
        post=None,
        people_concerned=None,
        words="Se http://ond.dk <script>alert(1)</script>",
        by=actor_of(member),
        at=NOW,
    )
    mail = Mail.objects.get(kind="need_cosigned")
    assert mail.to == leader.email
    for said in (mail.text, mail.html, mail.subject):
        assert "www.ond.dk" not in said
        assert "//ond.dk" not in said
    assert "<script>" not in mail.html
    assert "<b>nu" not in mail.html


def test_g8_back_and_resend_makes_one_need_and_shows_it_again():
    user = make_user()
    client, area, place = client_for(user), make_area(), make_need().municipality
    key = client.get(reverse("needs:citizen")).context["form"]["sent_key"].value()
    form = {
        "title": "Bus om søndagen",
        "description": "Vi kan ikke komme på besøg.",
        "area": area.key,
        "municipality": place.slug,
        "sent_key": str(key),
    }
    answers = [client.post(reverse("needs:citizen"), form) for _again in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert Need.objects.filter(is_citizens=True).count() == 1


def test_i1_a_persons_own_data_hold_what_was_written_and_supported_and_nothing_of_others():
    mine, other, need = make_user(), make_user(), make_need(title="Støttet")
    make_need(title="Mit eget", is_citizens=True, created_by=mine)
    make_need(title="En andens", is_citizens=True, created_by=other)
    actions.support_need(need=need, user=mine, at=NOW)
    told = client_for(mine).get(reverse("accounts:export")).json()["needs"]
    assert ([row["title"] for row in told["written"]], [row["title"] for row in told["supported"]]) == (
        ["Mit eget"],
        ["Støttet"],
    )
    assert client_for(other).get(reverse("accounts:export")).json()["needs"]["supported"] == []


def test_i2_support_and_what_nobody_has_seen_go_with_the_account():
    from lysning.accounts.actions import delete_account

    user, need = make_user(), make_need()
    make_support(need, 5)
    waiting = make_need(is_citizens=True, created_by=user, waiting_since=NOW)
    public = make_need(is_citizens=True, created_by=user)
    actions.support_need(need=need, user=user, at=NOW)
    delete_account(user=user, by=actor_of(user), at=NOW)
    assert Support.objects.filter(need=need).count() == 5
    assert not Need.objects.filter(pk=waiting.pk).exists()
    assert Need.objects.get(pk=public.pk).created_by is None
