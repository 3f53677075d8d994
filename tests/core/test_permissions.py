"""Whether a table rules something out for somebody, read from the table alone."""

import pytest
from django.db.models import Q
from tests.factories.accounts import actor_of, client_for, make_member, make_user
from tests.factories.enquiries import make_enquiry

from lysning.core import permissions
from lysning.core.actors import VISITOR
from lysning.core.permissions import EVERYTHING, NOTHING
from lysning.enquiries.models import Enquiry

DEPENDS = Q(title="x")


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        (EVERYTHING, True),
        (NOTHING, False),
        (DEPENDS, None),
        (~DEPENDS, None),
        (Q(), True),
        (Q(post_id__in=[]), False),
        (Q(post_id__in=[1]), None),
        (~Q(post_id__in=[]), True),
        (DEPENDS & NOTHING, False),
        (DEPENDS & EVERYTHING, None),
        (DEPENDS | NOTHING, None),
        (DEPENDS | EVERYTHING, True),
        (NOTHING | NOTHING, False),
        (DEPENDS & (NOTHING | Q(post_id__in=())), False),
        (~(DEPENDS & NOTHING), True),
    ],
)
def test_what_a_condition_says_before_there_are_rows(condition, verdict):
    assert permissions._settled(condition) is verdict


def test_a_set_that_only_the_database_knows_is_not_asked(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert permissions._settled(Q(pk__in=Enquiry.objects.all())) is None


@pytest.mark.parametrize(
    ("verb", "possible"),
    [
        ("catalogue.view_solution", True),
        ("needs.view_need", True),
        ("directory.view_municipality", True),
        ("enquiries.view_enquiry", False),
        ("moderation.view_report", False),
        ("accounts.view_membership", False),
        ("needs.edit_need", False),
    ],
)
def test_what_a_visitor_could_ever_do(verb, possible):
    assert permissions.conceivable(VISITOR, verb) is possible


def test_what_the_table_rules_out_is_ruled_out_for_every_row(db):
    enquiry = make_enquiry()
    leader = actor_of(make_member(role="leader", post=enquiry.post))
    for actor in (VISITOR, actor_of(make_user()), leader):
        if permissions.may(actor, "enquiries.answer", enquiry):
            assert permissions.conceivable(actor, "enquiries.answer")
    assert permissions.conceivable(leader, "enquiries.answer")
    assert not permissions.conceivable(actor_of(make_user()), "enquiries.answer")


def test_a_link_in_a_mail_leads_over_sign_in_to_its_page(db):
    enquiry = make_enquiry()
    leader, visitor = make_member(role="leader", post=enquiry.post), client_for()
    address = f"/henvendelser/{enquiry.key}/"
    form = visitor.get(address, follow=True)
    assert (form.status_code, f'name="next" value="{address}"' in form.text) == (200, True)
    facts = {"login": leader.email, "password": "en-lang-nok-kode", "next": address}
    assert visitor.post("/konto/log-ind/", facts)["Location"] == address
    assert visitor.get(address).status_code == 200
