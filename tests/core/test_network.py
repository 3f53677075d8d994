from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.core.network import sender_of, unmapped


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("80.1.2.3", "80.1.2.3"),
        (" 80.1.2.3 ", "80.1.2.3"),
        ("::ffff:80.1.2.3", "80.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_what_an_address_is_counted_as(address, sender):
    assert sender_of(address) == sender


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_no_address_of_a_network_is_a_sender_of_its_own(address, host):
    other = IPv6Address(int(address) >> 64 << 64 | host)
    if not address.ipv4_mapped and not other.ipv4_mapped:
        assert sender_of(str(address)) == sender_of(str(other))
        assert sender_of(str(IPv6Address(int(address) ^ 1 << 64))) != sender_of(str(address))


@given(st.ip_addresses(v=4))
def test_an_old_address_is_itself_in_new_clothes(address):
    assert unmapped(f"::ffff:{address}") == sender_of(f"::ffff:{address}") == str(address)
    assert IPv4Address(sender_of(str(address))) == address


@given(st.text())
def test_anything_else_is_counted_as_it_is(text):
    assert isinstance(sender_of(text), str)
