"""A need on its way, in Chromium, on a phone without JavaScript; then each page of it with JavaScript, narrow and wide.

A citizen writes it, a moderator lets it through, people support it, the municipality answers, a second one co-signs, a third
joins its own into it, and takes it out again.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.factories.accounts import make_member, make_user
from tests.factories.directory import make_municipality, make_post
from tests.factories.needs import make_answer, make_cosignature, make_joining, make_need, make_support
from tests.sight import check

from lysning.core import clock
from lysning.matching.actions import index_need
from lysning.needs.models import CoSignature, Need, Support
from lysning.notifications.models import Mail
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import LeaderRole
from lysning.taxonomy.queries import areas, topics

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, WIDTHS = {"width": 360, "javascript": False}, (1280, 360)
TEXT = "Beboerne på plejehjemmet falder om natten, når de står op, og nattevagten opdager det først om morgenen."


@pytest.fixture(autouse=True)
def _known():
    seed_reference()
    yield
    areas.forget(), topics.forget()


def leader_in(name, role):
    post = make_post(make_municipality(name), role, email=f"{name.lower()}@kommune.dk")
    return post, make_member(post=post, role="leader")


def _write(enter, role):
    """A citizen writes, sees what is like it, is asked about a person, and sends it. Returns the need."""
    citizen = enter(make_user("borger@eksempel.dk"), **PHONE)
    citizen.goto("/behov/")
    citizen.get_by_role("link", name="Fortæl om et behov som borger").click()
    citizen.get_by_label("Hvilken kommune handler det om?").select_option(label="Aaby")
    citizen.get_by_label("Behovet på én linje").fill("Fald om natten")
    citizen.get_by_label("Hvad er problemet?").fill(f"{TEXT} Min mor har demens og falder tit.")
    citizen.get_by_role("button", name="Se teksten efter").click()
    expect(citizen.get_by_role("heading", name="Andre har et behov, der ligner")).to_be_visible()
    expect(citizen.get_by_role("link", name="Natlige fald på plejehjem")).to_be_visible()
    citizen.get_by_label("Fagområde").select_option(label=role.area.name_da)
    citizen.get_by_role("button", name="Send det til en moderator").click()
    citizen.get_by_label("Hvad er problemet?").fill(TEXT)
    citizen.get_by_role("button", name="Send det til en moderator").click()
    expect(citizen.get_by_role("heading", name="En moderator læser det først")).to_be_visible()
    return Need.objects.get(is_citizens=True)


def _let_through(enter, visitor, address):
    """Nobody sees it before a moderator has let it through."""
    assert visitor.goto(address).status == 404
    moderator = enter(make_member(role="moderator"), **PHONE)
    moderator.goto(reverse("moderation:queue"))
    moderator.get_by_role("link", name="Fald om natten").click()
    moderator.get_by_label("Lad det komme igennem, så alle kan læse det").check()
    moderator.get_by_label("Begrundelse").fill("Klart og venligt.")
    moderator.get_by_role("button", name="Gem afgørelsen").click()


def _support(visitor, need):
    """A neighbour supports it by the link in the mail; six others do too."""
    visitor.goto(reverse("needs:need", args=[need.slug]))
    visitor.get_by_role("link", name="Støt behovet").click()
    visitor.get_by_label("Din egen e-mail").fill("nabo@eksempel.dk")
    visitor.get_by_role("button", name="Send mig linket").click()
    link = Mail.objects.get(kind="support").text.partition("/behov/stoette/")[2].split("/")[0]
    visitor.goto(f"/behov/stoette/{link}/")
    assert Support.objects.count() == 0
    visitor.get_by_label("Nej, glem min adresse").check()
    visitor.get_by_role("button", name="Støt behovet").click()
    assert Support.objects.count() == 1
    make_support(need, 6)


def _answer(enter, answering, address):
    """A leader of the municipality answers officially."""
    leader = enter(answering, **PHONE)
    leader.goto(address)
    leader.get_by_role("link", name="Svar officielt").click()
    leader.get_by_label("Kommunens svar").fill(
        "Vi prøver det i to huse til foråret og fortæller her, hvad der kom ud af det."
    )
    leader.get_by_role("button", name="Udgiv svaret").click()
    assert Mail.objects.filter(kind="need_replied", to="borger@eksempel.dk").count() == 1


def _cosign(enter, signing, address):
    """A leader elsewhere co-signs with own numbers."""
    signer = enter(signing, **PHONE)
    signer.goto(address)
    signer.get_by_role("link", name="Vi har det samme behov").click()
    signer.get_by_label("Hvordan er det hos jer?").fill("Vi har tre fald om ugen i to huse.")
    signer.get_by_label("Hvor mange mennesker går det ud over hos jer?").fill("180")
    signer.get_by_role("button", name="Skriv under på behovet").click()
    assert CoSignature.objects.get().people_concerned == 180


def _join(joiner, own):
    """A third leader joins the own need into it."""
    joiner.goto(reverse("needs:need", args=[own.slug]))
    joiner.get_by_role("link", name="Læg det sammen med et andet behov").click()
    joiner.get_by_role("link", name="Vælg dette (Fald om natten)").click()
    joiner.get_by_label("Fald om natten (Aaby)").check()
    joiner.get_by_label("Hvorfor er det den samme sag?").fill("Det er de samme fald. Vi vil stå sammen.")
    joiner.get_by_role("button", name="Læg behovene sammen").click()
    expect(joiner.get_by_role("heading", name="Lagt sammen med et andet behov")).to_be_visible()


def _read(visitor, joiner, need, own):
    """Everyone reads what has come of it; then the two are taken apart, and the support stays."""
    visitor.goto(reverse("needs:need", args=[need.slug]))
    trace = visitor.locator("section", has=visitor.get_by_role("heading", name="Hvad der er kommet ud af det"))
    said = trace.get_by_role("listitem").all_inner_texts()
    for number, words in enumerate(
        ["En borger beskrev", "Aaby Kommune svarede", "Beby Kommune skrev under", "lagt ind under"]
    ):
        assert words in said[number]
    expect(visitor.get_by_text("7 personer støtter behovet.")).to_be_visible()
    joiner.goto(reverse("needs:separate", args=[own.slug]))
    joiner.get_by_label("Hvorfor skal de skilles ad?").fill("Det viste sig at være to ting.")
    joiner.get_by_role("button", name="Skil behovene ad").click()
    assert Support.objects.filter(need=need).count() == 7


def test_a_need_from_a_citizen_to_an_answer_and_others_who_have_it(enter):
    role = LeaderRole.objects.filter(area__key="aeldre-sundhed").first()
    (_first, answering), (_second, signing), (third, joining) = (
        leader_in(name, role) for name in ("Aaby", "Beby", "Ceby")
    )
    own = make_need(third.municipality, role.area, post=third, title="Natlige fald på plejehjem", description=TEXT)
    index_need(own.pk, at=clock.now())
    need = _write(enter, role)
    address, visitor, joiner = reverse("needs:need", args=[need.slug]), enter(**PHONE), enter(joining, **PHONE)
    _let_through(enter, visitor, address)
    _support(visitor, need)
    _answer(enter, answering, address)
    _cosign(enter, signing, address)
    _join(joiner, own)
    _read(visitor, joiner, need, own)


def _while_writing(page, own):
    """What is alike and what tells of a person is said as one writes."""
    page.goto("/behov/")
    check(page, "needs", widths=WIDTHS)
    page.goto(reverse("needs:citizen"))
    page.get_by_label("Behovet på én linje").fill("Fald om natten")
    page.get_by_label("Hvad er problemet?").fill(f"{TEXT} Min mor har demens og falder tit.")
    page.get_by_role("heading", name="Andre har et behov, der ligner").wait_for()
    expect(page.get_by_role("link", name=own.title)).to_be_visible()
    check(page, "citizen-advice", widths=WIDTHS)
    page.get_by_label("Hvilken kommune handler det om?").select_option(label="Aaby")
    page.get_by_label("Fagområde").select_option(label=own.area.name)
    page.get_by_role("button", name="Send det til en moderator").click()
    page.get_by_label("Ingen kan genkendes i teksten").wait_for()
    check(page, "citizen-asked", widths=WIDTHS)
    page.get_by_label("Ingen kan genkendes i teksten").check()
    page.get_by_role("button", name="Send det til en moderator").click()
    page.get_by_role("heading", name="En moderator læser det først").wait_for()
    check(page, "waiting", widths=WIDTHS)


def test_every_page_of_a_need_fits(enter):
    role = LeaderRole.objects.filter(area__key="aeldre-sundhed").first()
    (_first, answering), (_second, signing), (third, joining) = (
        leader_in(name, role) for name in ("Aaby", "Beby", "Ceby")
    )
    own = make_need(third.municipality, role.area, post=third, title="Natlige fald på plejehjem", description=TEXT)
    index_need(own.pk, at=clock.now())
    _while_writing(enter(make_user("borger@eksempel.dk")), own)
    moderator = enter(make_member(role="moderator"))
    moderator.goto(reverse("moderation:queue"))
    check(moderator, "queue", widths=WIDTHS)
    moderator.get_by_role("link", name="Fald om natten").click()
    check(moderator, "case", widths=WIDTHS)

    need = Need.objects.get(is_citizens=True)
    Need.objects.filter(pk=need.pk).update(waiting_since=None)
    make_support(need, 6), make_cosignature(need, is_example=True)
    visitor = enter()
    visitor.goto(reverse("needs:support", args=[need.slug]))
    visitor.get_by_label("Din egen e-mail").fill("nabo@eksempel.dk")
    visitor.get_by_role("button", name="Send mig linket").click()
    visitor.get_by_role("heading", level=1, name="Se i din mail").wait_for()
    check(visitor, "support-sent", widths=WIDTHS)
    link = Mail.objects.get(kind="support").text.partition("/behov/stoette/")[2].split("/")[0]
    leader, signer, joiner = enter(answering), enter(signing), enter(joining)
    for page, name, address in (
        (visitor, "support", reverse("needs:support", args=[need.slug])),
        (visitor, "confirm", f"/behov/stoette/{link}/"),
        (leader, "answer", reverse("needs:answer", args=[need.slug])),
        (signer, "cosign", reverse("needs:cosign", args=[need.slug])),
        (joiner, "join", reverse("needs:join", args=[own.slug])),
        (joiner, "join-chosen", f"{reverse('needs:join', args=[own.slug])}?med={need.slug}"),
    ):
        assert page.goto(address).status == 200, name
        check(page, name, widths=WIDTHS)
    make_joining(own, need), make_answer(need)
    for page, name, address in (
        (joiner, "joined", reverse("needs:need", args=[own.slug])),
        (joiner, "separate", reverse("needs:separate", args=[own.slug])),
        (visitor, "need", reverse("needs:need", args=[need.slug])),
    ):
        page.goto(address)
        check(page, name, widths=WIDTHS)
