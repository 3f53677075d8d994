"""People, their roles, and a browser in their name."""

from itertools import count

from allauth.account.models import EmailAddress
from django.test import Client

from lysning.accounts.models import Membership, User
from lysning.accounts.queries import actor_for
from lysning.core import clock

PASSWORD = "en-lang-nok-kode"
_numbers = count(1)


def make_user(email=None, *, name="", language="da", password=PASSWORD, verified=True, **fields):
    email = email or f"person{next(_numbers)}@eksempel.dk"
    user = User.objects.create_user(email, password, name=name, language=language, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def make_member(organisation=None, role="supplier_owner", *, post=None, user=None, at=None, **fields):
    user = user or make_user(**fields)
    if post is not None and organisation is None:
        organisation = post.municipality
    organisation_id = organisation.pk if organisation is not None else None
    Membership.objects.create(
        user=user, organisation_id=organisation_id, role=role, post=post, started_at=at or clock.now()
    )
    return user


def make_operator(**fields):
    return make_member(role="operator", **fields)


def actor_of(user):
    return actor_for(user)


def client_for(user=None, language="da"):
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    return client
