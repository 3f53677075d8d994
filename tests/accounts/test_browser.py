"""The room's pages in a real browser: signing up, an invitation, and no fault that axe can find."""

import re

import pytest
from playwright.sync_api import expect
from tests.factories.accounts import PASSWORD, actor_of, make_member, make_operator, make_user
from tests.factories.directory import make_municipality, make_post, make_supplier
from tests.factories.notifications import make_mail
from tests.sight import check

from lysning.accounts import actions
from lysning.accounts.models import Membership
from lysning.core import clock
from lysning.notifications.models import Mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


WIDTHS = (390, 1280)


def sign_in(page, user):
    page.goto("/konto/log-ind/")
    page.get_by_label("E-mailadresse").fill(user.email)
    page.get_by_label("Kodeord").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()


def look_at(page, addresses):
    """Each page on a phone and on a desktop."""
    for name, address in addresses.items():
        page.goto(address)
        check(page, name, widths=WIDTHS)


@pytest.mark.parametrize(("phone", "javascript"), [(True, False), (False, True)])
def test_a_supplier_signs_up(new_page, phone, javascript):
    page = new_page(phone=phone, javascript=javascript)
    page.goto("/konto/opret/")
    page.get_by_label("Jeg har en løsning at tilbyde").check()
    page.get_by_label("Dit navn").fill("Anna Ærø")
    page.get_by_label("E-mailadresse").fill("anna@saal.dk")
    page.get_by_label("Kodeord").fill(PASSWORD)
    page.get_by_role("button", name="Send mig en kode").click()
    page.get_by_role("link", name="I eksemplet læser du mails her").click()
    page.get_by_role("link", name="Din kode til Lysning").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Din kode til Lysning")
    code = re.search(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b", page.inner_text("main")).group()
    page.goto("/konto/opret/kode/")
    page.get_by_label("Kode fra mailen").fill(code)
    page.get_by_role("button", name="Gå videre").click()
    page.get_by_label("Firmaets navn").fill("Sål ApS")
    page.get_by_label("CVR-nummer").fill("25313764")
    page.get_by_label("1-10", exact=True).check()
    page.get_by_role("button", name="Gå videre").click()
    expect(page.locator("main")).to_contain_text("Det er ikke et dansk CVR-nummer")
    page.get_by_label("CVR-nummer").fill("25 31 37 63")
    page.get_by_role("button", name="Gå videre").click()
    expect(page.locator("h1")).to_have_text("Beskriv din løsning én gang")
    assert Membership.objects.get().user.email == "anna@saal.dk"


def test_pages_of_visitors(new_page):
    page = new_page()
    look_at(page, {"login": "/konto/log-ind/", "signup": "/konto/opret/", "reset": "/konto/glemt-kodeord/"})
    page.get_by_role("button", name="Send mig en kode").click()
    check(page, "reset-error", widths=WIDTHS)


def test_pages_of_people(new_page):
    municipality = make_municipality("Arbejdsmarkedsforvaltningsområdet")
    coordinator = make_member(municipality, "coordinator", name="Anna Ærø", email="coordinator@randers.dk")
    make_member(role="leader", post=make_post(municipality, institution="Skolen på Bakken"), name="Bo Bæk")
    actions.invite(
        organisation=municipality, role="leader", email="eva@randers.dk", by=actor_of(coordinator), at=clock.now()
    )
    gone = make_member(municipality, "coordinator", name="Ole Ude")
    actions.end_membership(membership=Membership.objects.get(user=gone), by=actor_of(coordinator), at=clock.now())
    own = Membership.objects.get(user=coordinator)
    members = f"/konto/kommune/{municipality.slug}/medlemmer/"
    invitation = next(line for line in Mail.objects.get(kind="invitation").text.splitlines() if "/invitation/" in line)
    pages = {
        "me": "/konto/mig/",
        "welcome": "/konto/velkommen/",
        "claim": "/konto/kommune/",
        "new_supplier": "/konto/leverandoer/ny/",
        "members": members,
        "invite": f"{members}inviter/",
        "end": f"/konto/medlemskab/{own.pk}/afslut/",
        "password": "/konto/kodeord/",
        "email": "/konto/e-mail/",
        "invitation-other": invitation.removeprefix("http://testserver"),
        "reauthenticate": "/konto/mig/slet/",
    }
    page = new_page(phone=True)
    sign_in(page, coordinator)
    look_at(page, pages)


def test_pages_of_the_operator_and_the_example(new_page):
    operator = make_operator(name="Ina Drift")
    actions.claim_municipality(
        municipality=make_municipality(), user=make_user("x@gmail.com"), by=actor_of(operator), at=clock.now()
    )
    actions.make_example_user(
        email="a@eksempel.dk", name="Anna Eksempel", role="supplier_owner", organisation=make_supplier(), at=clock.now()
    )
    mail = make_mail("uncertain", to="leder@randers.dk", subject="Er det noget for jer? Sål der mærker faldrisiko")
    claim = operator_claim()
    page = new_page()
    sign_in(page, operator)
    pages = {
        "claims": "/drift/adgange/",
        "decide": f"/drift/adgange/{claim}/",
        "roles": "/drift/roller/",
        "mails": "/drift/post/",
        "mail": f"/drift/post/{mail.key}/",
        "examples": "/eksempel/",
        "mailbox": "/eksempel/post/",
        "example-mail": f"/eksempel/post/{Mail.objects.get(kind='claim_waiting').key}/",
    }
    look_at(page, pages)


def operator_claim():
    from lysning.accounts.models import Claim

    return Claim.objects.get().pk
