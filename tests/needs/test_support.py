"""Support by people: once each, by their own hand, by nobody else's."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from tests.factories.accounts import client_for, make_user
from tests.factories.needs import make_joining, make_need, make_support
from tests.factories.threads import at_once

from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.needs import actions, queries, tasks
from lysning.needs.models import Need, Support, SupportPace, SupportRequest
from lysning.needs.queries.own import own_support, supported_needs

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)


def ask(announced, need, email="ida@eksempel.dk", at=NOW):
    actions.ask_to_support(need=need, email=email, language="da", at=at)
    name, _pk, token = announced[-1]
    assert name == "SupportAsked"
    return token


def confirm(token, *, wants_news=False, at=NOW):
    return actions.confirm_support(token=token, wants_news=wants_news, at=at)


def page_of(user):
    return unescape(client_for(user).get("/foelg/mit/").content.decode())


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_a_link_counts_when_its_button_is_pressed_and_once(announced):
    need = make_need()
    token = ask(announced, need)
    assert Support.objects.count() == 0
    assert actions.asked_by(token, NOW).counts is False
    assert [confirm(token), confirm(token)] == [need, need]
    assert Support.objects.get().need == need
    assert actions.asked_by(token, NOW).counts is True
    assert SupportRequest.objects.get().email == ""


def test_a_new_link_takes_the_place_of_the_one_before(announced):
    need = make_need()
    old, new = ask(announced, need), ask(announced, need)
    assert refusal(lambda: confirm(old)) == "support_link_ended"
    assert confirm(new) == need


@pytest.mark.parametrize("late", [timedelta(days=7), timedelta(days=8)])
def test_a_link_ends_after_seven_days(announced, late):
    token = ask(announced, make_need())
    assert actions.asked_by(token, NOW + late) is None
    assert refusal(lambda: confirm(token, at=NOW + late)) == "support_link_ended"
    assert confirm(token, at=NOW + timedelta(days=7) - timedelta(seconds=1))


def test_support_is_taken_back_by_the_same_link_and_by_a_new_one(announced):
    need = make_need()
    token = ask(announced, need)
    confirm(token)
    for _again in range(2):
        actions.take_back_by_link(token=token, at=NOW)
    assert Support.objects.count() == 0
    confirm(token)
    actions.take_back_by_link(token=ask(announced, need), at=NOW)
    assert Support.objects.count() == 0


def test_an_account_and_its_addresses_are_one_person(announced):
    need, user = make_need(), make_user("ida@eksempel.dk")
    user.emailaddress_set.create(email="ida.vang@arbejde.dk", verified=True)
    actions.support_need(need=need, user=user, at=NOW)
    for email in ("ida@eksempel.dk", "IDA@eksempel.dk", "ida+to@eksempel.dk", "ida.vang@arbejde.dk"):
        confirm(ask(announced, need, email))
    assert Support.objects.count() == 1
    assert actions.supports(need.pk, user)
    actions.take_back_support(need=need, user=user, at=NOW)
    assert not actions.supports(need.pk, user)


def test_only_a_verified_address_supports():
    need, user = make_need(), make_user(verified=False)
    assert refusal(lambda: actions.support_need(need=need, user=user, at=NOW)) == "support_address_unverified"
    throwaway = make_user("x@mailinator.com")
    assert refusal(lambda: actions.support_need(need=need, user=throwaway, at=NOW)) == "support_address_throwaway"


def test_a_closed_or_hidden_need_takes_no_support(announced):
    need = make_need()
    token = ask(announced, need)
    Need.objects.update(closed_at=NOW, closing_note="Løst")
    need.refresh_from_db()
    assert refusal(lambda: confirm(token)) == "support_need_closed"
    assert refusal(lambda: ask(announced, need)) == "support_need_closed"
    assert refusal(lambda: actions.support_need(need=need, user=make_user(), at=NOW)) == "support_need_closed"
    Need.objects.update(hidden_at=NOW, hidden_reason="x")
    assert actions.asked_by(token, NOW) is None


def test_who_wants_news_is_told_of_once_and_the_address_is_kept_nowhere_here(announced):
    need = make_need()
    token = ask(announced, need)
    confirm(token, wants_news=True), confirm(token, wants_news=True)
    assert [each for each in announced if each[0] == "SupportConfirmed"] == [
        ("SupportConfirmed", need.pk, "ida@eksempel.dk", "da")
    ]


def test_what_nobody_confirms_is_forgotten(announced):
    need = make_need()
    ask(announced, need, at=NOW - timedelta(days=7))
    ask(announced, need, "anden@eksempel.dk", at=NOW - timedelta(days=6))
    assert actions.forget_requests(at=NOW) == 1
    assert SupportRequest.objects.get().email == "anden@eksempel.dk"
    assert SupportPace.objects.count() == 1
    tasks.forget_requests(0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("announced")
def test_c3_forty_presses_on_one_button_at_once_are_one_support(announced):
    need = make_need()
    token = ask(announced, need)
    answers = at_once(40, lambda _number: confirm(token).pk)
    assert answers == [need.pk] * 40
    assert Support.objects.count() == 1
    assert AuditEntry.objects.filter(verb="needs.support_need").count() == 1
    assert SupportPace.objects.get().confirmed == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("announced")
def test_c3_one_person_by_account_and_by_forty_links_at_once_is_one_support(announced):
    need, user = make_need(), make_user("ida@eksempel.dk")
    tokens = [ask(announced, need, f"ida+{number}@eksempel.dk") for number in range(20)]

    def press(number):
        if number < 20:
            confirm(tokens[number])
        else:
            actions.support_need(need=need, user=user, at=NOW)

    assert at_once(40, press) == [None] * 40
    assert Support.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_forty_people_at_once_are_forty(announced):
    need = make_need()
    tokens = [ask(announced, need, f"person{number}@eksempel.dk") for number in range(40)]
    at_once(40, lambda number: confirm(tokens[number]))
    assert Support.objects.count() == 40
    assert SupportPace.objects.get().confirmed == 40
    assert len([each for each in announced if each[0] == "SupportBurst"]) == 1


def test_counts_are_of_rows_and_small_ones_are_kept_back():
    need = make_need()
    make_support(need, 4)
    assert queries.backing(need).support is None
    make_support(need)
    assert queries.backing(need).support == 5 == Support.objects.filter(need=need).count()


def test_the_own_page_tells_who_wants_no_mail_that_a_need_was_joined(announced, django_assert_num_queries):
    user = make_user("ida@eksempel.dk")
    other = make_user("bo@eksempel.dk")
    kept, moved, into = (
        make_need(title="Lys i parken"),
        make_need(title="Fald om natten"),
        make_need(title="Natlige fald"),
    )
    confirm(ask(announced, moved))
    actions.support_need(need=kept, user=user, at=NOW)
    actions.support_need(need=into, user=other, at=NOW)
    make_support(into, 40)
    assert page_of(user).count("Din støtte bliver") == 0
    joining = make_joining(moved, into, joined_at=NOW)
    page = page_of(user)
    assert f'<a href="/behov/{into.slug}/">Natlige fald</a>. Din støtte bliver, hvor du gav den.' in page
    assert ("Lys i parken" in page, "Vil du også støtte det?" in page) == (True, True)
    assert ("Fald om natten" in page_of(other), "Natlige fald" in page_of(other)) == (False, True)
    actions.support_need(need=into, user=user, at=NOW)
    assert ("Du støtter dem begge." in page_of(user), "Vil du også støtte det?" in page_of(user)) == (True, False)
    with django_assert_num_queries(4):
        assert [row.joining for row in supported_needs(user) if row.need == moved] == [joining]
    actions.take_back_support(need=moved, user=user, at=NOW)
    assert "Fald om natten" not in page_of(user)


def test_support_of_an_example_is_seen_where_it_was_tried():
    user, need = make_user("ida@eksempel.dk"), make_need(title="Lys i parken", is_example=True)
    actions.support_need(need=need, user=user, at=NOW)
    assert "Lys i parken" in page_of(user)


def test_a_need_that_was_hidden_is_named_nowhere(announced):
    user, hidden, into = make_user("ida@eksempel.dk"), make_need(title="Skjult behov"), make_need()
    for need in (hidden, into):
        confirm(ask(announced, need))
    make_joining(into, hidden, joined_at=NOW)
    Need.objects.filter(pk=hidden.pk).update(hidden_at=NOW, hidden_reason="Navngiver en person")
    page = page_of(user)
    assert ("Skjult behov" in page, into.title in page) == (False, True)


def test_ones_own_support_is_found_in_a_fixed_number_of_queries(django_assert_num_queries):
    user = make_user("ida@eksempel.dk")
    for _each in range(12):
        need = make_need()
        make_support(need, 3)
        actions.support_need(need=need, user=user, at=NOW)
    with django_assert_num_queries(3):
        assert len(own_support(user)) == 12
