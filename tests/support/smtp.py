"""A mail server that receives for real, on a port of its own, and can be told to make trouble."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

# For localhost and 127.0.0.1, signed by itself and trusted only where a test says so.
CERTIFICATE = Path(__file__).parent / "localhost.pem"
OK = "250 OK"


class Receiver:
    """What arrived, in order. `recipient_answers` and `data_answers` are used up one a letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.sessions: list[Session] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.recipient_answers: list[str] = []
        self.data_answers: list[str] = []
        self.arrived = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.url = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = self.recipient_answers.pop(0) if self.recipient_answers else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.data_answers.pop(0) if self.data_answers else OK
        if answer == "drop":
            assert server.transport is not None
            server.transport.abort()
            return OK
        if answer == OK:
            content = envelope.content
            assert isinstance(content, bytes)
            self.letters.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
            self.envelopes.append(envelope)
            self.sessions.append(session)
        self.arrived.set()
        await server.loop.run_in_executor(None, self.may_answer.wait, 20)
        return answer

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _m: str, data: Any
    ):
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)


@contextmanager
def receiving(*, port: int = 0, tls: bool = False, **options: Any) -> Iterator[Receiver]:
    """A running receiver; `tls` offers STARTTLS, `options` go to aiosmtpd's SMTP."""
    receiver = Receiver()
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE)
        options["tls_context"] = context
    controller = _OwnPort(
        receiver, hostname="127.0.0.1", port=port, authenticator=receiver.authenticate, **options
    )
    controller.start()
    receiver.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield receiver
    finally:
        receiver.may_answer.set()
        controller.stop()


class _OwnPort(Controller):
    """aiosmtpd's controller, which with port 0 would look for itself on port 0."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
