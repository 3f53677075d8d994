import pytest
from tests.factories.accounts import client_for, make_operator, make_user
from tests.factories.notifications import make_mail

from lysning.accounts.models import Suppression
from lysning.core.models import AuditEntry
from lysning.notifications.actions.write import unsubscribe_url
from lysning.notifications.html import safe_body
from lysning.notifications.models import Mail


def path_of(email):
    return unsubscribe_url(email).removeprefix("http://testserver")


# --- the operator's page ----------------------------------------------------------------------------------------------------


def test_what_needs_a_person_comes_first_and_what_is_sent_is_left_out():
    mails = {state: make_mail(state) for state in ("queued", "failed", "sent", "uncertain", "suppressed", "sending")}
    page = client_for(make_operator()).get("/drift/post/")
    shown = [mail.state for mail in page.context["mails"]]
    assert shown == ["uncertain", "failed", "queued", "sending"]
    assert mails["uncertain"].to in page.content.decode()


def test_only_the_operator_sees_it():
    mail = make_mail("uncertain")
    for address in ("/drift/post/", f"/drift/post/{mail.key}/"):
        assert client_for(make_operator()).get(address).status_code == 200
    assert client_for(make_user()).get("/drift/post/").status_code == 403
    assert client_for(make_user()).get(f"/drift/post/{mail.key}/").status_code == 404
    assert client_for(make_user()).post(f"/drift/post/{mail.key}/afgoer/", {"what": "again"}).status_code == 404
    assert client_for().get("/drift/post/").status_code == 302


@pytest.mark.parametrize(
    ("state", "what", "status", "left"),
    [
        ("uncertain", "again", 303, "queued"),
        ("failed", "again", 303, "queued"),
        ("uncertain", "arrived", 303, "sent"),
        ("failed", "arrived", 422, "failed"),
        ("sent", "again", 422, "sent"),
        ("sending", "again", 422, "sending"),
        ("suppressed", "again", 422, "suppressed"),
    ],
)
def test_the_operators_judgement(state, what, status, left):
    mail = make_mail(state)
    client = client_for(make_operator())
    assert client.get(f"/drift/post/{mail.key}/afgoer/").status_code == 405
    assert client.post(f"/drift/post/{mail.key}/afgoer/", {"what": what}).status_code == status
    mail.refresh_from_db()
    assert mail.state == left
    assert AuditEntry.objects.filter(verb__startswith="notifications.").count() == (status == 303)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_a_fixed_number_of_queries(count, django_assert_num_queries):
    for _ in range(count):
        make_mail("uncertain")
    client = client_for(make_operator())
    client.get("/konto/mig/")
    with django_assert_num_queries(6):
        client.get("/drift/post/")
    with django_assert_num_queries(3):
        client_for().get("/eksempel/post/")


# --- the example mailbox ----------------------------------------------------------------------------------------------------


def test_anybody_reads_and_searches_the_example_mailbox():
    mail, other = make_mail("sent", to="leder@randers.dk"), make_mail("sent", to="chef@skive.dk")
    client = client_for()
    assert [row.pk for row in client.get("/eksempel/post/").context["mails"]] == [other.pk, mail.pk]
    assert [row.pk for row in client.get("/eksempel/post/?q=RANDERS").context["mails"]] == [mail.pk]
    assert list(client.get("/eksempel/post/?q=nul").context["mails"]) == []
    assert client.get(f"/eksempel/post/{mail.key}/").status_code == 200


def test_outside_example_mode_there_is_no_mailbox(settings):
    mail = make_mail("sent")
    settings.EXAMPLE_MODE = False
    for address in ("/eksempel/post/", f"/eksempel/post/{mail.key}/"):
        assert client_for().get(address).status_code == 404
        assert client_for(make_operator()).get(address).status_code == 404


def test_the_mail_is_shown_safely_with_its_links():
    html = (
        "<html><head><style>p{}</style></head><body><main><h1>Hej</h1><script>x()</script><p onclick=x()>A"
        '<a href="http://testserver/svar/1/">Svar</a><a href="javascript:x()">B</a><img src="//ond.dk/x"></p>'
        "</main></body></html>"
    )
    body = safe_body(html)
    assert body.strip() == '<h2>Hej</h2><p>A<a href="http://testserver/svar/1/">Svar</a><a>B</a></p>'
    page = client_for().get(f"/eksempel/post/{make_mail('sent', html=html).key}/").content.decode()
    assert body.strip() in page
    assert "ond.dk" not in page


def test_a_mail_without_html_is_shown_as_text():
    page = client_for().get(f"/eksempel/post/{make_mail('sent', html='', text='<b>Hej</b>').key}/").content.decode()
    assert "&lt;b&gt;Hej&lt;/b&gt;" in page


# --- stopping the mails -----------------------------------------------------------------------------------------------------


def test_a_mail_robot_that_opens_the_link_stops_nothing():
    client = client_for()
    assert client.get(path_of("leder@randers.dk")).status_code == 200
    assert Suppression.objects.count() == 0


def test_stopped_by_a_button_and_resumed_by_another():
    client, address = client_for(), path_of("Leder@Randers.dk")
    assert client.post(address, {"what": "stop"}).status_code == 303
    assert Suppression.objects.get().email == "leder@randers.dk"
    assert client.post(address, {"what": "stop"}).status_code == 303
    assert client.post(address, {"what": "resume"}).status_code == 303
    assert Suppression.objects.count() == 0


def test_the_mail_programs_own_button_works():
    from django.test import Client

    program = Client(enforce_csrf_checks=True)
    assert program.post(path_of("leder@randers.dk"), {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert Suppression.objects.get().reason == "unsubscribed"


@pytest.mark.parametrize("token", ["gaettet", "ImxlZGVyQHJhbmRlcnMuZGsi:1xVRuU:7hveSf", ":::"])
def test_a_made_up_link_is_nothing(token):
    assert client_for().post(f"/post/afmeld/{token}/").status_code == 404
    assert Suppression.objects.count() == 0


def test_an_address_that_bounces_is_not_resumed_by_a_click():
    Suppression.objects.create(email="leder@randers.dk", reason="bounced", created_at=make_mail().created_at)
    client_for().post(path_of("leder@randers.dk"), {"what": "resume"})
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_page_in_both_languages(language):
    mail = make_mail("uncertain")
    operator = client_for(make_operator(language=language), language)
    for address in ("/drift/post/", f"/drift/post/{mail.key}/", "/eksempel/post/", f"/eksempel/post/{mail.key}/"):
        page = operator.get(address)
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.content.decode()
    assert Mail.objects.count() == 1
