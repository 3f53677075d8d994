"""Co-signing, answering, joining, and a citizen's need on its way."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import InternalError, ProgrammingError, transaction
from tests.factories.accounts import actor_of, make_member, make_user
from tests.factories.directory import make_municipality, make_post
from tests.factories.needs import make_answer, make_cosignature, make_joining, make_need, make_support
from tests.factories.taxonomy import make_area
from tests.factories.threads import at_once

from lysning.core.actors import VISITOR, Actor
from lysning.core.refusal import Refused
from lysning.needs import actions, queries
from lysning.needs.models import CoSignature, Joining, Need, OfficialAnswer, Support

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LEADER = Actor()


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.field


def cosign(need, municipality, words="Vi har 60 fald om året.", by=LEADER, **facts):
    return actions.cosign_need(
        need=need, municipality=municipality, post=None, people_concerned=60, words=words, by=by, at=NOW, **facts
    )


def test_a_municipality_cosigns_once_with_its_own_words(announced):
    need, odense = make_need(), make_municipality("Odense")
    row = cosign(need, odense)
    assert cosign(need, odense) == row
    assert refusal(lambda: cosign(need, odense, "Noget andet")) == ("cosigned_already", None)
    assert announced == [("NeedCosigned", row.pk)]
    found = queries.backing(need)
    assert ([each.municipality for each in found.cosignatures], found.people_concerned) == ([odense], 60)
    assert queries.backing(need).municipalities == {need.municipality_id, odense.pk}


def test_what_cannot_be_cosigned():
    need, odense = make_need(), make_municipality()
    assert refusal(lambda: cosign(need, need.municipality)) == ("cosign_own_need", None)
    assert refusal(lambda: cosign(need, odense, " ")) == ("need_text_missing", "words")
    assert refusal(lambda: cosign(need, odense, "Ring til 010190-1234")) == ("need_text_has_cpr", "words")
    closed = make_need(closed_at=NOW, closing_note="Løst")
    assert refusal(lambda: cosign(closed, odense)) == ("cosign_closed_need", None)
    citizens = make_need(is_citizens=True)
    assert cosign(citizens, citizens.municipality).municipality == citizens.municipality


def test_a_cosignature_is_changed_by_one_at_a_time_and_taken_back_once():
    row = make_cosignature()
    edit = {"people_concerned": 12, "words": "Nyt tal", "by": LEADER, "at": NOW}
    fresh = actions.edit_cosignature(cosignature=row, revision=1, **edit)
    assert (fresh.words, fresh.people_concerned, fresh.changed_at) == ("Nyt tal", 12, NOW)
    assert refusal(lambda: actions.edit_cosignature(cosignature=row, revision=1, **edit)) == ("stale", None)
    actions.withdraw_cosignature(cosignature=fresh, by=LEADER, at=NOW)
    again = {"cosignature": fresh, "by": LEADER, "at": NOW}
    assert refusal(lambda: actions.withdraw_cosignature(**again)) == ("cosignature_is_withdrawn", None)
    fresh.refresh_from_db()
    gone = ("cosignature_is_withdrawn", None)
    assert refusal(lambda: actions.edit_cosignature(cosignature=fresh, revision=2, **edit)) == gone
    assert queries.backing(row.need).cosignatures == []
    assert cosign(row.need, row.municipality).pk != row.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("announced")
def test_two_leaders_of_one_municipality_who_cosign_at_once_sign_once():
    need, odense = make_need(), make_municipality()
    answers = at_once(12, lambda number: cosign(need, odense, f"Ord {number}"))
    assert sum(isinstance(answer, CoSignature) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"cosigned_already"}
    assert CoSignature.objects.count() == 1


def answer(need, text="Vi prøver det.", after=0, by=LEADER):
    return actions.answer_need(need=need, after=after, text=text, post=None, by=by, at=NOW)


def test_an_answer_is_dated_and_its_versions_stay(announced):
    need = make_need()
    first = answer(need)
    assert answer(need) == first
    second = answer(need, "Vi prøver det i maj.", after=1)
    assert [row.text for row in queries.official_answers(need)] == ["Vi prøver det i maj.", "Vi prøver det."]
    assert refusal(lambda: answer(need, "Et tredje ord", after=1)) == ("stale", None)
    assert refusal(lambda: answer(need, "Vi prøver det i maj.", after=2)) == ("need_answer_unchanged", "answer")
    assert refusal(lambda: answer(need, "", after=2)) == ("need_text_missing", "answer")
    assert announced == [("NeedAnswered", first.pk), ("NeedAnswered", second.pk)]


def test_nobody_changes_an_answer_or_moves_support_in_the_database():
    row, other = make_answer(), make_need()
    (support,) = make_support(row.need)
    for change in (
        lambda: OfficialAnswer.objects.filter(pk=row.pk).update(text="Andet"),
        lambda: Support.objects.filter(pk=support.pk).update(need=other),
        lambda: Support.objects.filter(pk=support.pk).update(person="en anden"),
    ):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()
    assert OfficialAnswer.objects.filter(pk=row.pk).update(created_by=make_user()) == 1


def join(need, into, reason="Det er samme sag."):
    return actions.join_need(need=need, into=into, reason=reason, by=LEADER, at=NOW)


def test_joining_moves_nothing_and_shows_both_numbers(announced):
    need, into = make_need(), make_need()
    make_support(need, 6), make_support(into, 7), make_cosignature(need)
    row = join(need, into)
    assert join(need, into) == row
    assert announced == [("NeedJoined", row.pk)]
    here, there = queries.backing(need), queries.backing(into)
    assert (here.support, here.support_into, here.into, len(here.cosignatures)) == (6, 7, into, 1)
    assert (there.support, there.support_joined, there.joined, there.cosignatures) == (7, 6, [need], [])
    assert list(queries.listed(VISITOR)) == [into]
    assert queries.backing(into).municipalities == {into.municipality_id, need.municipality_id}


def test_c6_the_sum_of_joined_supporters_gives_no_small_number_away():
    into, large, small = make_need(), make_need(), make_need()
    make_support(large, 6), make_support(small, 2)
    join(large, into), join(small, into)
    assert queries.backing(large).support == 6
    assert queries.backing(small).support is None
    assert queries.backing(into).support_joined == 6, "eight, beside six, would say two"


def test_needs_are_taken_apart_and_keep_what_was_given(announced):
    need, into = make_need(), make_need()
    join(need, into)
    make_support(into, 5)
    row = actions.separate_need(need=need, reason="Det var to ting.", by=LEADER, at=NOW)
    assert announced[-1] == ("NeedSeparated", row.pk)
    again = {"need": need, "reason": "x", "by": LEADER, "at": NOW}
    assert refusal(lambda: actions.separate_need(**again)) == ("not_joined", None)
    assert queries.backing(into).support == 5
    assert queries.backing(need).into is None
    assert queries.listed(VISITOR).count() == 2
    assert join(need, into).pk != row.pk


def test_what_cannot_be_joined():
    one, two, three = make_need(), make_need(), make_need()
    closed = make_need(closed_at=NOW, closing_note="Løst")
    waiting = make_need(is_citizens=True, waiting_since=NOW)
    assert refusal(lambda: join(one, one)) == ("join_itself", "into")
    assert refusal(lambda: join(one, closed)) == ("join_not_open", "into")
    assert refusal(lambda: join(one, waiting)) == ("join_not_open", "into")
    assert refusal(lambda: join(one, two, " ")) == ("need_text_missing", "reason")
    join(one, two)
    assert refusal(lambda: join(one, three)) == ("joined_already", "into")
    assert refusal(lambda: join(three, one)) == ("join_target_is_joined", "into")
    assert refusal(lambda: join(two, three)) == ("join_has_joined", "into")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("announced")
def test_two_needs_that_join_each_other_at_once_make_no_circle():
    one, two = make_need(), make_need()
    answers = at_once(2, lambda number: join(one, two) if number else join(two, one))
    assert sum(isinstance(answer, Joining) for answer in answers) == 1
    assert Joining.objects.count() == 1


def test_the_page_asks_the_database_the_same_for_one_and_three(django_assert_num_queries):
    need = make_need()
    for number in (1, 3):
        while need.cosignatures.count() < number:
            make_cosignature(need), make_joining(make_need(), need), make_support(need)
        with django_assert_num_queries(4):
            queries.backing(need)


def submit(user, municipality=None, sent_key=None, **words):
    said = {"title": "Bus til plejehjemmet", "description": "Vi kan ikke komme på besøg om søndagen."}
    facts = actions.NeedFacts(area=words.pop("area", None) or make_area(), **(said | words))
    return actions.submit_need(
        municipality=municipality or make_municipality(),
        facts=facts,
        sent_key=sent_key,
        user=user,
        by=actor_of(user),
        at=NOW,
    )


def test_a_citizens_need_waits_and_nobody_else_sees_it(announced):
    user = make_user()
    need = submit(user)
    assert (need.is_citizens, need.waiting_since, announced) == (True, NOW, [("NeedSubmitted", need.pk)])
    own = actor_of(make_member(need.municipality, role="coordinator"))
    seers = [VISITOR, actor_of(make_user()), own, actor_of(user), actor_of(make_member(role="moderator"))]
    assert [Need.objects.visible_to(actor).count() for actor in seers] == [0, 0, 0, 1, 1]
    assert Need.objects.public().count() == Need.objects.open().count() == 0


def test_what_is_let_through_is_public_from_then_on(announced):
    need = submit(make_user())
    later = NOW + timedelta(days=3)
    for _again in range(2):
        need = actions.publish_need(need=need, by=LEADER, at=later)
    assert (need.waiting_since, need.created_at) == (None, later)
    assert announced[1:] == [("NeedDeclared", need.pk), ("NeedPublished", need.pk)]


def test_who_may_not_send_a_need():
    assert refusal(lambda: submit(make_user(verified=False))) == ("need_address_unverified", None)
    assert refusal(lambda: submit(make_user("x@yopmail.com"))) == ("need_address_throwaway", None)
    user = make_user()
    for _number in range(3):
        submit(user)
    assert refusal(lambda: submit(user)) == ("need_too_many_waiting", None)


def test_what_was_not_let_through_is_written_anew_and_read_again(announced):
    user = make_user()
    need = submit(user)
    need = actions.hide_need(need=need, reason="Nævner en person", by=LEADER, at=NOW)
    facts = actions.NeedFacts(area=need.area, title="Bus om søndagen", description="Vi kan ikke komme på besøg.")
    need = actions.edit_need(need=need, revision=1, facts=facts, by=actor_of(user), at=NOW)
    assert (need.hidden_at, need.title) == (None, "Bus om søndagen")
    assert announced == [("NeedSubmitted", need.pk), ("NeedHidden", need.pk), ("NeedSubmitted", need.pk)]
    actions.publish_need(need=need, by=LEADER, at=NOW)
    need.refresh_from_db()
    edit = {"need": need, "revision": need.revision, "facts": facts, "by": actor_of(user), "at": NOW}
    assert refusal(lambda: actions.edit_need(**edit)) == ("need_is_public", None)


def test_a_citizen_takes_a_need_back():
    user = make_user()
    unseen, seen = submit(user), actions.publish_need(need=submit(user), by=LEADER, at=NOW)
    assert actions.take_back_need(need=unseen, by=actor_of(user), at=NOW) is None
    closed = actions.take_back_need(need=seen, by=actor_of(user), at=NOW)
    assert (closed.closed_at, closed.closing_note) == (NOW, "Taget tilbage af den, der skrev det.")
    assert refusal(lambda: actions.take_back_need(need=seen, by=actor_of(user), at=NOW)) == ("need_is_closed", None)
    assert list(Need.objects.all()) == [seen]


def test_names_and_persons_are_asked_about_and_may_be_meant():
    user = make_user()
    named = {"title": "Columna er langsom", "names": ("Columna A/S",)}
    assert refusal(lambda: submit(user, **named)) == ("need_names_product", "names_are_meant")
    assert submit(user, names_are_meant=True, **named)
    told = {"description": "Min søn har autisme og kan ikke komme i skole."}
    assert refusal(lambda: submit(user, **told)) == ("need_tells_of_a_person", "is_about_nobody")
    assert submit(user, is_about_nobody=True, **told)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("announced")
def test_g8_a_form_sent_twelve_times_at_once_is_one_need():
    user, place, key, area = make_user(), make_municipality(), uuid4(), make_area()
    made = at_once(12, lambda _number: submit(user, place, sent_key=key, area=area).pk)
    assert len(set(made)) == 1
    assert Need.objects.count() == 1


def test_g8_a_form_of_somebody_else_gives_away_nothing():
    key = uuid4()
    mine = submit(make_user(), sent_key=key)
    assert submit(make_user(), sent_key=key) != mine


def test_a_declared_need_is_one_when_its_form_comes_again():
    post, key = make_post(), uuid4()
    facts = actions.NeedFacts(area=post.area, title="Fald", description="Mange falder.")
    declare = {
        "municipality": post.municipality,
        "post": post,
        "facts": facts,
        "sent_key": key,
        "by": LEADER,
        "at": NOW,
    }
    assert actions.declare_need(**declare) == actions.declare_need(**declare)
