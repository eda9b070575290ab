"""S52: what somebody typed leads to the public network alone, and to no end of waiting."""

from __future__ import annotations

import socket
import time

import pytest

from admin_app.web import outgoing
from admin_app.web.outgoing import NoAnswer, NotPublic, is_public, post
from tests.support.http import listening

HERE = ("127.0.0.0/8",)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_addresses_that_are_not_for_everybody(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_of_the_public_network(address: str) -> None:
    assert is_public(address)


def test_a_network_of_ones_own_may_be_allowed() -> None:
    assert is_public("10.1.2.3", ("10.0.0.0/8",))
    assert not is_public("10.1.2.3", ("10.0.0.0/16",))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1"]
)
def test_nothing_here_is_posted_to_by_any_spelling(host: str) -> None:
    with listening() as here:
        port = here.url.rpartition(":")[2]
        with pytest.raises((NotPublic, NoAnswer)):
            post(f"http://{host}:{port}/", b"{}", {})
        assert here.requests == []


def test_a_name_is_looked_up_once_and_every_address_of_it_looked_at(monkeypatch) -> None:
    asked = []

    def lookup(host, port, **_kwargs):
        asked.append(host)
        answers = [("93.184.216.34", port), ("127.0.0.1", port)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in answers]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lookup)
    with pytest.raises(NotPublic, match=r"evil\.example is in a network that is not public"):
        post("http://evil.example/", b"{}", {})
    assert asked == ["evil.example"]


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with listening() as here:
        here.answers = [302]
        assert post(f"{here.url}/a?b=c", b"{}", {}, HERE)[0] == 302
        assert [one.path for one in here.requests] == ["/a?b=c"]


def test_who_answers_drop_by_drop_is_cut_off(monkeypatch) -> None:
    monkeypatch.setattr(outgoing, "WHOLE", 0.5)
    with listening() as here:
        here.drips = True
        began = time.monotonic()
        with pytest.raises(NoAnswer, match="no answer within"):
            post(here.url, b"{}", {}, HERE)
        assert time.monotonic() - began < 5


def test_a_name_that_takes_long_to_be_known_lengthens_nothing(monkeypatch) -> None:
    monkeypatch.setattr(outgoing, "WHOLE", 0.1)
    lookup = socket.getaddrinfo

    def slowly(*asked, **kwargs):
        time.sleep(0.3)
        return lookup(*asked, **kwargs)

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", slowly)
    with listening() as here:
        with pytest.raises(NoAnswer, match="no answer within"):
            post(here.url, b"{}", {}, HERE)
        assert here.requests == []


def test_nobody_there_is_said_in_a_sentence() -> None:
    with pytest.raises(NoAnswer, match="connection failed"):
        post("http://127.0.0.1:1/", b"{}", {}, HERE)
