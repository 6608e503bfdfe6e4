"""Connect to a host that the operator has allowed, and to no other machine.

A name is resolved once, and what it resolves to is what is connected to: a
name that is public when it is looked at and private when it is used would
open the operator's own network to whoever writes queries.

Source: RFC 6890 (special-purpose addresses), as Python's ipaddress reads it.
"""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Final

_LOOPBACK: Final = ("127.0.0.0/8", "::1/128")


class NotPublicError(OSError):
    """The host lies in a network that the operator has not allowed."""


def connect(
    host: str, port: int, networks: Sequence[str], timeout: float
) -> socket.socket:
    """Return a connection to ``host``; the first of its addresses that answers.

    Args:
        host: A name, or an address, which then is allowed as it stands.
        port: Where it listens.
        networks: Those that may be connected to though they are not public.
        timeout: Seconds for each wait, from now on.

    Raises:
        NotPublicError: All its addresses are private, and not allowed.
        OSError: It has no address, or does not answer.
    """
    allowed = [ipaddress.ip_network(n) for n in (*networks, *_implied(host))]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    fit = [a for a in addresses if _is_allowed(a, allowed)]
    if not fit:
        raise NotPublicError(
            f"{host} lies at {', '.join(addresses)}, which is no public address"
        )
    last: OSError | None = None
    for address in fit:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            last = error
    assert last is not None  # noqa: S101 - for the type checker
    raise last


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _implied(host: str) -> Sequence[str]:
    """Return what the operator allows by listing ``host`` itself."""
    if host == "localhost":
        return _LOOPBACK
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        return ()


def _is_allowed(address: str, allowed: Sequence[Network]) -> bool:
    # The zone of an IPv6 address names one of our own interfaces.
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    public = ip.is_global and not ip.is_multicast
    return public or any(ip in network for network in allowed)
