"""Acts upon a radar: atomic, in the history, and refused where the rules say no."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.catalogue import make_solution
from tests.factories.direction import (
    AT,
    REVIEW,
    direction_facts,
    make_direction,
    make_placement,
    placement_facts,
    post_in,
)
from tests.factories.directory import make_municipality, make_post
from tests.factories.taxonomy import make_area, make_topic

from lysning.core.actors import SYSTEM, Actor
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.direction import actions
from lysning.direction.models import Direction, DirectionChange, Placement, PlacementChange
from lysning.direction.rules import Change, DirectionState, Link, PlacementState, Subject, replay
from lysning.taxonomy.actions import merge_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_rings")]
LEADER = Actor(7)


def refusal(act):
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    return refused.value.code, refused.value.field


def edit(placement, revision=None, at=AT, subject=None, note="", **facts):
    return actions.edit_placement(
        placement=placement,
        revision=revision or placement.revision,
        facts=placement_facts(placement.owner_post, **facts),
        subject=subject,
        note=note,
        by=LEADER,
        at=at,
    )


def recorded():
    rows = PlacementChange.objects.values_list("placement_id", "number", "at", "state")
    return [Change(*row[:3], PlacementState.read(row[3])) for row in rows]


def test_a_direction_begins_as_a_draft_and_is_published_once(announced):
    direction = make_direction(published=False, aims=("Tryghed ", ""))
    assert (direction.published_at, direction.aims) == (None, ["Tryghed"])
    direction = actions.publish_direction(direction=direction, revision=1, drafts={}, by=LEADER, at=AT)
    assert (direction.published_at, direction.revision) == (AT, 2)
    actions.publish_direction(direction=direction, revision=2, drafts={}, by=LEADER, at=AT)
    kinds = list(DirectionChange.objects.values_list("number", "kind", "by_user_id"))
    assert kinds == [(1, "placed", None), (2, "published", 7)]
    assert announced == [
        ("DirectionChanged", direction.pk, 1, "placed"),
        ("DirectionChanged", direction.pk, 2, "published"),
    ]
    assert AuditEntry.objects.filter(subject_kind="direction.direction").count() == 2


def test_a_municipality_has_one_direction_in_an_area():
    direction = make_direction()
    assert refusal(lambda: make_direction(direction.municipality, direction.area)) == ("direction_exists", None)


def test_the_owner_is_a_post_of_the_municipality():
    municipality, area, stranger = make_municipality(), make_area(), make_post()
    post_in(municipality, area)

    def start(post):
        return actions.start_direction(
            municipality=municipality, area=area, facts=direction_facts(post), by=LEADER, at=AT
        )

    assert refusal(lambda: start(stranger)) == ("direction_owner", "owner_post")
    assert refusal(lambda: start(make_post(municipality, closed_at=AT))) == ("direction_owner", "owner_post")
    assert Direction.objects.count() == 0


def test_a_direction_is_changed_by_one_at_a_time():
    direction = make_direction()
    post = direction.owner_post
    facts = direction_facts(post, background="Nyt")
    fresh = actions.edit_direction(direction=direction, revision=2, facts=facts, by=LEADER, at=AT)
    assert (fresh.background, fresh.revision) == ("Nyt", 3)
    assert actions.edit_direction(direction=direction, revision=3, facts=facts, by=LEADER, at=AT).revision == 3
    assert refusal(lambda: actions.edit_direction(direction=direction, revision=2, facts=facts, by=LEADER, at=AT)) == (
        "stale",
        None,
    )
    states = [DirectionState.read(row.state) for row in direction.changes.all()]
    assert [state.facts.background for state in states] == ["Vi bliver flere ældre."] * 2 + ["Nyt"]
    assert states[-1] == fresh.state


def test_a_placement_is_a_draft_until_the_direction_is_published():
    direction = make_direction(published=False)
    kept, left = make_placement(direction), make_placement(direction)
    assert (kept.published_at, left.published_at) == (None, None)
    actions.publish_direction(direction=direction, revision=1, drafts={kept.pk: 1}, by=LEADER, at=AT)
    kept.refresh_from_db()
    left.refresh_from_db()
    assert (kept.published_at, kept.revision, left.published_at, left.revision) == (AT, 2, None, 1)
    assert make_placement(Direction.objects.get(pk=direction.pk)).published_at == AT


def test_a_draft_that_was_changed_meanwhile_is_not_published_unseen():
    direction = make_direction(published=False)
    draft = make_placement(direction)
    edit(draft, reason="Noget andet.")
    act = lambda drafts: actions.publish_direction(  # noqa: E731 -- one act, two sets
        direction=direction, revision=1, drafts=drafts, by=LEADER, at=AT
    )
    assert refusal(lambda: act({draft.pk: 1})) == ("stale", None)
    assert refusal(lambda: act({make_placement().pk: 1})) == ("stale", None)
    assert Direction.objects.get(pk=direction.pk).published_at is None
    assert act({draft.pk: 2}).published_at == AT


def test_nothing_is_not_published():
    direction = make_direction(published=False, aims=())
    assert refusal(lambda: actions.publish_direction(direction=direction, revision=1, drafts={}, by=LEADER, at=AT)) == (
        "direction_empty",
        None,
    )


def test_only_an_imported_draft_may_lack_its_reason_and_gets_it_before_it_is_published():
    direction = make_direction(published=False)
    facts = placement_facts(direction.owner_post, reason="")
    assert refusal(lambda: make_placement(direction, reason=" ")) == ("direction_text_missing", "reason")
    draft = actions.place(
        direction=direction,
        subject=Subject(own_title="Kubernetes"),
        facts=facts,
        publish=False,
        is_import=True,
        by=LEADER,
        at=AT,
    )
    publish = lambda revision: actions.publish_direction(  # noqa: E731 -- one act, two revisions
        direction=direction, revision=1, drafts={draft.pk: revision}, by=LEADER, at=AT
    )
    assert refusal(lambda: publish(1)) == ("placement_needs_reason", None)
    edit(draft, reason="Derfor.")
    assert publish(2).published_at == AT


def test_moving_is_told_from_editing_and_the_same_writes_nothing(announced):
    placement = make_placement()
    announced.clear()
    assert edit(placement).revision == 1
    edited = edit(placement, reason="Bedre ord.")
    moved = edit(edited, ring="afproev", reason="Bedre ord.", note=" Leverandøren er væk. ")
    changes = list(placement.changes.values_list("number", "kind", "note"))
    assert changes == [(1, "placed", ""), (2, "edited", ""), (3, "moved", "Leverandøren er væk.")]
    assert announced == [
        ("PlacementChanged", placement.pk, 2, "edited"),
        ("PlacementChanged", placement.pk, 3, "moved"),
    ]
    assert refusal(lambda: edit(moved, revision=2, reason="Tredje.")) == ("stale", None)


def test_a_placement_leaves_with_a_word_and_comes_back():
    placement = make_placement()

    def remove(note):
        return actions.remove_placement(placement=placement, revision=1, note=note, by=LEADER, at=AT)

    assert refusal(lambda: remove(" ")) == ("direction_text_missing", "note")
    gone = remove("Vi gør det ikke mere.")
    assert gone.removed_at == AT
    assert refusal(lambda: edit(gone, reason="x")) == ("placement_is_removed", None)
    assert refusal(lambda: actions.remove_placement(placement=gone, revision=2, note="Igen", by=LEADER, at=AT)) == (
        "placement_is_removed",
        None,
    )
    back = actions.restore_placement(placement=gone, revision=2, by=LEADER, at=AT)
    assert (back.removed_at, back.revision) == (None, 3)
    assert refusal(lambda: actions.restore_placement(placement=back, revision=3, by=LEADER, at=AT)) == (
        "placement_stands",
        None,
    )


def test_a_subject_stands_once_and_a_merged_topic_is_its_current_one():
    direction = make_direction()
    old, new = make_topic(), make_topic()
    solution = make_solution()
    placed = make_placement(direction, topic=old)
    merge_topic(topic=old, into=new, revision=1, by=SYSTEM, at=AT)
    make_placement(direction, solution=solution)
    make_placement(direction, own_title="Robot")
    for again in ({"topic": old}, {"topic": new}, {"solution": solution}, {"own_title": "ROBOT"}):
        assert refusal(lambda again=again: make_placement(direction, **again)) == ("placement_taken", "subject")
    gone = actions.remove_placement(placement=placed, revision=1, note="Væk", by=LEADER, at=AT)
    anew = make_placement(direction, topic=old)
    assert anew.topic == new
    assert refusal(lambda: actions.restore_placement(placement=gone, revision=2, by=LEADER, at=AT)) == (
        "placement_taken",
        "subject",
    )


def test_own_words_may_become_a_topic_and_nothing_else_is_exchanged():
    placement = make_placement(own_title="Robot")
    topic = make_topic()
    linked = edit(placement, subject=Subject(topic_id=topic.pk))
    assert (linked.topic, linked.own_title) == (topic, "")
    assert refusal(lambda: edit(linked, subject=Subject(topic_id=make_topic().pk))) == (
        "placement_subject_fixed",
        None,
    )


@pytest.mark.parametrize("what", ["topic", "solution"])
def test_only_what_everyone_may_see_is_placed(what):
    subject = make_topic(accept=False) if what == "topic" else make_solution(published=False)
    assert refusal(lambda: make_placement(**{what: subject})) == (f"placement_{what}_unknown", what)


def test_links_are_kept_as_they_were():
    links = (Link("Rapport", "https://kl.dk/rapport"),)
    placement = make_placement(links=links)
    assert placement.state.facts.links == links
    assert PlacementState.read(placement.changes.get().state) == placement.state


def test_a_copy_keeps_whom_it_was_taken_from():
    original = make_placement(topic=make_topic())
    direction = make_direction()
    copy = actions.place(
        direction=direction,
        subject=original.subject,
        facts=placement_facts(direction.owner_post),
        publish=True,
        copied_from=original,
        by=LEADER,
        at=AT,
    )
    assert (copy.copied_from, copy.state.copied_from_id) == (original, original.pk)


def test_hiding_takes_everything_out_of_sight_and_showing_brings_it_back(announced):
    placement = make_placement()
    announced.clear()
    direction = actions.hide_direction(direction=placement.direction, reason="Nævner en person", by=LEADER, at=AT)
    assert (Direction.objects.public().count(), Placement.objects.public().count()) == (0, 0)
    assert refusal(lambda: actions.hide_direction(direction=direction, reason=" ", by=LEADER, at=AT)) == (
        "direction_text_missing",
        "hidden_reason",
    )
    actions.show_direction(direction=direction, by=LEADER, at=AT)
    actions.show_direction(direction=direction, by=LEADER, at=AT)
    assert (Direction.objects.public().count(), Placement.objects.public().count()) == (1, 1)
    assert announced == [("DirectionSeen", direction.pk)] * 2


@pytest.mark.parametrize("table", ["directionchange", "placementchange"])
def test_the_database_refuses_to_rewrite_history(table):
    make_placement()
    for statement in (f"UPDATE direction_{table} SET note = 'x'", f"DELETE FROM direction_{table}"):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_models_refuse_too():
    change = make_placement().changes.get()
    for act in (change.save, change.delete):
        with pytest.raises(TypeError, match="only grows"):
            act()


def test_examples_can_be_taken_away():
    direction = make_direction(published=False)
    example = actions.start_direction(
        municipality=direction.municipality,
        area=(area := make_area()),
        facts=direction_facts(post_in(direction.municipality, area)),
        is_example=True,
        by=SYSTEM,
        at=AT,
    )
    make_placement(example)
    assert PlacementChange.objects.filter(is_example=True).delete()[0] == 1
    assert DirectionChange.objects.filter(is_example=True).delete()[0] == 1
    assert Placement.objects.filter(is_example=True).delete()[0] == 1
    assert Direction.objects.filter(is_example=True).delete()[0] == 1


acts = st.lists(
    st.tuples(
        st.sampled_from(["place", "edit", "move", "remove", "restore"]),
        st.integers(0, 4),
        st.sampled_from(["klar", "afproev", "hold-oeje", "afvent"]),
        st.sampled_from(["public", "community", "own"]),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_whatever_is_done_the_history_replayed_is_the_radar(done):
    with transaction.atomic():
        direction = make_direction()
        rows, moments = [], []
        for hour, (kind, which, ring, visibility) in enumerate(done):
            at = datetime(2026, 11, 3, tzinfo=UTC) + timedelta(hours=hour)
            if kind == "place" or not rows:
                rows.append(make_placement(direction, at=at, ring=ring, visibility=visibility))
            else:
                row = rows[which % len(rows)]
                row.refresh_from_db()
                _act(row, kind, ring, visibility, at)
            now = {row.pk: row.state for row in Placement.objects.filter(direction=direction)}
            moments.append((at, now))
        changes = [change for change in recorded() if change.row_id in {row.pk for row in rows}]
        for at, then in moments:
            assert replay(changes, at) == then
        assert replay(changes) == (moments[-1][1] if moments else {})
        transaction.set_rollback(True)


def _act(row, kind, ring, visibility, at):
    if kind == "restore" and row.removed_at is not None:
        actions.restore_placement(placement=row, revision=row.revision, by=LEADER, at=at)
    elif kind == "remove" and row.removed_at is None:
        actions.remove_placement(placement=row, revision=row.revision, note="Væk", by=LEADER, at=at)
    elif row.removed_at is None:
        edit(row, at=at, ring=ring, visibility=visibility, reason=f"{kind} {at}", review_by=REVIEW)
