"""Whether an enquiry came to the right post: a word on the matching, which the supplier never sees."""

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.directory import make_post
from tests.factories.enquiries import OFFERED_AT, ONE_DAY, make_enquiry

from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.enquiries import actions
from lysning.enquiries.models import Enquiry
from lysning.enquiries.queries.judgements import judged_by_leaders

pytestmark = pytest.mark.django_db
NO = "Du har sagt: nej, den er ikke til mig."


@pytest.fixture
def row():
    return make_enquiry(post=make_post(email="leder@by.dk"))


@pytest.fixture
def leader(row):
    return client_for(make_member(role="leader", post=row.post))


def said():
    return [(each.post_id, each.grade) for each in judged_by_leaders()]


def test_a_leader_says_so_changes_it_and_the_supplier_never_sees_it(row, leader):
    address = reverse("enquiries:judge", args=[row.key])
    page = reverse("enquiries:enquiry", args=[row.key])
    assert leader.post(address, {"fits": "no"}).url == page
    assert NO in leader.get(page).content.decode()
    assert said() == [(row.post_id, 0)]
    leader.post(address, {"fits": "yes"})
    assert said() == [(row.post_id, 1)]
    assert Enquiry.objects.get().answered_at is None
    supplier = client_for(make_member(row.version.solution.supplier, "supplier_owner"))
    assert "Kom den til den rette leder?" not in supplier.get(page).content.decode()
    assert supplier.post(address, {"fits": "no"}).status_code == 403
    assert said() == [(row.post_id, 1)]


def test_anything_else_is_refused_and_nothing_kept(row, leader):
    for sent in ({}, {"fits": ""}, {"fits": "måske"}, {"fits": "\x00"}):
        response = leader.post(reverse("enquiries:judge", args=[row.key]), sent)
        assert response.status_code in {400, 422}
    assert Enquiry.objects.get().fits is None
    assert "form-error-message" in leader.post(reverse("enquiries:judge", args=[row.key]), {}).content.decode()


def test_saying_it_twice_is_saying_it_once(row):
    for _ in range(2):
        actions.say_whether_it_fits(enquiry=row, fits=False, by=SYSTEM, at=OFFERED_AT + ONE_DAY)
    assert AuditEntry.objects.filter(verb="enquiries.say_whether_it_fits").count() == 1


def test_an_answer_that_tells_of_the_matching_comes_first():
    late, dear = make_enquiry("interested"), make_enquiry("not_relevant")
    Enquiry.objects.filter(pk=late.pk).update(fits=False, fits_said_at=OFFERED_AT)
    assert said() == [(late.post_id, 2)]
    Enquiry.objects.filter(pk=dear.pk).update(fits=True, fits_said_at=OFFERED_AT)
    assert sorted(said()) == sorted([(late.post_id, 2), (dear.post_id, 1)])
