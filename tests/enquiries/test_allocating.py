from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import translation
from tests.factories.accounts import make_member
from tests.factories.directory import make_municipality, make_post
from tests.factories.enquiries import OFFERED_AT, ONE_DAY, make_enquiry, make_next_version, make_published
from tests.factories.taxonomy import make_area, make_role

from lysning.catalogue.models import Solution
from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.directory.models import Post
from lysning.enquiries.actions import hand_over, run_allocation
from lysning.enquiries.models import Allocation, AllocationOutcome, Enquiry
from lysning.enquiries.queries.candidates import POSTS_PER_MUNICIPALITY, room_of_desks
from lysning.matching.queries import facts_of, match_posts
from lysning.taxonomy.queries import areas

pytestmark = pytest.mark.django_db
AT = OFFERED_AT
FALL = {
    "title": "Indlægssåler der opdager faldrisiko",
    "problem": "Ældre borgere på plejehjem falder, og hjemmeplejen opdager faldrisikoen for sent.",
    "audience": "Beboere på plejehjem og borgere i hjemmeplejen.",
    "description": "Sålerne måler gangen hos den ældre. Sygeplejersken og hjemmehjælperen får besked før et fald.",
}


@pytest.fixture
def role():
    return make_role(make_area("aeldre-sundhed"), title_da="Ældrechef")


def posts_in(count, role, **values):
    return [make_post(role=role, **{"email": f"post{number}@kommune.dk", **values}) for number in range(count)]


def run(at=AT, **arguments):
    return run_allocation(by=SYSTEM, at=at, **arguments)


def test_a_solution_is_offered_to_one_leader_in_each_municipality(role):
    first, *others = posts_in(12, role)
    second = make_post(first.municipality, make_role(role.area), email="anden@kommune.dk")
    version = make_published(areas=[role.area], **FALL)
    done = run()
    offered = Enquiry.objects.order_by("municipality_id")
    assert [row.municipality_id for row in offered] == [post.municipality_id for post in (first, *others)]
    assert {row.post_id for row in offered} - {post.pk for post in others} <= {first.pk, second.pk}
    for row in offered:
        assert (row.version, row.offered_at, row.allocation_id) == (version, AT, done.allocation.pk)
        assert (row.offered_to_email, row.deadline_at) == (row.post.email, row_deadline())
        assert row.reasons[0]["kind"] == "words"
    outcome = done.outcomes[0]
    facts = (outcome.candidate_count, outcome.municipality_count, outcome.offered_count, outcome.reached_count)
    assert (*facts, outcome.why) == (13, 12, 12, 12, "reached_target")
    assert (done.is_fresh, done.allocation.offer_count, done.allocation.finished_at) == (True, 12, AT)
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["enquiries.run_allocation"]


def row_deadline():
    return make_enquiry().deadline_at


def test_a_solution_that_concerns_nobody_is_offered_to_nobody(role):
    posts_in(3, role)
    make_published(
        title="Brødskærer",
        problem="Bageren skærer brød for langsomt.",
        audience="Bagerier.",
        description="En maskine der skærer rugbrød i lige tykke skiver til butikken.",
    )
    (outcome,) = run().outcomes
    assert (outcome.candidate_count, outcome.offered_count, outcome.why) == (0, 0, "no_more_relevant_posts")


def test_the_same_date_makes_one_run_and_another_number_one_more(role):
    posts_in(2, role)
    make_published(areas=[role.area], **FALL)
    first = run()
    again = run(at=AT + timedelta(hours=3))
    assert (again.is_fresh, again.allocation, len(again.outcomes)) == (False, first.allocation, 1)
    make_published(areas=[role.area], **FALL)
    extra = run(number=2, at=AT + timedelta(hours=4))
    assert (extra.is_fresh, extra.allocation.offer_count, Enquiry.objects.count()) == (True, 2, 4)
    assert list(Allocation.objects.values_list("run_date", "number")) == [(AT.date(), 2), (AT.date(), 1)]


def test_a_dry_run_says_the_same_and_writes_nothing(role):
    posts_in(3, role)
    make_published(areas=[role.area], **FALL)
    dry = run(dry_run=True)
    assert (Allocation.objects.count(), Enquiry.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)
    wet = run()
    for field in ("inputs_hash", "objective", "offer_count", "candidate_count", "solution_count"):
        assert getattr(dry.allocation, field) == getattr(wet.allocation, field)
    assert [(o.version_id, o.offered_count, o.why) for o in dry.outcomes] == [
        (o.version_id, o.offered_count, o.why) for o in wet.outcomes
    ]


def test_a_day_that_has_not_come_is_refused():
    with pytest.raises(Refused) as caught:
        run(run_date=AT.date() + ONE_DAY)
    assert caught.value.code == "allocation_ahead"


def test_a_post_gets_no_more_than_its_room_in_a_week(role):
    post, closed = (
        make_post(role=role, email="a@k.dk", weekly_room=2),
        make_post(role=role, email="b@k.dk", weekly_room=0),
    )
    make_enquiry(post=post, offered_at=AT)
    for _ in range(3):
        make_published(areas=[role.area], **FALL)
    done = run(at=AT + 2 * ONE_DAY)
    assert (done.allocation.offer_count, closed.enquiries.count()) == (1, 0)
    assert sorted(outcome.offered_count for outcome in done.outcomes) == [0, 0, 0, 1]
    assert run(at=AT + 3 * ONE_DAY).allocation.offer_count == 0
    assert run(at=AT + 7 * ONE_DAY).allocation.offer_count == 2


def test_a_municipality_has_a_solution_once_and_a_new_version_after_a_rest(role):
    post = make_post(role=role, email="a@k.dk")
    version = make_published(areas=[role.area], **FALL)
    enquiry = make_enquiry("not_relevant", version=version, post=post, offered_at=AT)
    make_next_version(version.solution, at=AT + 30 * ONE_DAY, areas=[role.area], **FALL)
    assert run(at=AT + 31 * ONE_DAY).allocation.offer_count == 0
    rested = enquiry.answered_at + 180 * ONE_DAY
    assert run(at=rested).allocation.offer_count == 0
    assert run(at=rested + ONE_DAY).allocation.offer_count == 1


def test_an_open_enquiry_about_an_earlier_version_is_not_doubled(role):
    post = make_post(role=role, email="a@k.dk")
    version = make_published(areas=[role.area], **FALL)
    make_enquiry("escalated", version=version, post=post, offered_at=AT)
    at = AT + 300 * ONE_DAY
    make_next_version(version.solution, at=at, areas=[role.area], **FALL)
    assert run(at=at).allocation.offer_count == 0


def test_solutions_out_of_sight_and_old_ones_with_their_places_take_no_part(role):
    post = make_post(role=role, email="a@k.dk")
    for verb in ("withdrawn", "hidden"):
        solution = make_published(areas=[role.area], **FALL).solution
        Solution.objects.filter(pk=solution.pk).update(**{f"{verb}_at": AT, f"{verb}_reason": "Ophørt"})
    old = make_published(areas=[role.area], at=AT - 20 * ONE_DAY, **FALL)
    for place in posts_in(8, role, weekly_room=0):
        make_enquiry("interested", version=old, post=place, offered_at=AT - 19 * ONE_DAY)
    make_published(areas=[role.area], at=AT - 366 * ONE_DAY, **FALL)
    short = make_published(areas=[role.area], at=AT - 300 * ONE_DAY, **FALL)
    done = run()
    assert [outcome.version for outcome in done.outcomes] == [short]
    assert post.enquiries.get().version == short


def test_where_nobody_can_be_reached_it_waits_and_is_offered_when_somebody_comes(role):
    town = make_municipality()
    silent = [make_post(town, role, institution=name) for name in ("A", "B")]
    version = make_published(areas=[role.area], **FALL)
    done = run()
    waiting = Enquiry.objects.get()
    assert (waiting.post in silent, waiting.offered_at, waiting.deadline_at) == (True, None, None)
    outcome = done.outcomes[0]
    assert (outcome.offered_count, outcome.waiting_count, outcome.reached_count, outcome.why) == (0, 1, 0, "no_contact")
    assert run(at=AT + ONE_DAY).allocation.waiting_count == 0
    make_member(town, "coordinator", email="koordinator@kommune.dk")
    later = run(at=AT + 2 * ONE_DAY)
    waiting.refresh_from_db()
    assert (waiting.offered_at, waiting.offered_to_email) == (AT + 2 * ONE_DAY, "koordinator@kommune.dk")
    assert waiting.deadline_at is not None
    assert (later.allocation.offer_count, later.outcomes[0].reached_count, Enquiry.objects.count()) == (1, 1, 1)
    assert later.outcomes[0].version == version


def test_a_leader_who_can_be_reached_is_asked_before_better_matches_that_cannot(role):
    town, spoken_of = make_municipality(), make_role(role.area, title_da="Plejehjemsleder")
    for number in range(POSTS_PER_MUNICIPALITY + 1):
        make_post(town, spoken_of, institution=f"Hus {number}")
    reached = make_post(town, make_role(role.area, title_da="Sekretariatschef"), email="leder@by.dk")
    version = make_published(areas=[role.area], **FALL)
    best = max(match_posts(facts_of(version)), key=lambda match: match.score)
    assert best.post_id != reached.pk
    done = run()
    assert (done.allocation.offer_count, done.allocation.waiting_count) == (1, 0)
    assert Enquiry.objects.get().post == reached


def test_what_waits_gives_way_to_a_colleague_who_can_be_reached(role):
    town = make_municipality()
    make_post(town, role)
    make_published(areas=[role.area], **FALL)
    run()
    waiting = Enquiry.objects.get()
    colleague = make_post(town, role, institution="Solgården", email="s@kommune.dk")
    run(at=AT + ONE_DAY)
    waiting.refresh_from_db()
    assert (waiting.withdrawn_at, Enquiry.objects.standing().get().post) == (AT + ONE_DAY, colleague)


def test_a_run_whose_worker_died_is_made_anew(role):
    posts_in(2, role)
    make_published(areas=[role.area], **FALL)

    class Died(Exception):  # noqa: N818
        pass

    def die(done, total, stage):
        if stage == "write" and done == total:
            raise Died

    with pytest.raises(Died):
        run(progress=die)
    left = Allocation.objects.get()
    assert (left.finished_at, left.stage, Enquiry.objects.count(), AllocationOutcome.objects.count()) == (
        None,
        left.stage,
        0,
        0,
    )
    done = run(at=AT + timedelta(hours=1))
    assert (done.is_fresh, done.allocation.pk, Enquiry.objects.count()) == (True, left.pk, 2)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_make_one_run(role):
    posts_in(9, role)
    make_published(areas=[role.area], **FALL)
    barrier, runs = Barrier(4), []

    def work():
        barrier.wait()
        try:
            runs.append(run())
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.is_fresh for each in runs) == [False, False, False, True]
    assert {each.allocation.pk for each in runs} == {Allocation.objects.get().pk}
    assert (Enquiry.objects.count(), AuditEntry.objects.count()) == (9, 1)


def test_the_weeks_room_follows_danish_days():
    from lysning.enquiries.queries.candidates import week_of

    begins, ends = week_of(date(2026, 3, 29))
    assert (begins.isoformat(), ends.isoformat()) == ("2026-03-22T23:00:00+00:00", "2026-03-29T22:00:00+00:00")


def test_why_is_stored_in_danish_whoever_starts_the_run(role):
    area = role.area
    type(area).objects.filter(pk=area.pk).update(name_da="Ældre og pleje", name_en="Elderly care")
    areas.forget()
    posts_in(1, role)
    make_published(areas=[area], **FALL)
    with translation.override("en"):
        run()
    stored = {reason["kind"]: reason["name"] for reason in Enquiry.objects.get().reasons}
    assert {stored["words"], stored["area"]} == {"Ældre og pleje"}


# --- the coordinator in place of leaders -----------------------------------------------------------------------------


@pytest.fixture
def town(role):
    """A municipality whose two posts are reached through its coordinator alone, who takes two a week."""
    found = make_municipality()
    found.stand_in_room = 2
    found.save()
    for _ in range(2):
        make_post(found, make_role(role.area, title_da="Ældrechef"))
    make_member(found, "coordinator")
    return found


def stand_ins(**facts):
    return Enquiry.objects.filter(is_stand_in=True, **facts).count()


def test_a_coordinator_in_place_of_leaders_has_a_week_of_their_own(role, town):
    versions = [make_published(areas=[role.area], **FALL) for _ in range(4)]
    done = run()
    assert (done.allocation.offer_count, stand_ins(municipality=town)) == (2, 2)
    assert {each.why for each in done.outcomes if not each.offered_count} == {"outcompeted"}
    next_day = run(at=AT + ONE_DAY)
    assert next_day.allocation.offer_count == 0
    short = [each for each in next_day.outcomes if not each.reached_count]
    assert {each.why for each in short} == {"coordinator_without_room"}
    assert len(short) == 2
    assert run(at=AT + 7 * ONE_DAY).allocation.offer_count == 2
    assert Enquiry.objects.filter(version__in=versions).values("version").distinct().count() == 4


def test_posts_with_an_address_do_not_use_the_coordinators_room(role, town):
    make_post(town, make_role(role.area, title_da="Ældrechef"), email="leder@by.dk", weekly_room=1)
    for _ in range(4):
        make_published(areas=[role.area], **FALL)
    assert (run().allocation.offer_count, stand_ins()) == (3, 2)


def test_what_has_waited_takes_the_coordinators_room_first(role):
    town = make_municipality()
    post = make_post(town, role)
    for _ in range(3):
        make_published(areas=[role.area], **FALL)
    assert run().allocation.waiting_count == 3
    town.stand_in_room = 1
    town.save()
    make_member(town, "coordinator")
    make_published(areas=[role.area], **FALL)
    assert run(at=AT + ONE_DAY).allocation.offer_count == 1
    assert (stand_ins(post=post), Enquiry.objects.waiting().count()) == (1, 2)
    assert run(at=AT + 2 * ONE_DAY).allocation.offer_count == 0
    assert run(at=AT + 7 * ONE_DAY).allocation.offer_count == 1


def test_what_a_colleague_hands_over_takes_nothing_of_the_coordinators_room(role, town):
    here, there = list(Post.objects.filter(municipality=town))[:2]
    enquiry = make_enquiry(post=here, is_stand_in=True, offered_at=AT)
    hand_over(enquiry=enquiry, post=there, by=SYSTEM, at=AT)
    assert Enquiry.objects.get(post=there).is_stand_in
    assert room_of_desks(AT.date())[town.pk] == 1


def test_a_coordinator_may_take_nothing(role, town):
    town.stand_in_room = 0
    town.save()
    make_published(areas=[role.area], **FALL)
    done = run()
    assert (done.allocation.offer_count, done.outcomes[0].why) == (0, "coordinator_without_room")
    assert done.outcomes[0].reasons == [{"code": "coordinator_without_room", "count": 2}]
