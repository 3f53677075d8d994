"""Topics in the first publishing step: suggested with the words that led there, chosen, and kept when they are merged."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import TEXTS, make_supplier, make_version
from tests.factories.taxonomy import make_topic

from lysning.catalogue.queries import answers_of
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.taxonomy.actions import merge_topic, seed_reference
from lysning.taxonomy.models import Topic

pytestmark = pytest.mark.django_db
PROBLEM = {name: TEXTS[name] for name in ("title", "problem", "audience", "description")}


@pytest.fixture(autouse=True)
def _seeded():
    seed_reference()


@pytest.fixture
def supplier():
    return make_supplier()


@pytest.fixture
def own(supplier):
    return client_for(make_member(supplier, "supplier_editor"))


def address(version, name="step"):
    return reverse(f"publish:{name}", args=[version.solution.slug, 1])


def shown(client, version):
    return client.get(address(version))


def send(client, version, **answers):
    answers = {**PROBLEM, "areas": ["aeldre-sundhed"], "revision": version.revision, "way": "later", **answers}
    return client.post(address(version), answers)


def test_what_the_text_speaks_of_is_suggested_with_its_words_and_all_others_stand_below(own, supplier):
    text = "En boks i hjemmet giver borgeren den rigtige medicin til tiden og minder om den."
    version = make_version(
        supplier=supplier, title="Medicinboks", problem=text, audience="Hjemmeplejen", description=text
    )
    page = shown(own, version)
    advice = page.context["advice"]
    first = advice.topics[0]
    assert (first.key, first.is_chosen) == ("medicinrobotter", False)
    assert {"medicin", "boks"} & set(" ".join(first.words).split())
    assert 'aria-describedby="topic-why-medicinrobotter"' in page.content.decode()
    assert len(advice.topics) + len(advice.other_topics) == Topic.objects.public().count()


def test_a_text_about_nothing_municipal_gets_no_suggestion_and_may_still_choose(own, supplier):
    version = make_version(supplier=supplier, empty=True, title="x")
    assert shown(own, version).context["advice"].topics == ()
    assert send(own, version, topics=["droner", "skaermbesoeg"]).status_code == 303
    advice = shown(own, version).context["advice"]
    assert [(choice.key, choice.is_chosen) for choice in advice.topics][:2] == [
        ("droner", True),
        ("skaermbesoeg", True),
    ]


@pytest.mark.parametrize(
    "topics", [["findes-ikke"], ["<b>"], ["droner", "chatbot", "talebot", "indeklima", "gadelys", "vandspild"]]
)
def test_what_cannot_be_chosen_is_refused_at_the_question(own, supplier, topics):
    version = make_version(supplier=supplier)
    page = send(own, version, topics=topics)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["topics"])
    assert 'id="topics-error"' in page.content.decode()
    version.refresh_from_db()
    assert answers_of(version)["topics"] == ()


def test_a_draft_keeps_a_topic_that_was_merged_and_shows_what_it_counts_as(own, supplier):
    old, new = make_topic("gammel", name_da="Gammelt navn"), Topic.objects.get(key="droner")
    version = make_version(supplier=supplier, topics=["gammel"])
    merge_topic(topic=old, into=new, revision=1, by=SYSTEM, at=clock.now())
    first = shown(own, version).context["advice"].topics[0]
    assert (first.key, first.name, first.is_chosen) == ("gammel", new.name, True)
    assert send(own, version, topics=["gammel"]).status_code == 303
    assert answers_of(version)["topics"] == ("gammel",)


def test_the_number_of_queries_does_not_depend_on_what_is_chosen(own, supplier):
    one = make_version(supplier=supplier, topics=["droner"])
    three = make_version(supplier=supplier, topics=["droner", "chatbot", "talebot"])
    shown(own, one), shown(own, three)
    counts = []
    for version in (one, three):
        with CaptureQueriesContext(connection) as captured:
            assert shown(own, version).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
