from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from tests.factories.accounts import actor_of
from tests.factories.catalogue import make_solution
from tests.factories.community import AT, LATER, ask, enter, make_coalition, person_of, steward_of
from tests.factories.directory import make_municipality, make_partner, make_supplier
from tests.factories.needs import make_need
from tests.factories.taxonomy import make_topic

from lysning.community import actions, queries
from lysning.community.models import Coalition, Member
from lysning.community.rules import Mandate
from lysning.core.actors import SYSTEM, VISITOR
from lysning.core.models import AuditEntry
from lysning.core.permissions import may
from lysning.core.refusal import Refused


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.field


@pytest.mark.django_db
def test_a_coalition_begins_with_one_member_that_looks_after_it(announced):
    here = make_municipality("Vejle")
    coalition = make_coalition(here, title=" Fald om\u200b natten ")
    member = coalition.members.get()
    assert coalition.title == "Fald om natten"
    assert coalition.slug.startswith("fald-om-natten-")
    assert (member.organisation_id, member.is_steward, member.standing) == (here.pk, True, "joined")
    assert (member.mandate_by, member.mandate_on) == ("Sundhedsudvalget", date(2026, 10, 20))
    assert [name for name, *_rest in announced] == ["CoalitionChanged", "MemberJoined"]
    assert AuditEntry.objects.filter(verb="community.start").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"title": " "}, ("community_text_missing", "title")),
        ({"purpose": "Ring til 010190-1234"}, ("community_text_has_cpr", "purpose")),
        ({"next_step": ""}, ("community_text_missing", "next_step")),
        ({"mandate": Mandate("x" * 201, AT.date())}, ("community_text_too_long", "mandate_by")),
        ({"mandate": Mandate("Byrådet", AT.date() + timedelta(days=1))}, ("community_mandate_to_come", "mandate_on")),
    ],
)
def test_what_a_coalition_cannot_begin_with(values, answer):
    here = make_municipality()
    assert refusal(lambda: make_coalition(here, **values)) == answer
    assert Coalition.objects.count() == 0


@pytest.mark.django_db
def test_a_coalition_is_around_a_need_a_topic_or_a_solution_that_everyone_can_see():
    need = make_need()
    assert make_coalition(subject=need).need == need
    topic = make_topic(areas=[need.area])
    assert make_coalition(subject=topic, area=need.area).topic == topic
    solution = make_solution(published=True)
    assert make_coalition(subject=solution, area=need.area).solution == solution
    hidden = make_need(hidden_at=AT, hidden_reason="Nej")
    assert refusal(lambda: make_coalition(subject=hidden)) == ("community_subject", None)
    draft = make_solution(published=False)
    assert refusal(lambda: make_coalition(subject=draft, area=need.area)) == ("community_subject", None)


@pytest.mark.django_db
def test_only_a_municipality_starts_and_a_supplier_never_joins():
    partner, supplier = make_partner(), make_supplier()
    subject = make_need()
    by = person_of(partner)
    assert refusal(lambda: make_coalition(partner, subject=subject, by=by)) == ("community_cannot_start", None)
    coalition = make_coalition()
    assert refusal(lambda: ask(coalition, supplier, by=by)) == ("community_cannot_join", None)
    assert ask(coalition, partner, by=by).standing == "asked"


@pytest.mark.django_db
def test_an_open_coalition_is_walked_into_and_another_is_asked(announced):
    opened, closed = make_coalition(joining="open"), make_coalition()
    here = make_municipality()
    announced.clear()
    assert ask(opened, here).standing == "joined"
    waiting = ask(closed, here)
    assert waiting.standing == "asked"
    assert [name for name, *_rest in announced] == ["MemberJoined", "MemberAsked"]
    assert refusal(lambda: ask(opened, here)) == ("community_member_already", None)
    assert refusal(lambda: ask(closed, here)) == ("community_asked_already", None)


@pytest.mark.django_db
def test_a_request_is_granted_declined_or_withdrawn_once():
    coalition = make_coalition()
    granted, declined, withdrawn = (ask(coalition) for _number in range(3))
    actions.approve(member=granted, by=SYSTEM, at=LATER)
    actions.decline(member=declined, reason="I bruger et andet system.", by=SYSTEM, at=LATER)
    actions.withdraw(member=withdrawn, by=SYSTEM, at=LATER)
    for member in (granted, declined, withdrawn):
        assert (
            refusal(lambda row=member: actions.approve(member=row, by=SYSTEM, at=LATER))[0] == "community_is_answered"
        )
    assert [member.standing for member in (granted, declined, withdrawn)] == ["joined", "declined", "withdrawn"]
    assert refusal(lambda: actions.decline(member=ask(coalition), reason=" ", by=SYSTEM, at=LATER)) == (
        "community_text_missing",
        "decline_reason",
    )


@pytest.mark.django_db
def test_who_was_declined_or_has_left_may_ask_again():
    coalition, here = make_coalition(), make_municipality()
    actions.decline(member=ask(coalition, here), reason="Ikke nu.", by=SYSTEM, at=AT)
    member = enter(coalition, here)
    actions.leave(member=member, by=SYSTEM, at=LATER)
    assert ask(coalition, here).standing == "asked"
    assert Member.objects.filter(organisation=here).count() == 3


@pytest.mark.django_db
def test_nobody_asks_again_and_again():
    coalition, here = make_coalition(), make_municipality()
    for _number in range(3):
        actions.withdraw(member=ask(coalition, here), by=SYSTEM, at=AT)
    assert refusal(lambda: ask(coalition, here)) == ("too_many", None)
    assert ask(coalition, here, at=AT + timedelta(days=7)).standing == "asked"


@pytest.mark.django_db
def test_a11_a_membership_that_ends_takes_everything_with_it_at_once():
    coalition = make_coalition()
    member = enter(coalition)
    person = person_of(member.organisation)
    verbs = ("community.view_inside", "community.work", "community.leave")
    assert [may(actor_of(person), verb, coalition) for verb in verbs] == [True, True, True]
    assert queries.is_member(coalition, actor_of(person))
    actions.leave(member=member, by=actor_of(person), at=LATER)
    assert [may(actor_of(person), verb, coalition) for verb in verbs] == [False, False, False]
    assert not queries.is_member(coalition, actor_of(person))
    assert may(actor_of(person), "community.view_coalition", coalition)
    assert not may(VISITOR, "community.view_inside", coalition)


@pytest.mark.django_db
def test_the_last_steward_hands_over_before_leaving():
    coalition = make_coalition()
    first, second = steward_of(coalition), enter(coalition)
    partner = enter(coalition, make_partner())
    stranger = enter(make_coalition())
    assert refusal(lambda: actions.leave(member=first, by=SYSTEM, at=LATER)) == (
        "community_needs_successor",
        "successor",
    )
    for nobody in (partner, stranger, first):
        assert refusal(lambda to=nobody: actions.leave(member=first, successor=to, by=SYSTEM, at=LATER)) == (
            "community_successor",
            "successor",
        )
    actions.leave(member=first, successor=second, by=SYSTEM, at=LATER)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.is_steward, first.is_steward, first.standing) == (True, False, "left")
    assert refusal(lambda: actions.leave(member=second, by=SYSTEM, at=LATER))[0] == "community_must_close"


@pytest.mark.django_db
def test_stewardship_is_shared_or_handed_over():
    coalition = make_coalition()
    first, second = steward_of(coalition), enter(coalition)
    assert actions.hand_over(member=first, to=second, stays=True, by=SYSTEM, at=LATER).is_steward
    assert not actions.hand_over(member=first, to=second, stays=False, by=SYSTEM, at=LATER).is_steward
    assert refusal(lambda: actions.hand_over(member=first, to=second, stays=True, by=SYSTEM, at=LATER))[0] == (
        "community_not_a_member"
    )
    assert actions.leave(member=first, by=SYSTEM, at=LATER).standing == "left"


@pytest.mark.django_db
def test_a_closed_coalition_stays_to_be_read_and_takes_nobody(announced):
    coalition = make_coalition()
    waiting, person = ask(coalition), person_of(steward_of(coalition).organisation)
    assert (
        refusal(lambda: actions.close_coalition(coalition=coalition, note="", by=SYSTEM, at=LATER))[1] == "closing_note"
    )
    actions.close_coalition(coalition=coalition, note="Det virkede på to af tre steder.", by=SYSTEM, at=LATER)
    waiting.refresh_from_db()
    coalition.refresh_from_db()
    assert waiting.standing == "declined"
    assert ("MemberDeclined", waiting.pk) in announced
    assert refusal(lambda: ask(coalition))[0] == "community_is_closed"
    assert may(actor_of(person), "community.view_inside", coalition)
    assert not may(actor_of(person), "community.work", coalition)
    assert actions.leave(member=steward_of(coalition), by=SYSTEM, at=LATER).standing == "left"


def at_once(*acts):
    """Each act in a thread of its own, all let go at one moment; their refusals, None for a success."""
    gate, answers = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            gate.wait()
            act()
        except Refused as refused:
            answers[number] = refused.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_g5_granted_declined_and_withdrawn_at_the_same_moment_one_wins():
    coalition = make_coalition()
    for _round in range(6):
        member = ask(coalition)
        answers = at_once(
            lambda row=member: actions.approve(member=row, by=SYSTEM, at=LATER),
            lambda row=member: actions.withdraw(member=row, by=SYSTEM, at=LATER),
            lambda row=member: actions.decline(member=row, reason="Nej.", by=SYSTEM, at=LATER),
            lambda row=member: actions.approve(member=row, by=SYSTEM, at=LATER),
        )
        member.refresh_from_db()
        assert sorted(answers, key=str) == [None, *["community_is_answered"] * 3]
        moments = (member.joined_at, member.declined_at, member.withdrawn_at)
        assert sum(moment is not None for moment in moments) == 1
        acts = AuditEntry.objects.filter(subject_kind="community.member", subject_id=member.pk)
        assert acts.exclude(verb="community.join").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_last_stewards_who_leave_at_once_leave_one_behind():
    for _round in range(4):
        coalition = make_coalition()
        first, second = steward_of(coalition), enter(coalition)
        actions.hand_over(member=first, to=second, stays=True, by=SYSTEM, at=AT)
        acts = [lambda row=row: actions.leave(member=row, by=SYSTEM, at=LATER) for row in (first, second)]
        assert sorted(at_once(*acts), key=str) == [None, "community_must_close"]
        assert Member.objects.in_force().filter(coalition=coalition, is_steward=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_organisation_that_asks_twelve_times_at_once_has_asked_once():
    coalition, here = make_coalition(), make_municipality()
    person = person_of(here)
    answers = at_once(*[lambda: ask(coalition, here, by=person)] * 12)
    assert (answers.count(None), answers.count("community_asked_already")) == (1, 11)
    assert Member.objects.filter(organisation=here).count() == 1
