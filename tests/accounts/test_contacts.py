from datetime import timedelta

import pytest
from tests.factories.accounts import make_member, make_user
from tests.factories.directory import make_municipality, make_post

from lysning.accounts import actions, queries
from lysning.accounts.models import Membership
from lysning.accounts.queries import Contact
from lysning.core import clock
from lysning.core.actors import SYSTEM


def ways(*posts):
    return queries.contacts([post.pk for post in posts])


def test_first_the_posts_address_then_its_holder_then_the_coordinator():
    municipality = make_municipality()
    with_address = make_post(municipality, email="skole@kommune.dk", language="en")
    held, bare = make_post(municipality), make_post(municipality)
    alone = make_post()
    make_member(role="leader", post=with_address)
    holder = make_member(role="leader", post=held, language="en")
    second = make_member(municipality, "coordinator", at=clock.now())
    first = make_member(municipality, "coordinator", at=clock.now() - timedelta(days=1))
    assert ways(with_address, held, bare, alone) == {
        with_address.pk: Contact("skole@kommune.dk", "post", None, "en"),
        held.pk: Contact(holder.email, "holder", holder.pk, "en"),
        bare.pk: Contact(first.email, "coordinator", first.pk, "da"),
    }
    assert list(queries.coordinators(municipality.pk)) == [first, second]


def test_an_address_that_takes_no_mails_is_passed_over():
    municipality = make_municipality()
    post = make_post(municipality, email="Skole@Kommune.dk")
    holder, coordinator = make_member(role="leader", post=post), make_member(municipality, "coordinator")
    for email, via in (("skole@kommune.dk", "holder"), (holder.email, "coordinator")):
        actions.suppress_address(email=email, reason="unsubscribed", by=SYSTEM, at=clock.now())
        assert ways(post)[post.pk].via == via
    actions.suppress_address(email=coordinator.email, reason="bounced", by=SYSTEM, at=clock.now())
    assert ways(post) == {}
    assert actions.resume_address(email=holder.email, by=SYSTEM, at=clock.now())
    assert ways(post)[post.pk].email == holder.email
    assert not actions.resume_address(email=coordinator.email, by=SYSTEM, at=clock.now())


def test_who_has_left_or_is_closed_is_nobody_to_write_to():
    post = make_post()
    holder = make_member(role="leader", post=post)
    gone = make_member(post.municipality, "coordinator")
    Membership.objects.filter(user=gone).update(ended_at=clock.now())
    assert ways(post)[post.pk].via == "holder"
    holder.is_active = False
    holder.save()
    assert ways(post) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_four_queries_however_many_posts(count, django_assert_num_queries):
    posts = []
    for _ in range(count):
        posts.append(make_post())
        make_member(role="leader", post=posts[-1])
        make_member(posts[-1].municipality, "coordinator")
    with django_assert_num_queries(4):
        assert len(ways(*posts)) == count


def test_each_person_of_a_supplier_once():
    from tests.factories.directory import make_supplier

    supplier, owner = make_supplier(), make_user()
    make_member(supplier, "supplier_editor", user=owner)
    make_member(supplier, "supplier_owner", user=owner)
    editor = make_member(supplier, "supplier_editor")
    assert list(queries.supplier_people(supplier.pk)) == [owner, editor]
