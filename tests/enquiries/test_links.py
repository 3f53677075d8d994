from datetime import timedelta

import pytest
from django.core.signing import Signer
from tests.factories.accounts import client_for, make_member
from tests.factories.directory import make_post
from tests.factories.enquiries import OFFERED_AT, ONE_DAY, make_enquiry

from lysning.core import clock
from lysning.core.models import AuditEntry
from lysning.enquiries.links import answer_links, open_link
from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.answers import AnswerKind

pytestmark = pytest.mark.django_db
AT = OFFERED_AT + 2 * ONE_DAY


@pytest.fixture(autouse=True)
def _moved_clock(settings):
    settings.CLOCK_OFFSET = AT - clock.now()


@pytest.fixture
def enquiry():
    return make_enquiry(post=make_post(email="leder@kommune.dk"))


def path_of(enquiry, kind=AnswerKind.TOGETHER, **where):
    return answer_links(enquiry, **where)[kind].removeprefix("http://testserver")


def token_of(enquiry, kind=AnswerKind.TOGETHER, **where):
    return path_of(enquiry, kind, **where).split("/")[2]


def test_a_mail_has_the_five_answers(enquiry):
    assert list(answer_links(enquiry)) == list(AnswerKind)
    for kind in AnswerKind:
        assert open_link(token_of(enquiry, kind), at=AT).kind == kind


def test_opening_changes_nothing_and_the_button_answers_once(enquiry):
    client = client_for()
    before = Enquiry.objects.values().get(pk=enquiry.pk)
    for _ in range(3):
        assert client.get(path_of(enquiry)).status_code == 200
        assert client.head(path_of(enquiry)).status_code == 200
    assert (Enquiry.objects.values().get(pk=enquiry.pk), AuditEntry.objects.count()) == (before, 0)
    done = client.post(path_of(enquiry), {"text": "Gerne"})
    assert (done.status_code, "Tak for dit svar" in done.content.decode()) == (200, True)
    enquiry.refresh_from_db()
    assert (enquiry.answer_kind, enquiry.answered_by, enquiry.answer_text) == ("together", None, "Gerne")
    assert AuditEntry.objects.get().facts == {"kind": "together", "via": "link"}
    for kind in AnswerKind:
        assert client.get(path_of(enquiry, kind)).status_code == 410
        assert client.post(path_of(enquiry, kind), {"text": ""}).status_code == 410


def test_a_link_needs_the_token_of_its_page(enquiry):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path_of(enquiry), {"text": ""}).status_code == 403
    page = strict.get(path_of(enquiry)).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert strict.post(path_of(enquiry), {"text": "", "csrfmiddlewaretoken": token}).status_code == 200


def test_a_link_is_no_sign_in(enquiry):
    client = client_for()
    page = client.get(path_of(enquiry))
    assert ("sessionid" in client.cookies, "leder@kommune.dk" in page.content.decode()) == (False, False)
    assert page["Cache-Control"].split(", ").count("no-store") == 1
    assert client.get(f"/henvendelser/{enquiry.key}/").status_code == 302
    assert client.get("/i-dag/").status_code == 302


def test_what_an_answer_lacks_is_said_on_the_page(enquiry):
    address = path_of(enquiry, AnswerKind.NOT_RELEVANT)
    assert client_for().post(address, {"text": ""}).status_code == 422
    later = path_of(enquiry, AnswerKind.LATER)
    assert client_for().post(later, {"later_date": "2020-01-01"}).status_code == 422
    assert client_for().post(address, {"reason": "too_expensive", "text": "Ring 010170-1234"}).status_code == 422
    enquiry.refresh_from_db()
    assert enquiry.answered_at is None


@pytest.mark.parametrize("state", ["interested", "handed_over", "withdrawn"])
def test_a_link_dies_with_its_enquiry(state):
    enquiry = make_enquiry(state, post=make_post(email="leder@kommune.dk"))
    assert open_link(token_of(enquiry), at=AT).ending == "ended"


def test_a_link_is_good_for_sixty_days(enquiry):
    last = OFFERED_AT + 60 * ONE_DAY
    assert open_link(token_of(enquiry), at=last - timedelta(seconds=1)).ending == ""
    assert open_link(token_of(enquiry), at=last).ending == "expired"


def test_a_link_dies_when_its_address_no_longer_speaks_for_the_post(enquiry):
    old = token_of(enquiry)
    enquiry.post.email = "ny@kommune.dk"
    enquiry.post.save()
    assert open_link(old, at=AT).ending == "address"
    assert open_link(token_of(enquiry, to="ny@kommune.dk"), at=AT).ending == ""


def test_a_holder_who_leaves_takes_no_link_along():
    post = make_post()
    holder = make_member(role="leader", post=post, email="leder@kommune.dk")
    enquiry = make_enquiry(post=post, offered_to_email="leder@kommune.dk")
    token = token_of(enquiry)
    assert open_link(token, at=AT).ending == ""
    holder.memberships.update(ended_at=AT + ONE_DAY)
    assert open_link(token, at=AT).ending == "address"


def test_a_link_cannot_be_turned_into_another(enquiry):
    other = make_enquiry(post=make_post(email="anden@kommune.dk"))
    token, foreign = token_of(enquiry), token_of(other)
    payload, signature = token.rsplit(".", 1)
    forged = [
        f"{foreign.rsplit('.', 1)[0]}.{signature}",
        f"{payload}.{foreign.rsplit('.', 1)[1]}",
        f"{payload[:-2]}.{signature}",
        payload,
        "",
        "x.y",
        token[:-1],
        Signer(salt="another", sep=".").sign_object({"enquiry": str(enquiry.key), "kind": "together"}),
        Signer(salt="lysning.enquiries.links", key="another key", sep=".").sign_object({"enquiry": str(enquiry.key)}),
        Signer(salt="lysning.enquiries.links", sep=".").sign_object(["not", "a", "mapping"]),
        Signer(salt="lysning.enquiries.links", sep=".").sign_object({"enquiry": "no uuid", "kind": "together"}),
    ]
    assert {open_link(each, at=AT).ending for each in forged} == {"unknown"}
    assert client_for().get("/svar/noget-andet/").status_code == 410


def test_a_waiting_enquiry_has_no_working_link():
    enquiry = make_enquiry("no_contact")
    assert open_link(token_of(enquiry, to="x@y.dk"), at=AT).ending == "unknown"
