"""Signing up, in and out, through the pages, with the mails the person would read."""

import re
import statistics
import time

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from tests.factories.accounts import PASSWORD, client_for, make_member, make_user
from tests.factories.directory import make_supplier

from lysning.accounts.models import User
from lysning.notifications.models import Mail

NEW = {"purpose": "supplier", "name": "Anna Ærø", "email": "Anna@Firma.dk", "password1": PASSWORD}


def code_in(mail):
    return re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", mail.text, re.MULTILINE).group(1)


def sign_up(client, **changes):
    return client.post("/konto/opret/", NEW | changes)


def sign_in(client, email, password=PASSWORD):
    return client.post("/konto/log-ind/", {"login": email, "password": password})


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("purpose", "leads_to"),
    [("supplier", "/konto/leverandoer/ny/"), ("municipality", "/konto/kommune/"), ("other", "/konto/velkommen/")],
)
def test_signing_up_with_a_code_leads_on_to_what_one_came_for(purpose, leads_to):
    client = client_for()
    assert sign_up(client, purpose=purpose)["Location"] == "/konto/opret/kode/"
    assert not is_in(client)
    mail = Mail.objects.get()
    assert (mail.to, mail.language, mail.subject, mail.kind) == (
        "anna@firma.dk",
        "da",
        "Din kode til Lysning",
        "account",
    )
    assert code_in(mail) in mail.html
    assert client.post("/konto/opret/kode/", {"code": "FEJL-1234"}).status_code == 422
    page = client.post("/konto/opret/kode/", {"code": code_in(mail).lower()})
    assert page["Location"] == leads_to
    assert is_in(client)
    user = User.objects.get()
    assert (user.email, user.name, user.purpose, user.language) == ("anna@firma.dk", "Anna Ærø", purpose, "da")
    assert EmailAddress.objects.get().verified


def test_three_wrong_codes_end_the_try():
    client = client_for()
    sign_up(client)
    code = code_in(Mail.objects.get())
    for _ in range(3):
        client.post("/konto/opret/kode/", {"code": "FEJL-1234"})
    client.post("/konto/opret/kode/", {"code": code})
    assert not is_in(client)


def test_the_language_in_which_one_signs_up_is_remembered():
    client = client_for(language="en")
    sign_up(client)
    mail = Mail.objects.get()
    assert (mail.language, mail.subject) == ("en", "Your code for Lysning")
    client.post("/konto/opret/kode/", {"code": code_in(mail)})
    assert User.objects.get().language == "en"
    danish_browser = client_for(User.objects.get(), language="da")
    assert '<html lang="en">' in danish_browser.get("/konto/mig/").content.decode()
    danish_browser.post("/sprog/", {"language": "da", "next": "/konto/mig/"})
    assert User.objects.get().language == "da"
    assert '<html lang="da">' in client.get("/konto/mig/").content.decode()


def test_the_same_person_however_the_address_is_written():
    make_user("anna@firma.dk")
    client = client_for()
    assert sign_in(client, "ANNA@firma.DK").status_code == 302
    assert is_in(client)
    sign_up(client_for(), email="ANNA@FIRMA.DK")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Hej www.ond.dk"}, "name"),
        ({"password1": "kort"}, "password1"),
        ({"password1": "password123"}, "password1"),
        ({"email": "ingen-adresse"}, "email"),
        ({"purpose": "operator"}, "purpose"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_refused_is_said_at_the_field(changes, field):
    page = sign_up(client_for(), **changes)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert User.objects.count() == 0


def shape(response):
    body = re.sub(r"csrfmiddlewaretoken\" value=\"\w+|[\w.]+@firma\.dk", "", response.content.decode())
    return response.status_code, response.headers.get("Location"), body


@pytest.mark.parametrize(
    ("address", "facts"),
    [
        ("/konto/opret/", NEW),
        ("/konto/glemt-kodeord/", {}),
        ("/konto/log-ind/", {"password": "ikke-det-rigtige"}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer(address, facts):
    make_user("anna@firma.dk")
    answers = []
    for email in ("anna@firma.dk", "ukendt@firma.dk"):
        client = client_for()
        first = client.post(address, facts | {"email": email, "login": email})
        answers.append((shape(first), shape(client.get(first["Location"])) if first.status_code == 302 else None))
        assert Mail.objects.filter(to=email).count() == (0 if "log-ind" in address else 1)
    assert answers[0] == answers[1]


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/konto/opret/", "/konto/log-ind/"])
def test_known_and_unknown_addresses_take_the_same_time(address, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    make_user("anna@firma.dk")
    spent = {"anna": [], "ukendt": []}
    for number in range(7):
        for who, times in spent.items():
            email = "anna@firma.dk" if who == "anna" else f"ukendt{number}@firma.dk"
            client = client_for()
            started = time.process_time()
            client.post(address, NEW | {"email": email, "login": email, "password": "ikke-det-rigtige"})
            times.append(time.process_time() - started)
    known, unknown = (statistics.median(times) for times in spent.values())
    assert abs(known - unknown) < 0.5 * max(known, unknown)


def test_a_new_password_with_a_code():
    user = make_user("anna@firma.dk")
    elsewhere, client = client_for(user), client_for()
    client.post("/konto/glemt-kodeord/", {"email": "Anna@firma.dk"})
    page = client.post("/konto/glemt-kodeord/kode/", {"code": code_in(Mail.objects.get())})
    assert page["Location"] == "/konto/glemt-kodeord/nyt/"
    new = "et-helt-andet-kodeord"
    assert client.post(page["Location"], {"password1": new, "password2": "noget andet"}).status_code == 422
    assert client.post(page["Location"], {"password1": new, "password2": new}).status_code == 302
    assert elsewhere.get("/konto/mig/").status_code == 302
    fresh = client_for()
    sign_in(fresh, "anna@firma.dk")
    assert not is_in(fresh)
    sign_in(fresh, "anna@firma.dk", new)
    assert is_in(fresh)


def test_a_new_address_counts_when_its_code_is_written():
    user = make_user("anna@firma.dk")
    client = client_for()
    sign_in(client, "anna@firma.dk")
    page = client.post("/konto/e-mail/", {"action_add": "1", "email": "Anna@Ny.dk"})
    assert client.post(page["Location"], {"password": "forkert"}).status_code == 422
    assert client.post(page["Location"], {"password": PASSWORD})["Location"] == "/konto/opret/kode/"
    user.refresh_from_db()
    assert user.email == "anna@firma.dk"
    page = client.post("/konto/opret/kode/", {"code": code_in(Mail.objects.get(to="anna@ny.dk"))})
    assert page["Location"] == "/konto/mig/"
    user.refresh_from_db()
    assert user.email == "anna@ny.dk"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("anna@ny.dk", True, True)]
    assert Mail.objects.filter(to="anna@firma.dk", subject="Din adresse er skiftet").count() == 1


def test_important_changes_ask_for_the_password():
    client = client_for(make_user())
    page = client.post("/konto/e-mail/", {"action_add": "1", "email": "ny@firma.dk"})
    assert page["Location"].startswith("/konto/bekraeft/")
    assert Mail.objects.count() == 0


def test_a_password_that_changed_ends_every_session():
    user = make_user()
    client, elsewhere = client_for(), client_for(user)
    sign_in(client, user.email)
    new = {"oldpassword": PASSWORD, "password1": "et-helt-andet-kodeord", "password2": "et-helt-andet-kodeord"}
    assert client.post("/konto/kodeord/", new).status_code == 302
    assert elsewhere.get("/konto/mig/").status_code == 302
    assert Mail.objects.get().subject == "Dit kodeord er skiftet"


def test_signing_out_needs_a_post():
    client = client_for(make_user())
    assert client.get("/konto/log-ud/").status_code == 200
    assert is_in(client)
    client.post("/konto/log-ud/")
    assert not is_in(client)


@pytest.mark.parametrize("target", ["//ond.dk", "/\\ond.dk", "https://ond.dk/", "javascript:alert(1)"])
def test_nobody_is_led_away_from_the_site(target):
    make_user("anna@firma.dk")
    facts = {"login": "anna@firma.dk", "password": PASSWORD, "next": target}
    assert client_for().post("/konto/log-ind/", facts)["Location"] == "/konto/velkommen/"


def test_links_in_mails_lead_to_our_own_host(settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_user("anna@firma.dk")
    client_for().post("/konto/opret/", NEW, headers={"host": "ond.dk"})
    mail = Mail.objects.get()
    assert "http://testserver/konto/glemt-kodeord/" in mail.text
    assert "ond.dk" not in mail.text + mail.html


# --- limits ---------------------------------------------------------------------------------------------------------------


def fails(client, email, number):
    pages = [sign_in(client, email, f"forkert-{each}") for each in range(number)]
    return [words for page in pages for words in page.context["form"].non_field_errors()]


def test_one_account_is_tried_five_times_and_no_other_account_suffers():
    make_user("anna@firma.dk"), make_user("bo@firma.dk")
    said = fails(client_for(), "Anna@firma.dk ", 6)
    assert ["mange forsøg" in words for words in said] == [False] * 5 + [True]
    locked = client_for(language="da")
    sign_in(locked, "anna@firma.dk")
    assert not is_in(locked)
    other = client_for()
    sign_in(other, "bo@firma.dk")
    assert is_in(other)


def test_one_address_is_limited_whatever_it_says_about_where_it_comes_from():
    statuses = []
    for number in range(25):
        page = client_for().post(
            "/konto/log-ind/",
            {"login": f"p{number}@firma.dk", "password": "x"},
            headers={"x-forwarded-for": f"10.0.0.{number}"},
        )
        statuses.append("mange forsøg" in page.content.decode())
    assert statuses == [False] * 20 + [True] * 5


@pytest.mark.parametrize(
    ("addresses", "refused"), [("2001:db8:1:2::{:x}", 5), ("2001:db8:1:{:x}::1", 0), ("::ffff:80.1.2.{}", 0)]
)
def test_one_who_owns_a_network_is_limited_as_one(addresses, refused):
    pages = [
        client_for().post(
            "/konto/log-ind/", {"login": f"p{number}@firma.dk", "password": "x"}, REMOTE_ADDR=addresses.format(number)
        )
        for number in range(25)
    ]
    assert sum("mange forsøg" in page.content.decode() for page in pages) == refused


def test_behind_a_proxy_we_trust_its_word_counts(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(25):
        page = client_for().post(
            "/konto/log-ind/",
            {"login": f"p{number}@firma.dk", "password": "x"},
            headers={"x-forwarded-for": f"ond, 10.0.0.{number}"},
        )
        assert "mange forsøg" not in page.content.decode()


def test_limits_survive_a_flood_of_other_keys():
    make_user("anna@firma.dk")
    fails(client_for(), "anna@firma.dk", 5)
    for number in range(400):
        cache.set(f"flood:{number}", number)
    locked = client_for()
    sign_in(locked, "anna@firma.dk")
    assert not is_in(locked)


@pytest.mark.django_db(transaction=True)
def test_without_the_store_of_limits_nobody_gets_in():
    make_user("anna@firma.dk")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_cache RENAME TO core_cache_away")
    try:
        client = client_for()
        client.raise_request_exception = False
        assert sign_in(client, "anna@firma.dk").status_code >= 429
        assert not is_in(client)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE core_cache_away RENAME TO core_cache")


def test_a_reset_is_asked_for_five_times_an_hour():
    client = client_for()
    answers = [client.post("/konto/glemt-kodeord/", {"email": "anna@firma.dk"}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


def test_the_first_step_is_offered_until_one_has_a_role():
    user = make_user("anna@firma.dk", purpose="municipality")
    assert sign_in(client_for(), "anna@firma.dk")["Location"] == "/konto/kommune/"
    make_member(make_supplier(), user=user)
    assert sign_in(client_for(), "anna@firma.dk")["Location"] == "/konto/velkommen/"


def test_the_emergency_door_opens_by_the_sites_own_sign_in_and_knows_no_other_form():
    client = client_for()
    door = "/noeddrift/login/?next=/noeddrift/"
    assert client.get("/noeddrift/")["Location"] == door
    user = make_user(email="drift@firma.dk")
    asked = client.post(door, {"username": user.email, "password": PASSWORD, "next": "/noeddrift/"})
    assert asked["Location"] == "/konto/log-ind/?next=%2Fnoeddrift%2F"
    assert not is_in(client)
    sign_in(client, user.email)
    assert client.get(door).status_code == 403
    User.objects.filter(pk=user.pk).update(is_staff=True)
    assert client.get("/noeddrift/").status_code == 200
