"""Which addresses are one sender, for limits. Pure."""

from ipaddress import IPv6Address, IPv6Network, ip_address

OWN_PREFIX = 64
"""The smallest network that is given to a household or an office: whoever has one address of it has them all (RFC 6177)."""


def unmapped(address: str) -> str:
    """The address in its shortest form, an IPv4 one also when it is written as IPv6 (::ffff:192.0.2.1); else unchanged."""
    found = _read(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return address if found is None else str(found)


def sender_of(address: str) -> str:
    """What a limit counts the address as: an IPv4 address by itself, an IPv6 address with its whole /64; else unchanged."""
    plain = unmapped(address)
    found = _read(plain)
    return str(IPv6Network((int(found), OWN_PREFIX), strict=False)) if isinstance(found, IPv6Address) else plain


def _read(address: str) -> object:
    try:
        return ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
