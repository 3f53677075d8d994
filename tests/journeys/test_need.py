"""A need on its way, in Chromium, on a phone and a desktop, with JavaScript and without.

A citizen writes it, a moderator lets it through, people support it, the municipality answers, a second one co-signs, a third
joins its own into it, and takes it out again.
"""

import pytest
from django.urls import reverse
from tests.factories.accounts import make_member, make_user
from tests.factories.directory import make_municipality, make_post
from tests.factories.needs import make_need, make_support
from tests.sight import check

from lysning.core import clock
from lysning.matching.actions import index_need
from lysning.needs.models import CoSignature, Need, Support
from lysning.notifications.models import Mail
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import LeaderRole
from lysning.taxonomy.queries import areas, topics

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
TEXT = "Beboerne på plejehjemmet falder om natten, når de står op, og nattevagten opdager det først om morgenen."


@pytest.fixture(autouse=True)
def _known():
    seed_reference()
    yield
    areas.forget(), topics.forget()


def leader_in(name, role):
    post = make_post(make_municipality(name), role, email=f"{name.lower()}@kommune.dk")
    return post, make_member(post=post, role="leader")


def _write(enter, role, facts):
    """A citizen writes, sees what is like it, is asked about a person, and sends it. Returns the need."""
    citizen = enter(make_user("borger@eksempel.dk"), **facts)
    citizen.goto("/behov/")
    check(citizen, "needs", javascript=facts["javascript"])
    citizen.get_by_role("link", name="Fortæl om et behov som borger").click()
    check(citizen, "citizen", javascript=facts["javascript"])
    citizen.get_by_label("Hvilken kommune handler det om?").select_option(label="Aaby")
    citizen.get_by_label("Behovet på én linje").fill("Fald om natten")
    citizen.get_by_label("Hvad er problemet?").fill(f"{TEXT} Min mor har demens og falder tit.")
    if facts["javascript"]:
        citizen.get_by_role("heading", name="Andre har et behov, der ligner").wait_for()
    else:
        citizen.get_by_role("button", name="Se teksten efter").click()
        assert citizen.get_by_role("heading", name="Andre har et behov, der ligner").is_visible()
    assert citizen.get_by_role("link", name="Natlige fald på plejehjem").is_visible()
    check(citizen, "citizen-advice", javascript=facts["javascript"])
    citizen.get_by_label("Fagområde").select_option(label=role.area.name_da)
    citizen.get_by_role("button", name="Send det til en moderator").click()
    check(citizen, "citizen-asked", javascript=facts["javascript"])
    citizen.get_by_label("Hvad er problemet?").fill(TEXT)
    citizen.get_by_role("button", name="Send det til en moderator").click()
    assert citizen.get_by_role("heading", name="En moderator læser det først").is_visible()
    check(citizen, "waiting", javascript=facts["javascript"])
    return Need.objects.get(is_citizens=True)


def _let_through(enter, address, facts):
    """Nobody sees it before a moderator has let it through."""
    visitor = enter(**facts)
    assert visitor.goto(address).status == 404
    moderator = enter(make_member(role="moderator"), **facts)
    moderator.goto(reverse("moderation:queue"))
    check(moderator, "queue", javascript=facts["javascript"])
    moderator.get_by_role("link", name="Fald om natten").click()
    check(moderator, "case", javascript=facts["javascript"])
    moderator.get_by_label("Lad det komme igennem, så alle kan læse det").check()
    moderator.get_by_label("Begrundelse").fill("Klart og venligt.")
    moderator.get_by_role("button", name="Gem afgørelsen").click()


def _support(enter, need, facts):
    """A neighbour supports it by the link in the mail; six others do too."""
    address = reverse("needs:need", args=[need.slug])
    visitor = enter(**facts)
    visitor.goto(address)
    visitor.get_by_role("link", name="Støt behovet").click()
    visitor.get_by_label("Din egen e-mail").fill("nabo@eksempel.dk")
    check(visitor, "support", javascript=facts["javascript"])
    visitor.get_by_role("button", name="Send mig linket").click()
    check(visitor, "support-sent", javascript=facts["javascript"])
    link = Mail.objects.get(kind="support").text.partition("/behov/stoette/")[2].split("/")[0]
    visitor.goto(f"/behov/stoette/{link}/")
    assert Support.objects.count() == 0
    check(visitor, "confirm", javascript=facts["javascript"])
    visitor.get_by_role("button", name="Støt behovet").click()
    assert Support.objects.count() == 1
    make_support(need, 6)


def _answer(enter, answering, address, facts):
    """A leader of the municipality answers officially."""
    leader = enter(answering, **facts)
    leader.goto(address)
    leader.get_by_role("link", name="Svar officielt").click()
    leader.get_by_label("Kommunens svar").fill(
        "Vi prøver det i to huse til foråret og fortæller her, hvad der kom ud af det."
    )
    check(leader, "answer", javascript=facts["javascript"])
    leader.get_by_role("button", name="Udgiv svaret").click()
    assert Mail.objects.filter(kind="need_replied", to="borger@eksempel.dk").count() == 1


def _cosign(enter, signing, address, facts):
    """A leader elsewhere co-signs with own numbers."""
    signer = enter(signing, **facts)
    signer.goto(address)
    signer.get_by_role("link", name="Vi har det samme behov").click()
    signer.get_by_label("Hvordan er det hos jer?").fill("Vi har tre fald om ugen i to huse.")
    signer.get_by_label("Hvor mange mennesker går det ud over hos jer?").fill("180")
    check(signer, "cosign", javascript=facts["javascript"])
    signer.get_by_role("button", name="Skriv under på behovet").click()
    assert CoSignature.objects.get().people_concerned == 180


def _join(enter, joining, own, facts):
    """A third leader joins the own need into it."""
    joiner = enter(joining, **facts)
    joiner.goto(reverse("needs:need", args=[own.slug]))
    joiner.get_by_role("link", name="Læg det sammen med et andet behov").click()
    check(joiner, "join", javascript=facts["javascript"])
    joiner.get_by_role("link", name="Vælg dette (Fald om natten)").click()
    joiner.get_by_label("Fald om natten (Aaby)").check()
    joiner.get_by_label("Hvorfor er det den samme sag?").fill("Det er de samme fald. Vi vil stå sammen.")
    check(joiner, "join-chosen", javascript=facts["javascript"])
    joiner.get_by_role("button", name="Læg behovene sammen").click()
    assert joiner.get_by_role("heading", name="Lagt sammen med et andet behov").is_visible()
    check(joiner, "joined", javascript=facts["javascript"])


def _read(enter, need, own, joining, facts):
    """Everyone reads what has come of it; then the two are taken apart, and the support stays."""
    visitor, joiner = enter(**facts), enter(joining, **facts)
    address = reverse("needs:need", args=[need.slug])
    visitor.goto(address)
    trace = visitor.locator("section", has=visitor.get_by_role("heading", name="Hvad der er kommet ud af det"))
    said = trace.get_by_role("listitem").all_inner_texts()
    for number, words in enumerate(
        ["En borger beskrev", "Aaby Kommune svarede", "Beby Kommune skrev under", "lagt ind under"]
    ):
        assert words in said[number]
    assert visitor.get_by_text("7 personer støtter behovet.").is_visible()
    check(visitor, "need", javascript=facts["javascript"])
    joiner.goto(reverse("needs:separate", args=[own.slug]))
    check(joiner, "separate", javascript=facts["javascript"])
    joiner.get_by_label("Hvorfor skal de skilles ad?").fill("Det viste sig at være to ting.")
    joiner.get_by_role("button", name="Skil behovene ad").click()
    assert Support.objects.filter(need=need).count() == 7


@WAYS
def test_a_need_from_a_citizen_to_an_answer_and_others_who_have_it(enter, width, javascript):
    role = LeaderRole.objects.filter(area__key="aeldre-sundhed").first()
    (_first, answering), (_second, signing), (third, joining) = (
        leader_in(name, role) for name in ("Aaby", "Beby", "Ceby")
    )
    own = make_need(third.municipality, role.area, post=third, title="Natlige fald på plejehjem", description=TEXT)
    index_need(own.pk, at=clock.now())
    facts = {"width": width, "javascript": javascript}
    need = _write(enter, role, facts)
    address = reverse("needs:need", args=[need.slug])
    _let_through(enter, address, facts)
    _support(enter, need, facts)
    _answer(enter, answering, address, facts)
    _cosign(enter, signing, address, facts)
    _join(enter, joining, own, facts)
    _read(enter, need, own, joining, facts)
