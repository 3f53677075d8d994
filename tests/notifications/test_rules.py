from smtplib import SMTPAuthenticationError, SMTPException

import pytest
from django.utils.html import urlize
from hypothesis import given
from hypothesis import strategies as st

from lysning.notifications import rules


@given(st.text(max_size=400), st.integers(2, 200))
def test_a_header_is_one_short_line(text, length):
    line = rules.one_line(text, length)
    assert len(line) <= length
    assert line == " ".join(line.split())
    assert all(character.isprintable() for character in line)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Hej www.ond.dk", "Hej www. ond. dk"),
        ("http://ond.dk/x?y=a.b", "http: //ond. dk/x?y=a. b"),
        ("bo@ond.dk", "bo @ ond. dk"),
        ("https://10.0.0.1/", "https: //10.0.0.1/"),
        ("ond\u3002dk", "ond\u3002 dk"),
        ("Firma A/S, 1.250,5 kr. f.eks.", "Firma A/S, 1.250,5 kr. f. eks."),
        ("Åse Ørsted-Bæk", "Åse Ørsted-Bæk"),
    ],
)
def test_a_name_holds_nothing_that_mail_programs_make_links_of(name, safe):
    assert rules.unlinked(name) == safe
    assert "<a" not in urlize(safe)


@given(st.text(alphabet=st.sampled_from("ab.:/@ www1-\n")))
def test_no_text_becomes_a_link_and_only_spaces_are_added(text):
    safe = rules.unlinked(text)
    assert safe.replace(" ", "") == text.replace(" ", "")
    assert "<a" not in urlize(safe)


@pytest.mark.parametrize("handed_over", [True, False])
def test_a_wrong_password_for_the_mail_server_can_be_put_right(handed_over):
    error = SMTPAuthenticationError(535, b"no")
    assert rules.outcome_of(error, handed_over=handed_over) == "refused"


@given(st.sampled_from(["refused", "rejected", "unknown"]), st.integers(1, 20))
def test_tries_come_to_an_end(outcome, attempts):
    step = rules.next_step(outcome, attempts)
    assert (step.state == "queued") == (outcome == "refused" and attempts <= len(rules.WAITS))
    assert (step.wait is not None) == (step.state == "queued")
    assert (step.state == "uncertain") == (outcome == "unknown")


def test_what_nobody_foresaw_is_unknown_only_after_the_handing_over():
    assert rules.outcome_of(SMTPException(), handed_over=True) == "unknown"
    assert rules.outcome_of(SMTPException(), handed_over=False) == "refused"


@pytest.mark.parametrize(
    ("kind", "suppression", "expected"),
    [
        ("enquiry", None, False),
        ("enquiry", "unsubscribed", True),
        ("enquiry", "bounced", True),
        ("invitation", "unsubscribed", False),
        ("invitation", "complaint", True),
        ("account", "unsubscribed", False),
        ("account", "bounced", False),
    ],
)
def test_what_a_suppression_stops(kind, suppression, expected):
    assert rules.is_stopped(kind, suppression) == expected
