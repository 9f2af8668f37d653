"""Letters over SMTP: a plain text and an HTML page in one message."""

import smtplib
import ssl
from collections.abc import Collection, Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from hashlib import sha256
from urllib.parse import unquote, urlsplit

import structlog
from typing_extensions import override

from bot.errors import BadSettings, NotSent
from bot.model import Letter
from bot.ports import Clock, Mail
from bot.text.normalise import clean

TIMEOUT = 20.0  # seconds for each exchange with the server
_PORTS = {"smtp": 587, "smtps": 465}
_HOW = "SMTP_URL: smtps://user:password@host:465처럼 적어 주세요."
LOCAL = {"localhost", "127.0.0.1", "::1"}


class SmtpMail(Mail):
    """The Mail port on an SMTP server; each letter opens a connection of its own.

    `smtps` is encrypted from the start, `smtp` from STARTTLS on where the server offers it; a
    password never travels in clear but to this machine.
    """

    def __init__(
        self,
        url: str,
        recipients: Sequence[str],
        clock: Clock,
        *,
        local: Collection[str] = LOCAL,
    ) -> None:
        """Takes `smtp(s)://[user:password@]host[:port]`; reaches nobody yet.

        To the hosts in `local` the line need not be encrypted.

        Raises:
            BadSettings: the address names no server.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise BadSettings(_HOW) from error
        if parts.scheme not in _PORTS or not parts.hostname:
            raise BadSettings(_HOW)
        self._host, self._is_encrypted = parts.hostname, parts.scheme == "smtps"
        self._is_local = parts.hostname in local
        self._port = port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._recipients = tuple(recipients)
        self._sender = self._user if "@" in self._user else f"sosik@{self._host}"
        self._clock = clock
        self._log = structlog.get_logger("mail")
        # Mailboxes drop a letter whose name they had: another desk's of that time must not share it.
        named = "\n".join((self._host, self._sender, *self._recipients))
        self._signature = sha256(named.encode()).hexdigest()[:12]

    @override
    def __repr__(self) -> str:
        return f"SmtpMail({self._host})"

    @override
    def send(self, letter: Letter) -> None:
        message = self._message(letter)
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(f"메일 서버({self._host})에 연결하지 못했습니다.") from error
        try:
            self._log_in(server)
            refused = server.send_message(message, self._sender, self._recipients)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise NotSent(f"메일 서버({self._host})가 메일을 받지 않았습니다.") from error
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        # The others have it: sent again, they would have it twice.
        if refused:
            self._log.warning("mail", refused=len(refused), recipients=len(self._recipients))

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = " ".join(clean(letter.subject).split())
        message["From"] = self._sender
        message["To"] = ", ".join(self._recipients)
        message["Date"] = formatdate(self._clock.now().timestamp())
        message["Message-ID"] = f"<{letter.name}.{self._signature}@sosik.invalid>"
        message.set_content(_sound(letter.text), cte="base64")
        message.add_alternative(_sound(letter.page), subtype="html", cte="base64")
        for drawing in letter.drawings:
            page = message.get_body(("html",))
            assert isinstance(page, EmailMessage)
            page.add_related(
                drawing.png,
                "image",
                "png",
                cid=f"<{drawing.name}>",
                filename=drawing.name,
                disposition="inline",
            )
        return message

    def _connect(self) -> smtplib.SMTP:
        if self._is_encrypted:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)

    def _log_in(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        is_safe = self._is_encrypted
        if not is_safe and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
            is_safe = True
        if not self._user:
            return
        if not is_safe and not self._is_local:
            raise smtplib.SMTPException("no password over an open line")
        server.login(self._user, self._password)


def _sound(text: str) -> str:
    """The text without halves of characters, which no mail can carry."""
    return text.encode("utf-8", "replace").decode()
