import pytest
from tests.factories.accounts import client_for, make_member
from tests.factories.directory import make_post
from tests.factories.enquiries import ONE_DAY, make_enquiry

from lysning.core import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page, user, live_server):
    cookie = client_for(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


@pytest.fixture
def leader():
    post = make_post(email="leder@kommune.dk")
    for days in (3, 2):
        make_enquiry(post=post, offered_at=clock.now() - days * ONE_DAY)
    return make_member(role="leader", post=post), post


def test_the_inbox_is_answered_from_the_keyboard(page, live_server, leader):
    user, post = leader
    enter(page, user, live_server)
    page.goto("/i-dag/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("5")
    page.wait_for_url("**/svar/ikke-relevant/")
    page.get_by_label("Den er for dyr").check()
    page.get_by_role("button", name="Send svaret").click()
    page.get_by_text("Leverandøren har fået dit svar.").wait_for()
    answered = post.enquiries.get(answer_kind="not_relevant")
    assert (answered.answer_reason, post.enquiries.filter(answered_at=None).count()) == ("too_expensive", 1)
    page.goto("/i-dag/")
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


def test_a_leader_asks_and_hands_over_without_javascript(new_page, live_server, leader):
    user, post = leader
    colleague = make_post(post.municipality, email="kollega@kommune.dk")
    page = new_page(phone=True, javascript=False)
    enter(page, user, live_server)
    page.goto("/i-dag/")
    page.get_by_role("article").first.get_by_role("link").first.click()
    page.get_by_label("Dit spørgsmål til leverandøren").fill("Kan den vaskes?")
    page.get_by_role("button", name="Spørg leverandøren").click()
    page.get_by_text("Din frist står stille").wait_for()
    page.get_by_role("link", name="Send videre").click()
    page.get_by_label("Hvem skal have den?").select_option(str(colleague.pk))
    page.get_by_role("button", name="Send videre").click()
    page.get_by_text("Den er sendt videre.").wait_for()
    assert colleague.enquiries.count() == 1
