from datetime import timedelta

import pytest
from tests.factories.directory import make_post
from tests.factories.enquiries import OFFERED_AT, make_enquiry, make_published
from tests.factories.taxonomy import make_area, make_role

from lysning.core.actors import SYSTEM
from lysning.enquiries.actions import run_allocation, say_whether_it_fits
from lysning.enquiries.models import Enquiry
from lysning.enquiries.queries.restraints import Restraints
from lysning.enquiries.rules.calendar import local_day
from lysning.matching.actions import reindex_everything

pytestmark = pytest.mark.django_db
NOW = OFFERED_AT + timedelta(days=30)
FALL = {
    "title": "Indlægssåler der opdager faldrisiko",
    "problem": "Ældre borgere på plejehjem falder, og hjemmeplejen opdager faldrisikoen for sent.",
    "audience": "Beboere på plejehjem og borgere i hjemmeplejen.",
    "description": "Sålerne måler gangen hos den ældre. Sygeplejersken får besked før et fald.",
}


@pytest.fixture
def role():
    return make_role(make_area("aeldre-sundhed"), title_da="Ældrechef")


def two_alike(role):
    """An earlier solution and a fresh one that says much the same."""
    earlier = make_published(areas=[role.area], at=OFFERED_AT - timedelta(days=1), **FALL)
    fresh = make_published(
        areas=[role.area], at=NOW - timedelta(days=1), **{**FALL, "title": "Sko der opdager faldrisiko"}
    )
    reindex_everything(at=NOW)
    return earlier, fresh


def test_a_no_to_one_like_it_lowers_the_relevance_for_that_post_alone(role):
    said_no, silent = make_post(role=role, email="a@kommune.dk"), make_post(role=role, email="b@kommune.dk")
    earlier, fresh = two_alike(role)
    make_enquiry("not_relevant", version=earlier, post=said_no, answer_reason="have_no_need")
    left = Restraints(local_day(NOW)).of(fresh.solution_id)
    assert set(left) == {said_no.pk}
    assert 0.7 < left[said_no.pk] < 1
    run_allocation(by=SYSTEM, at=NOW)
    offered = dict(Enquiry.objects.filter(version=fresh).values_list("post_id", "relevance"))
    assert offered[said_no.pk] == pytest.approx(offered[silent.pk] * left[said_no.pk], abs=1e-3)


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        ("not_relevant", {"answer_reason": "too_expensive"}),
        ("interested", {}),
        ("offered", {}),
    ],
)
def test_other_answers_leave_the_relevance_whole(role, state, facts):
    post = make_post(role=role, email="a@kommune.dk")
    earlier, fresh = two_alike(role)
    make_enquiry(state, version=earlier, post=post, **facts)
    assert Restraints(local_day(NOW)).of(fresh.solution_id) == {}


def test_a_no_to_something_else_says_nothing(role):
    post = make_post(role=role, email="a@kommune.dk")
    _, fresh = two_alike(role)
    bins = {"problem": "Tomme skraldespande.", "audience": "Chauffører", "description": "Ruter til skraldebiler."}
    other = make_published(areas=[role.area], title="Affaldsruter", **bins)
    reindex_everything(at=NOW)
    make_enquiry("not_relevant", version=other, post=post, answer_reason="have_no_need")
    assert Restraints(local_day(NOW)).of(fresh.solution_id) == {}


def test_a_mere_no_to_its_fitting_counts_like_the_answer_that_it_is_another_field(role):
    earlier, fresh = two_alike(role)
    post = make_post(role=role, email="leder@kommune.dk")
    asked = make_enquiry(version=earlier, post=post)
    assert Restraints(local_day(NOW)).of(fresh.solution_id) == {}
    say_whether_it_fits(enquiry=asked, fits=False, by=SYSTEM, at=OFFERED_AT + timedelta(days=1))
    assert 0 < Restraints(local_day(NOW)).of(fresh.solution_id)[post.pk] < 1
    say_whether_it_fits(enquiry=asked, fits=True, by=SYSTEM, at=OFFERED_AT + timedelta(days=2))
    assert Restraints(local_day(NOW)).of(fresh.solution_id) == {}
