"""A port that can't be had is said before anything is started."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from admin_app.serve.address import Address, address_from, answers, claim
from admin_app.serve.refusal import StartRefused


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def test_it_is_port_8000_of_this_machine_unless_told_otherwise() -> None:
    assert address_from({}).url == "http://127.0.0.1:8000"
    assert address_from({"HOST": "0.0.0.0", "PORT": "81"}).url == "http://127.0.0.1:81"
    assert address_from({"HOST": "::", "PORT": "81"}).url == "http://[::1]:81"


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "8000.5", "８０００"])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(StartRefused, match="a number from 1 to 65535"):
        address_from({"PORT": port})


def test_a_taken_port_is_refused_with_a_way_out(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(StartRefused, match=rf"Port {port} is taken.*PORT=\d+ make run"):
        claim(Address("127.0.0.1", port))


def test_a_second_start_at_the_same_moment_is_refused_too(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    with claim(Address("127.0.0.1", port)), pytest.raises(StartRefused):
        claim(Address("127.0.0.1", port))


def test_a_port_that_was_just_left_can_be_had_again(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with socket.create_connection(("127.0.0.1", port)):
        listener.accept()[0].close()  # the one that closes first keeps the port in TIME_WAIT
    listener.close()
    claim(Address("127.0.0.1", port)).close()


def test_a_host_that_is_not_ours_is_refused() -> None:
    with pytest.raises(StartRefused, match=r"can't listen on 192\.0\.2\.1"):
        claim(Address("192.0.2.1", 8000))
    with pytest.raises(StartRefused, match="no address here"):
        claim(Address("no.such.host.invalid", 8000))


def test_a_socket_that_nobody_serves_does_not_answer(listener: socket.socket) -> None:
    assert not answers(Address(*listener.getsockname()), timeout=0.1)
