"""Mail out by SMTP: the address of the server, one connection for several letters."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

# Short enough for the worker to end within the supervisor's grace after SIGTERM.
TIMEOUT = 10.0
_TLS = ("starttls", "auto", "none")


class BadSmtpUrl(ValueError):
    """SMTP_URL does not say where mail goes. Its text says what is wrong, without the password."""


class Undeliverable(Exception):
    """The server will never take this letter."""


class NotNow(Exception):
    """The server could not take this letter now; others may fare better."""


class NoConnection(Exception):
    """There is no speaking with the server, for this letter or any other."""


@dataclass(frozen=True)
class SmtpServer:
    """Where mail goes. `tls` is starttls (required), auto (if offered), none, or implicit."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "auto"

    @classmethod
    def from_url(cls, url: str) -> SmtpServer | None:
        """From smtp://user:pass@host:port?tls=starttls or smtps://…; None when the URL is empty.

        Raises `BadSmtpUrl`.
        """
        if not url.strip():
            return None
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError:
            raise BadSmtpUrl("SMTP_URL has a port that is no number.") from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise BadSmtpUrl(
                "SMTP_URL has to look like smtp://user:password@host:587?tls=starttls."
            )
        implicit = parts.scheme == "smtps"
        tls = parse_qs(parts.query).get("tls", ["auto"])[0]
        if tls not in _TLS:
            raise BadSmtpUrl(f"SMTP_URL says tls={tls}; it may be {', '.join(_TLS)}.")
        return cls(
            host=parts.hostname,
            port=port or (465 if implicit else 587),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls="implicit" if implicit else tls,
        )


class _WholeHeaders(EmailPolicy):
    """The standard policy, but for two kinds of headers that it spoils.

    Long subjects that are not ASCII it folds so that spaces are lost; a long address it encodes as
    if it were words.
    """

    def fold(self, name: str, value: str) -> str:
        """The header as it goes over the wire, with the line ends in it."""
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}{self.linesep}"
        if name.lower() != "subject" or str(value).isascii():
            return str(super().fold(name, value))
        coded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {coded}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same in bytes."""
        if name.lower() == "list-unsubscribe" or (
            name.lower() == "subject" and not str(value).isascii()
        ):
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _WholeHeaders(linesep="\r\n")
# A line of a header has at most 998 characters (RFC 5322).
_HEADER_ADDRESS = re.compile(r"https?://[!#-;=?-~]{1,900}")


def is_header_address(text: str) -> bool:
    """Whether this web address can stand in a header as it is: nothing in it ends it early."""
    return _HEADER_ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True)
class Letter:
    """One mail. `number` and `posted_at` make its Message-ID, the same at each try."""

    number: int
    posted_at: datetime
    sender: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    unsubscribe: str = ""

    def as_message(self) -> EmailMessage:
        """The letter with its headers. Raises `Undeliverable` where one cannot be written."""
        message = EmailMessage(policy=_POLICY)
        try:
            message["From"] = self.sender
            message["To"] = Address(addr_spec=self.recipient)
            message["Subject"] = self.subject
            domain = Address(addr_spec=message["From"].addresses[0].addr_spec).domain
        except (ValueError, IndexError, LookupError) as error:
            raise Undeliverable(f"A header cannot be written: {error}") from error
        message["Date"] = format_datetime(self.posted_at)
        # A receiver that gets a letter twice (the worker was killed meanwhile) can tell by this.
        moment = int(self.posted_at.timestamp() * 1_000_000)
        message["Message-ID"] = f"<outbox-{self.number}-{moment:x}@{domain or 'localhost'}>"
        message["Auto-Submitted"] = "auto-generated"
        if is_header_address(self.unsubscribe):
            message["List-Unsubscribe"] = f"<{self.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(self.text)
        if self.html:
            message.add_alternative(self.html, subtype="html")
        return message


class Postman:
    """Delivers letters over one connection, opened for the first of them."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Postman:
        return self

    def __exit__(self, *_: object) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._smtp = None

    def deliver(self, letter: Letter) -> None:
        """Returns once the server has taken the letter.

        Raises `Undeliverable`, `NotNow` or `NoConnection`.
        """
        message = letter.as_message()
        smtp = self._smtp or self._connected()
        try:
            smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refused(code)(_told(code, said)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Undeliverable(f"The mail server cannot take this address: {error}") from error
        except smtplib.SMTPServerDisconnected as error:
            self._smtp = None
            raise NoConnection("The mail server closed the connection.") from error
        except smtplib.SMTPResponseException as error:
            # 421 closes the connection; a refused sender is refused for every letter.
            self._smtp = None if error.smtp_code == 421 else self._smtp
            raise _refused(error.smtp_code)(_told(error.smtp_code, error.smtp_error)) from error
        except OSError as error:
            self._smtp = None
            raise NoConnection(f"The connection to the mail server broke: {error}") from error

    def _connected(self) -> smtplib.SMTP:
        where = f"{self.server.host}:{self.server.port}"
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._opened()
            if self.server.user:
                smtp.login(self.server.user, self.server.password)
        except smtplib.SMTPAuthenticationError as error:
            _closed(smtp)
            raise NoConnection(f"{where} did not accept the user and password.") from error
        except smtplib.SMTPResponseException as error:
            _closed(smtp)
            raise NoConnection(f"{where}: {_told(error.smtp_code, error.smtp_error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            _closed(smtp)
            raise NoConnection(f"{where} could not be reached: {error}") from error
        self._smtp = smtp
        return smtp

    def _opened(self) -> smtplib.SMTP:
        server = self.server
        if server.tls == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.tls == "starttls" or (server.tls == "auto" and smtp.has_extn("starttls")):
                smtp.starttls(context=ssl.create_default_context())
            elif server.user and server.tls == "auto" and not _is_here(server.host):
                raise smtplib.SMTPException("it offers no TLS, so the password was not sent")
        except BaseException:
            smtp.close()
            raise
        return smtp


def _closed(smtp: smtplib.SMTP | None) -> None:
    if smtp is not None:
        smtp.close()


def _refused(code: int) -> Callable[[str], Exception]:
    return Undeliverable if 500 <= code < 600 else NotNow


def _told(code: int, said: Any) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"The mail server answered {code}: {' '.join(text.split())}"


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
