"""The list of solutions: each facet's counts are exact, whatever else is chosen and asked."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.catalogue import make_solution
from tests.factories.taxonomy import make_area, make_topic

from lysning.catalogue.actions import hide_solution, withdraw_solution
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.notifications.models import Subscription
from lysning.notifications.queries.following import choices_meant, page_of
from lysning.taxonomy.actions import merge_topic
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import areas as kept_areas
from lysning.taxonomy.queries import topics as kept_topics
from lysning.web.pages.explore import FACETS, PAGE_SIZE

pytestmark = pytest.mark.django_db
SHELF = [
    ("fald", ("aeldre",), ("sensor",), "idea", "none", "none"),
    ("fald", ("aeldre",), ("sensor", "skaerm"), "tested", "none", "assists"),
    ("fald", ("aeldre", "skole"), (), "tested", "sensitive", "assists"),
    ("læsning", ("skole",), ("skaerm",), "tested", "ordinary", "none"),
    ("læsning", ("skole",), (), "in_use", "none", "none"),
]
"""Word, areas, topics, maturity, personal data, AI."""
AREAS, TOPICS = {"aeldre", "skole"}, {"sensor", "skaerm"}
CHOICES = [
    {},
    {"area": ["aeldre"]},
    {"maturity": ["tested"]},
    {"maturity": ["idea", "tested"], "ai": ["assists"]},
    {"area": ["skole"], "maturity": ["tested"], "personal": ["sensitive", "ordinary"], "ai": ["none", "assists"]},
    {"area": ["aeldre"], "ai": ["decides"]},
    {"topic": ["sensor"]},
    {"area": ["skole"], "topic": ["sensor", "skaerm"], "ai": ["none"]},
    {"area": ["no-such"], "topic": ["no-such"], "maturity": ["no-such", "tested"]},
]


@pytest.fixture(autouse=True)
def _areas():
    make_area("aeldre"), make_area("skole"), make_topic("sensor"), make_topic("skaerm")
    yield
    kept_areas.forget(), kept_topics.forget()


def shelve(word, areas, topics, maturity, personal, ai):
    texts = {"title": f"Hjælp til {word}", "problem": "Det er svært.", "audience": "Alle", "description": "En hjælp."}
    return make_solution(areas=areas, topics=topics, maturity=maturity, personal_data=personal, ai_use=ai, **texts)


def explore(client, **asked):
    return client.get(reverse("web:explore"), asked)


def counted(response):
    """What stands beside each value: (facet, value) to count."""
    values = [("area", response.context["area_values"]), ("topic", response.context["topic_values"])]
    values += [(name, rows) for name, _title, rows in response.context["facets"]]
    return {(name, value.key): value.count for name, rows in values for value in rows}


def expected(word, choices, facet, value):
    """How many of the shelf have the word, the value, and what is chosen in the other facets."""
    known = {"area": AREAS, "topic": TOPICS} | {name: set(words) for name, (_title, words) in FACETS.items()}
    wanted = {name: set(values) & known[name] for name, values in choices.items() if name != facet}
    rows = [
        {"area": set(areas), "topic": set(topics), "maturity": {maturity}, "personal": {personal}, "ai": {ai}}
        for said, areas, topics, maturity, personal, ai in SHELF
        if word in {"", said}
    ]
    fitting = [row for row in rows if all(not values or row[name] & values for name, values in wanted.items())]
    return sum(facet is None or value in row[facet] for row in fitting)


@pytest.mark.parametrize(("word", "choices"), list(product(["", "fald", "læsning"], CHOICES)))
def test_every_count_is_what_choosing_that_value_alone_would_give(client, word, choices):
    for row in SHELF:
        shelve(*row)
    gone = [shelve(*SHELF[0]), shelve(*SHELF[3])]
    hide_solution(solution=gone[0], reason="x", by=SYSTEM, at=clock.now())
    withdraw_solution(solution=gone[1], reason="x", by=SYSTEM, at=clock.now())
    response = explore(client, q=word, **choices)
    assert response.context["total"] == expected(word, choices, None, None) == len(response.context["hits"])
    counts = counted(response)
    assert counts == {key: expected(word, choices, *key) for key in counts}
    hidden = {("topic", key) for key in TOPICS} - counts.keys()
    assert {facet for facet, _value in counts} | {"topic"} == {"area", "topic", *FACETS}
    assert {key: expected(word, choices, *key) for key in hidden} == dict.fromkeys(hidden, 0)


def test_a_ranking_is_made_once_and_narrowed_afterwards(client):
    shelve(*SHELF[0])
    with CaptureQueriesContext(connection) as captured:
        explore(client, q="fald", area="aeldre", maturity="idea", ai="none")
    assert sum("matching_termrow" in query["sql"] for query in captured) == 1


@pytest.mark.parametrize(
    "asked", [{}, {"q": "fald"}, {"q": "fald", "area": "aeldre", "ai": "none", "personal": "none"}]
)
def test_the_number_of_queries_does_not_grow(client, asked, monkeypatch):
    monkeypatch.setenv("LYSNING_DENSE", "0")

    def queries():
        explore(client, **asked)
        with CaptureQueriesContext(connection) as captured:
            assert explore(client, **asked).context["total"]
        return len(captured)

    shelve(*SHELF[0])
    one = queries()
    shelve(*SHELF[0]), shelve(*SHELF[0])
    assert queries() == one == (8 if asked.get("q") else 5)


def test_pages_follow_the_ranking_and_lose_nobody(client):
    for _ in range(PAGE_SIZE + 2):
        shelve(*SHELF[0])
    shelve(*SHELF[3])
    pages = [explore(client, q="fald", area="aeldre", page=number).context["hits"] for number in (1, 2)]
    assert [len(page) for page in pages] == [PAGE_SIZE, 2]
    assert len({hit.card.solution_id for page in pages for hit in page}) == PAGE_SIZE + 2
    assert {hit.shares for page in pages for hit in page} == {(("fald", 100),)}


def test_the_count_stands_beside_each_choice(client):
    shelve(*SHELF[1])
    page = explore(client).content.decode()
    boxes = {part.split('"', 1)[0]: part.split("</label>", 1)[0] for part in page.split('name="maturity" value="')[1:]}
    assert set(boxes) == {"idea", "prototype", "tested", "in_use", "widespread"}
    assert {value for value, label in boxes.items() if '<span class="muted">(1)</span>' in label} == {"tested"}


def test_a_topic_that_has_been_merged_is_chosen_as_what_it_has_become(client):
    for row in SHELF:
        shelve(*row)
    old, new = Topic.objects.get(key="sensor"), Topic.objects.get(key="skaerm")
    merge_topic(topic=old, into=new, revision=old.revision, by=SYSTEM, at=clock.now())
    kept_topics.forget()
    for asked in (["sensor"], ["sensor", "skaerm"], ["findes-ikke", "sensor"]):
        page = explore(client, topic=asked)
        assert (page.context["asked"].choices["topic"], page.context["total"]) == (["skaerm"], 3), asked
        assert page.context["asked"].follow.endswith("topic=skaerm")
    saved = Subscription(kind="search", marks=["topic:sensor", "topic:skaerm"])
    assert explore(client, topic=choices_meant(saved.marks)["topic"]).context["total"] == 3
    assert client.get(page_of(saved)).context["total"] == 3


def test_topics_that_leave_nothing_are_left_out_and_a_chosen_one_stands_first(client):
    shelve(*SHELF[0]), shelve(*SHELF[1]), shelve(*SHELF[1])
    make_topic("tom")
    assert [value.key for value in explore(client).context["topic_values"]] == ["sensor", "skaerm"]
    chosen = explore(client, topic="skaerm").context["topic_values"]
    assert [(value.key, value.count, value.is_chosen) for value in chosen] == [
        ("skaerm", 2, True),
        ("sensor", 3, False),
    ]


PRICED = [
    ("Åben", "fixed", 40_000, 0),
    ("Billig", "fixed", 9_000, 0),
    ("Cykel", "one_off", 39_000, 0),
    ("Dyr", "fixed", 8_000, 99_000),
]
"""Title, model, amount and start: over four years 160,000, 36,000, 39,000 and 131,000 kroner."""


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("new", ["Dyr", "Cykel", "Billig", "Åben"]),
        ("price", ["Billig", "Cykel", "Dyr", "Åben"]),
        ("name", ["Billig", "Cykel", "Dyr", "Åben"]),
        ("maturity", ["Åben", "Dyr", "Cykel", "Billig"]),
        ("no-such", ["Dyr", "Cykel", "Billig", "Åben"]),
        ("best", ["Dyr", "Cykel", "Billig", "Åben"]),
    ],
)
def test_the_list_stands_in_the_order_asked_for(client, sort, titles):
    for (title, model, amount, start), maturity in zip(PRICED, ["in_use", "idea", "prototype", "tested"], strict=True):
        make_solution(title=title, price_model=model, price_amount=amount, price_start=start, maturity=maturity)
    for look in ({}, {"vis": "tabel"}):
        response = explore(client, sort=sort, **look)
        assert [hit.card.title for hit in response.context["hits"]] == titles
        assert sum(is_here for _name, _address, is_here in response.context["asked"].orders) == 1


def test_an_order_is_laid_over_what_is_found_and_follows_a_change(client):
    make_solution(title="Dyr sål mod fald", price_model="fixed", price_amount=9)
    make_solution(title="Fald fald fald", price_model="fixed", price_amount=5)
    make_solution(title="Læsning", problem="x", audience="y", description="z", price_model="fixed", price_amount=1)
    first = explore(client, q="fald", sort="price").context["hits"]
    assert [hit.card.title for hit in first] == ["Fald fald fald", "Dyr sål mod fald"]
    make_solution(title="Gratis mod fald", price_model="free")
    assert explore(client, q="fald", sort="price").context["hits"][0].card.title == "Gratis mod fald"


def test_what_is_chosen_stays_when_the_order_or_the_look_is_changed(client):
    shelve(*SHELF[0])
    response = explore(client, q="fald", area="aeldre", ai="none", vis="tabel", sort="name", l="en")
    links = [address for _name, address, _here in (*response.context["asked"].orders, *response.context["asked"].looks)]
    for address in links:
        assert "q=fald&area=aeldre" in address
        assert "l=en" in address
    page = response.content.decode()
    assert page.count('<input type="hidden" name="vis" value="tabel">') == 2
    assert page.count('<input type="hidden" name="l" value="en">') == 2


def test_the_table_reckons_the_price_for_ones_own_municipality(client):
    from tests.factories.accounts import client_for, make_member
    from tests.factories.directory import make_municipality, make_post

    make_solution(price_model="per_inhabitant", price_amount=2)
    leader = make_member(role="leader", post=make_post(make_municipality("Storby", population=100_000)))
    assert "200.000 kr." in client_for(leader).get(reverse("web:explore"), {"vis": "tabel"}).content.decode()
    assert "80.000 kr." in explore(client, vis="tabel").content.decode()
