"""Topics in public and in the operator's editor, through the door."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.accounts import client_for, make_operator, make_user
from tests.factories.catalogue import make_solution, make_version
from tests.factories.direction import make_direction, make_placement, make_rings
from tests.factories.directory import make_municipality
from tests.factories.needs import make_need
from tests.factories.taxonomy import make_area, make_topic

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.direction.queries import rings
from lysning.matching.actions import index_need
from lysning.notifications.models import Subscription
from lysning.taxonomy.actions import import_topics, merge_topic
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import areas, topics

pytestmark = pytest.mark.django_db
FALD = {"name_da": "Faldsensor i stuen", "explanation_da": "En føler mærker, når en borger falder om natten."}


@pytest.fixture(autouse=True)
def _fresh():
    areas.forget(), topics.forget(), rings.forget()
    yield
    areas.forget(), topics.forget(), rings.forget()


@pytest.fixture
def area():
    return make_area("aeldre", name_da="Ældre")


@pytest.fixture
def operator():
    return client_for(make_operator())


def page(client, name, *args, **asked):
    return client.get(reverse(f"web:{name}", args=args), asked)


def editor_of(topic):
    return reverse("web:edit_topic", args=[topic.key])


def written(topic, **changes):
    """What the edit page sends back unchanged."""
    topic.refresh_from_db()
    texts = {
        name: getattr(topic, name) for name in ("name_da", "name_en", "explanation_da", "explanation_en", "source")
    }
    sets = {"areas": [area.key for area in topic.areas.all()], "kle_groups": ""}
    return {**texts, **sets, "revision": topic.revision, **changes}


# --- in public ---------------------------------------------------------------------------------------------------------


def test_the_list_shows_each_area_with_what_it_has_and_nothing_proposed(client, area):
    topic, bystander = make_topic("fald", areas=[area], **FALD), make_area("skole")
    make_topic(areas=[area], accept=False, name_da="Hemmeligt")
    make_topic(areas=[area], merged_into=topic, name_da="Gammelt")
    make_solution(topics=["fald"])
    shown = page(client, "topics")
    fields = {row.key: [(each.key, count) for each, count in rows] for row, rows in shown.context["fields"]}
    assert {key: fields[key] for key in ("aeldre", bystander.key)} == {"aeldre": [("fald", 1)], bystander.key: []}
    assert not {"Hemmeligt", "Gammelt"} & set(shown.content.decode().split())


def test_a_word_finds_the_topic_that_speaks_of_it(client, area):
    make_topic("fald", areas=[area], **FALD), make_topic(areas=[area], name_da="Gadelys")
    assert [topic.key for topic, _count in page(client, "topics", q="fald").context["found"]] == ["fald"]
    for words in ("", "   ", "'; DROP", "😀", "a" * 1900):
        assert page(client, "topics", q=words).status_code == 200
    assert page(client, "topics", q="x" * 2001).status_code == 422


def test_a_topic_shows_what_there_is_of_it(client, area):
    topic = make_topic("fald", areas=[area], **FALD)
    old = make_topic("gammel", areas=[area], name_da="Faldmåtte", merged_into=topic)
    near = make_topic("naer", areas=[area], name_da="Faldsensor på kroppen", explanation_da=FALD["explanation_da"])
    solution = make_solution(topics=[old.key])
    make_solution(topics=["fald"], published=False), make_solution(title="Noget andet")
    need = make_need(make_municipality(), area, title="Fald om natten", description="Borgere falder om natten i stuen.")
    index_need(need.pk, at=clock.now())
    shown = page(client, "topic", "fald")
    assert [card.solution_id for card, _words in shown.context["cards"]] == [solution.pk]
    assert (shown.context["needs"], shown.context["similar"]) == ([need], [near])
    assert list(shown.context["merged"]) == [old]
    assert reverse("web:edit_topic", args=["fald"]) not in shown.content.decode()


def test_who_may_not_declare_a_need_is_not_led_to_it(client, area):
    topic = make_topic(areas=[area])
    way = reverse("needs:new")
    told = [page(reader, "topic", topic.key).content.decode() for reader in (client, client_for(make_user()))]
    assert [f'href="{way}"' in text for text in told] == [True, False]


def test_the_number_of_queries_does_not_grow(client, area):
    topic = make_topic("fald", areas=[area], **FALD)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            other = make_topic(areas=[area, make_area()], **FALD)
            make_topic(areas=[area], merged_into=topic)
            make_solution(topics=["fald", other.key])
            need = make_need(make_municipality(), area, title="Fald", description=FALD["explanation_da"])
            index_need(need.pk, at=clock.now())
        topics.forget(), areas.forget()
        for name, args, asked in (("topics", (), {}), ("topics", (), {"q": "fald"}), ("topic", ("fald",), {})):
            page(client, name, *args, **asked)
            with CaptureQueriesContext(connection) as captured:
                assert page(client, name, *args, **asked).status_code == 200
            counts.append(len(captured))
    assert counts[:3] == counts[3:]


def test_a_merged_address_leads_on_for_good_and_a_proposed_one_is_not_there(client, operator, area):
    last = make_topic("ny", areas=[area])
    make_topic("gammel", areas=[area], merged_into=make_topic("mellem", areas=[area]))
    middle = Topic.objects.get(key="mellem")
    merge_topic(topic=middle, into=last, revision=middle.revision, by=SYSTEM, at=clock.now())
    led = page(client, "topic", "gammel")
    assert (led.status_code, led["Location"]) == (301, reverse("web:topic", args=["ny"]))
    make_topic("forslag", areas=[area], accept=False)
    assert [page(each, "topic", "forslag").status_code for each in (client, operator)] == [404, 200]
    assert page(client, "topic", "findes-ikke").status_code == 404


def test_topics_leave_as_json_and_csv_and_come_back_unchanged(client, operator, area):
    make_topic("fald", areas=[area], **FALD), make_topic("forslag", areas=[area], accept=False)
    public = json.loads(client.get("/data/emner.json").getvalue())
    assert ([row["key"] for row in public["topics"]], public["licence"]) == (["fald"], "CC BY 4.0")
    assert client.get("/data/emner.csv").getvalue().decode("utf-8-sig").count("\r\n") == 2
    for kind in ("csv", "json"):
        content = page(operator, "topics_file", kind).getvalue()
        report = import_topics(content=content, file_name="x", apply=True, by=SYSTEM, at=clock.now())
        assert (report.new, report.changed, report.unchanged, report.problems) == (0, 0, 2, ())


# --- the editor --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("way", "state"), [("accept", "current"), ("propose", "proposed"), ("", "proposed")])
def test_a_topic_is_added(operator, area, way, state):
    texts = {
        "name_da": "Ny slags",
        "name_en": "New kind",
        "explanation_da": "Den hjælper.",
        "explanation_en": "It helps.",
    }
    done = operator.post(reverse("web:new_topic"), {**texts, "areas": ["aeldre"], "way": way})
    topic = Topic.objects.get()
    assert (done.status_code, done["Location"], topic.key, topic.state) == (303, editor_of(topic), "ny-slags", state)
    again = operator.post(reverse("web:new_topic"), {**texts, "areas": ["aeldre"], "way": way})
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["key"])


def test_what_is_missing_or_wrong_is_told_at_its_field(operator, area):
    topic = make_topic(areas=[area])
    for changes, field in (
        ({"name_da": ""}, "name_da"),
        ({"areas": []}, "areas"),
        ({"areas": ["x"]}, "areas"),
        ({"kle_groups": "99.99"}, "kle_groups"),
        ({"explanation_da": "x" * 901}, "explanation_da"),
        ({"revision": "x"}, "revision"),
    ):
        answer = operator.post(editor_of(topic), written(topic, **changes))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    topic.refresh_from_db()
    assert topic.revision == 1


def test_two_who_edit_at_once_both_keep_their_words(operator, area):
    topic = make_topic("fald", areas=[area], explanation_da="En føler kalder på hjælp.")
    mine = written(topic, explanation_da="En føler i gulvet kalder på hjælp.")
    assert (
        operator.post(editor_of(topic), written(topic, explanation_da="En føler kalder straks på hjælp.")).status_code
        == 303
    )
    stale = operator.post(editor_of(topic), mine)
    said = stale.content.decode()
    assert stale.status_code == 409
    assert "<del>straks </del>" in said
    assert "<ins>i gulvet </ins>" in said
    assert "En føler i gulvet kalder på hjælp.</textarea>" in said
    topic.refresh_from_db()
    assert topic.explanation_da == "En føler kalder straks på hjælp."
    assert (
        operator.post(editor_of(topic), {**mine, "revision": stale.context["form"]["revision"].value()}).status_code
        == 303
    )


def test_a_proposal_is_accepted_once(operator, area):
    topic = make_topic(areas=[area], accept=False)
    accept = reverse("web:accept_topic", args=[topic.key])
    assert [operator.post(accept).status_code for _ in range(2)] == [303, 303]
    topic.refresh_from_db()
    into = make_topic(areas=[area])
    merge_topic(topic=topic, into=into, revision=topic.revision, by=SYSTEM, at=clock.now())
    assert operator.post(accept).status_code == 422


def test_a_merge_shows_what_follows_before_anything_happens_and_can_be_undone(operator, client, area):
    topic, into = make_topic("gammel", areas=[area]), make_topic("ny", areas=[area])
    make_topic("aeldre-endnu", areas=[area], merged_into=topic)
    solution = make_solution(topics=["aeldre-endnu"])
    make_version(topics=["gammel"]), make_solution(topics=["ny"])
    make_rings()
    twice = make_direction()
    make_placement(twice, topic=topic), make_placement(twice, topic=into), make_placement(topic=topic)
    for email, confirmed in (("a@eksempel.dk", clock.now()), ("b@eksempel.dk", None)):
        Subscription.objects.create(
            kind="topic",
            topic=topic,
            what=f"topic:{topic.pk}",
            email=email,
            created_at=clock.now(),
            confirmed_at=confirmed,
        )
    address = reverse("web:merge_topic", args=["gammel"])
    assert operator.get(address).context["into"] is None
    looked = operator.get(address, {"into": "ny"})
    follows = looked.context["follows"]
    assert (follows["solution_count"], list(follows["solutions"]), follows["draft_count"]) == (1, [solution], 1)
    assert [other.key for other in follows["topics"]] == ["aeldre-endnu"]
    assert (follows["placement_count"], follows["both_count"], follows["follower_count"]) == (2, 1, 1)
    assert "1 radar har begge" in looked.text
    topic.refresh_from_db()
    assert topic.merged_into_id is None
    sent = {"into": "ny", "revision": topic.revision}
    assert operator.post(address, sent).status_code == 303
    assert page(client, "topic", "ny").context["solution_count"] == 2
    assert operator.post(address, sent).status_code == 422
    topic.refresh_from_db()
    undo = reverse("web:separate_topic", args=["gammel"])
    assert operator.get(undo).context["follows"]["solution_count"] == 1
    assert operator.post(undo, {"revision": topic.revision - 1}).status_code == 409
    assert operator.post(undo, {"revision": topic.revision}).status_code == 303
    assert [page(client, "topic", key).context["solution_count"] for key in ("gammel", "ny")] == [1, 1]
    acts = [(str(act.words), act.other) for act in operator.get(editor_of(topic)).context["acts"]]
    assert [other for _words, other in acts][:2] == [into, into]
    assert len(acts) == 4


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"into": "gammel"}, 422),
        ({"into": "findes-ikke"}, 422),
        ({"into": ""}, 422),
        ({}, 200),
        ({"into": "ny", "revision": 9}, 409),
    ],
)
def test_a_merge_that_cannot_be_is_refused(operator, area, sent, status):
    make_topic("gammel", areas=[area]), make_topic("ny", areas=[area])
    answer = operator.post(reverse("web:merge_topic", args=["gammel"]), {"revision": 1, **sent})
    assert answer.status_code == status
    assert not Topic.objects.filter(merged_into__isnull=False).exists()


def test_the_list_narrows_and_its_queries_do_not_grow(operator, area):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            topic = make_topic(areas=[area, make_area()])
            make_topic(areas=[area], merged_into=topic), make_topic(areas=[area], accept=False, name_da="Robotarm")
        page(operator, "edit_topics")
        with CaptureQueriesContext(connection) as captured:
            assert page(operator, "edit_topics").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    found = {
        state: len(page(operator, "edit_topics", state=state).context["rows"])
        for state in ("proposed", "current", "merged", "x")
    }
    assert found == {"proposed": 3, "current": 3, "merged": 3, "x": 9}
    assert len(page(operator, "edit_topics", q="ROBOT arm").context["rows"]) == 3


def test_the_editor_finds_by_name_first_and_then_by_what_a_topic_speaks_of(operator, area):
    make_topic("fald", areas=[area], **FALD), make_topic(areas=[area], name_da="Gadelys")
    old = make_topic(areas=[area], name_da="Alarm om natten", accept=False)

    def found(text, **asked):
        return [topic.key for topic, _count in page(operator, "edit_topics", q=text, **asked).context["rows"]]

    assert found("alarm natten")[0] == old.key, "search knows no proposal"
    assert found("hvem falder, når de går om natten") == ["fald"]
    assert found("natten") == [old.key, "fald"]
    assert found("natten", state="current") == ["fald"]
    assert found("   ") == found("")


def test_the_history_takes_as_many_queries_for_three_acts_as_for_one(operator, area):
    topic, quiet = make_topic(areas=[area]), make_topic(areas=[area])
    for number in range(3):
        operator.post(editor_of(topic), written(topic, name_da=f"Navn {number}"))
    counts = []
    for each in (topic, quiet):
        operator.post(editor_of(each), written(each, name_en="Name"))
        with CaptureQueriesContext(connection) as captured:
            shown = operator.get(editor_of(each))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert shown.context["acts"][0].author


def test_only_the_operator_comes_in(client, area):
    topic = make_topic(areas=[area])
    for name, args in (("edit_topics", ()), ("new_topic", ()), ("edit_topic", (topic.key,)), ("topics_file", ("csv",))):
        assert page(client, name, *args).status_code == 302
        assert page(client_for(make_user()), name, *args).status_code == 403
