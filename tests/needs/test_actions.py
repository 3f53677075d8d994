from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.accounts import actor_of, make_member
from tests.factories.directory import make_municipality, make_post
from tests.factories.needs import make_need
from tests.factories.taxonomy import make_area

from lysning.core.actors import VISITOR, Actor, Grant
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.needs import actions, queries
from lysning.needs.models import Need

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LEADER = Actor()


def declare(municipality=None, **words):
    said = {"title": "Fald om natten", "description": "Mange falder.", "people_concerned": 40}
    facts = actions.NeedFacts(area=words.pop("area", None) or make_area(), **(said | words))
    return actions.declare_need(
        municipality=municipality or make_municipality(), post=None, facts=facts, by=LEADER, at=NOW
    )


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.field


def test_a_need_is_declared_clean_and_readable(announced):
    need = declare(title=" Fald på Ærø\u200b ", description="Mange\r\nfalder")
    assert (need.title, need.description) == ("Fald på Ærø", "Mange\nfalder")
    assert need.slug.rpartition("-")[0] == "fald-paa-aeroe"
    assert need.slug != declare(title="Fald på Ærø").slug
    assert announced[0] == ("NeedDeclared", need.pk)
    assert AuditEntry.objects.filter(verb="needs.declare_need").count() == 2


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ({"title": " "}, ("need_text_missing", "title")),
        ({"description": "Ring til 010190-1234"}, ("need_text_has_cpr", "description")),
        ({"title": "x" * 121}, ("need_text_too_long", "title")),
    ],
)
def test_what_a_need_cannot_say(words, answer):
    assert refusal(lambda: declare(**words)) == answer
    assert Need.objects.count() == 0


def edit(need, revision=1, **words):
    said = {"title": need.title, "description": need.description}
    facts = actions.NeedFacts(area=need.area, **(said | words))
    return actions.edit_need(need=need, revision=revision, facts=facts, by=LEADER, at=NOW)


def test_a_need_is_changed_by_one_at_a_time(announced):
    need = make_need()
    assert edit(need, title="Nyt").revision == 2
    assert refusal(lambda: edit(need, title="Andet")) == ("stale", None)
    assert Need.objects.get().title == "Nyt"
    assert announced == [("NeedDeclared", need.pk)]


def test_a_need_is_closed_once_and_not_changed_after(announced):
    need = make_need()
    before = Need.objects.get()
    need = actions.close_need(need=need, note="Vi købte en måtte.", by=LEADER, at=NOW)
    assert (need.closed_at, need.closing_note) == (NOW, "Vi købte en måtte.")
    assert refusal(lambda: actions.close_need(need=need, note="Igen", by=LEADER, at=NOW)) == ("need_is_closed", None)
    assert refusal(lambda: edit(need, revision=2, title="Nyt")) == ("need_is_closed", None)
    assert refusal(lambda: edit(before, title="Nyt")) == ("stale", None)
    assert announced == [("NeedClosed", need.pk)]


def test_a_note_is_needed_to_close():
    assert refusal(lambda: actions.close_need(need=make_need(), note=" ", by=LEADER, at=NOW)) == (
        "need_text_missing",
        "closing_note",
    )


def test_hiding_and_showing_say_so_once(announced):
    need = make_need()
    for _again in range(2):
        need = actions.hide_need(need=need, reason="Nævner en person", by=LEADER, at=NOW)
    assert (need.hidden_at, need.hidden_reason) == (NOW, "Nævner en person")
    need = actions.hide_need(need=need, reason="Reklame", by=LEADER, at=NOW + timedelta(days=1))
    assert (need.hidden_at, need.hidden_reason) == (NOW, "Reklame")
    for _again in range(2):
        need = actions.show_need(need=need, by=LEADER, at=NOW)
    assert (need.hidden_at, need.hidden_reason) == (None, "")
    assert announced == [("NeedHidden", need.pk), ("NeedShown", need.pk)]
    assert AuditEntry.objects.filter(verb__in=["needs.hide_need", "needs.show_need"]).count() == 3


def test_who_sees_a_hidden_need():
    need = make_need(hidden_at=NOW, hidden_reason="x")
    leader = actor_of(make_member(post=make_post(need.municipality), role="leader"))
    stranger = actor_of(make_member(make_municipality(), role="coordinator"))
    moderator = Actor(1, frozenset({Grant("moderator")}))
    seen = [Need.objects.visible_to(actor).count() for actor in (VISITOR, stranger, leader, moderator)]
    assert seen == [0, 0, 1, 1]


def test_only_open_needs_are_listed_newest_first():
    area, municipality = make_area("skoler"), make_municipality(slug="aarhus")
    old = make_need(municipality, area)
    new = make_need(municipality, make_area("kultur"), created_at=NOW)
    make_need(municipality, area, closed_at=NOW)
    make_need(municipality, area, hidden_at=NOW, hidden_reason="x")
    other = make_need(area=area)
    assert list(queries.listed(VISITOR)) == [new, other, old]
    assert list(queries.listed(VISITOR, area_key="skoler", municipality_slug="aarhus")) == [old]


def test_in_whose_name_one_may_write(django_assert_num_queries):
    post = make_post(make_municipality("Aarhus"))
    user = make_member(post=post, role="leader")
    assert [d.key for d in queries.declarers(actor_of(user))] == [f"post-{post.pk}"]
    make_member(post.municipality, role="coordinator", user=user)
    odense = make_municipality("Odense")
    make_member(odense, role="coordinator", user=user)
    actor = actor_of(user)
    with django_assert_num_queries(2):
        names = queries.declarers(actor)
    assert [d.key for d in names] == [f"post-{post.pk}", f"kommune-{odense.pk}", f"kommune-{post.municipality.pk}"]
    assert [str(d) for d in names][1:] == ["Odense", "Aarhus"]  # Aa is Å, the last letter
    assert queries.declarers(VISITOR) == ()
