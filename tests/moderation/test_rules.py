import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.moderation.rules import MOST_BY_ALL, MOST_BY_ONE, client_address, is_too_many


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("", 0, "10.0.0.1"),
        ("6.6.6.6", 0, "10.0.0.1"),
        ("6.6.6.6, 80.1.2.3", 1, "80.1.2.3"),
        ("6.6.6.6, 80.1.2.3, 10.0.0.9", 2, "80.1.2.3"),
        ("80.1.2.3", 2, "10.0.0.1"),
        (" , ", 1, "10.0.0.1"),
    ],
)
def test_only_what_a_trusted_proxy_wrote_is_believed(forwarded, proxies, address):
    assert client_address("10.0.0.1", forwarded, proxies) == address


@given(st.lists(st.ip_addresses().map(str)), st.ip_addresses().map(str), st.integers(1, 4))
def test_what_a_sender_invents_changes_nothing(invented, sender, proxies):
    written = [sender, *["10.0.0.9"] * (proxies - 1)]
    assert client_address("10.0.0.1", ", ".join(invented + written), proxies) == sender


def test_limits_are_reached_by_one_or_by_all():
    assert not is_too_many(MOST_BY_ONE - 1, MOST_BY_ALL - 1)
    assert is_too_many(MOST_BY_ONE, 0)
    assert is_too_many(0, MOST_BY_ALL)
