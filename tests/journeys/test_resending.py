"""G8 of the trust catalogue, in Chromium: back and sent again; an answer that was lost after the act, and tried again."""

import pytest
from playwright.sync_api import expect
from tests.factories.accounts import make_member
from tests.factories.community import make_coalition
from tests.factories.directory import make_municipality
from tests.factories.taxonomy import make_area

from lysning.community.models import Decision, Document, Post, Task
from lysning.needs.models import Need
from lysning.taxonomy.queries import areas
from lysning.trials.models import Trial

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _known():
    areas.forget()
    make_area()
    yield
    areas.forget()


def need(page, _home):
    page.goto("/behov/nyt/")
    page.get_by_label("Behovet på én linje").fill("Fald om natten")
    page.get_by_label("Hvad er problemet?").fill("Beboerne falder om natten, og nattevagten opdager det sent.")
    page.get_by_label("Fagområde").select_option(index=1)
    return "Udgiv behovet"


def trial(page, _home):
    page.goto("/afproevninger/ny/")
    page.get_by_label("Fagområde").select_option(index=1)
    page.get_by_label("Hvad vil I prøve?").fill("Gulvet, der kalder")
    return "Begynd kladden"


def decision(page, home):
    page.goto(f"{home}beslutninger/ny/")
    page.get_by_label("Hvad blev besluttet, i en linje?").fill("Vi måler i tre måneder")
    page.locator("textarea[name=text]").fill("Hvert sted tæller fald i tre måneder.")
    return "Gem beslutningen"


def task(page, home):
    page.goto(f"{home}opgaver/ny/")
    page.get_by_label("Hvad skal gøres?").fill("Send jeres tal")
    return "Tilføj opgaven"


def post(page, home):
    page.goto(f"{home}samtale/")
    page.get_by_label("Dit indlæg").fill("Vi sender dem på fredag.")
    return "Send til medlemmerne"


def document(page, home):
    page.goto(f"{home}dokumenter/")
    file = {"name": "tal.csv", "mimeType": "text/csv", "buffer": b"dag;fald\n1;3\n"}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Hvad er det?").fill("Vores tal")
    return "Del filen"


FORMS = {need: Need, trial: Trial, decision: Decision, task: Task, post: Post, document: Document}


def press(page, button):
    page.get_by_role("button", name=button).click()


def lose_the_answer(page, button):
    """The server acts; its answer never arrives, and the browser says so."""

    def swallow(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route("**/*", swallow)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name=button).click()
    page.unroute("**/*", swallow)


@pytest.fixture
def coordinator(request, enter):
    """The coordinator's page, and where a coalition of theirs is. Its need is not counted."""
    home = make_municipality("Aarhus", slug="aarhus")
    person = make_member(home, "coordinator", name="Anna")
    coalition = make_coalition(home, by=person)
    return enter(person, javascript=getattr(request, "param", True)), f"/faellesskaber/{coalition.slug}/"


def counted(model):
    return model.objects.count() - (model is Need)


def test_g8_back_and_sent_again_is_one_act_and_shows_what_came_of_it(coordinator):
    page, home = coordinator
    for fill, model in FORMS.items():
        button = fill(page, home)
        press(page, button)
        result = page.url
        page.go_back()
        if fill is document:
            fill(page, home)  # no browser puts a file back
        press(page, button)
        expect(page, fill.__name__).to_have_url(result)
        assert counted(model) == 1, fill.__name__
        expect(page.get_by_text("Det har du lige sendt."), fill.__name__).to_be_visible()


def test_g8_other_words_from_the_same_page_are_another_act(coordinator):
    page, home = coordinator
    press(page, post(page, home))
    page.go_back()
    page.get_by_label("Dit indlæg").fill("Og resten på mandag.")
    press(page, "Send til medlemmerne")
    assert counted(Post) == 2


@pytest.mark.parametrize("coordinator", [False], indirect=True, ids=["plain"])
def test_g8_a_lost_answer_is_shown_when_one_tries_again(coordinator):
    page, home = coordinator
    for fill, model in FORMS.items():
        lose_the_answer(page, fill(page, home))
        assert counted(model) == 1, f"{fill.__name__}: the server had acted"
        press(page, fill(page, home))
        assert counted(model) == 1, fill.__name__
        expect(page.get_by_text("Det har du lige sendt."), fill.__name__).to_be_visible()
