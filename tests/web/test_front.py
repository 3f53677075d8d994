import pytest
from tests.factories.findings import make_finding
from tests.factories.trials import make_trial

from lysning.web.figures import forget_figures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    forget_figures()
    yield
    forget_figures()


def test_the_front_page_tells_of_trials_under_way_and_of_what_the_newest_showed(client):
    make_trial(), make_trial(state="running"), make_trial(state="stopped"), make_trial(registered=False)
    found = [make_finding() for _ in range(4)]
    response = client.get("/")
    assert response.context["figures"].trials == 2
    shown = [card["finding"] for card in response.context["findings"]]
    assert shown == sorted(found, key=lambda each: (each.renewed_at, each.pk), reverse=True)[:3]
    assert all(each.slug in response.text for each in shown)


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_asks_as_much_for_one_finding_as_for_three(client, count, django_assert_num_queries):
    for _ in range(count):
        make_finding()
    client.get("/")
    with django_assert_num_queries(3):
        client.get("/")
