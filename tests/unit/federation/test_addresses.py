"""An endpoint's name leads where the operator allows, and nowhere else."""

import socket

import pytest

from dissensus.federation.addresses import NotPublicError, connect

PRIVATE = [
    *("10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1"),
    *("100.64.0.1", "224.0.0.1", "0.0.0.0"),  # noqa: S104 - nothing is bound here
    *("::1", "fe80::1%lo", "fd00::1", "::ffff:127.0.0.1", "ff02::1"),
]


@pytest.fixture
def resolving(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Names that lead to what they spell out; what is connected to is noted."""
    reached: list[tuple[str, int]] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        spelt = host.removeprefix("at ").split(",")
        return [(0, 0, 0, "", (address, port)) for address in spelt]

    def reach(address: tuple[str, int], timeout: float) -> object:
        assert timeout
        reached.append(address)
        return object()

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", reach)
    return reached


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_private_network_is_refused(
    resolving: list[tuple[str, int]], address: str
) -> None:
    with pytest.raises(NotPublicError, match="no public address"):
        connect(f"at {address}", 80, (), 1)

    assert not resolving


def test_only_the_public_addresses_of_a_name_are_connected_to(
    resolving: list[tuple[str, int]],
) -> None:
    connect("at 10.0.0.1,1.1.1.1", 80, (), 1)

    assert resolving == [("1.1.1.1", 80)]


def test_a_network_that_is_listed_may_be_reached(
    resolving: list[tuple[str, int]],
) -> None:
    connect("at 10.1.2.3", 80, ("fd00::/8", "10.1.0.0/16"), 1)
    with pytest.raises(NotPublicError):
        connect("at 10.2.2.3", 80, ("10.1.0.0/16",), 1)

    assert resolving == [("10.1.2.3", 80)]


def test_an_address_that_is_listed_itself_needs_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            connect(host, port, (), 1).close()
