"""Who may see the console: everybody on this machine, elsewhere whoever has the token.

    request → Host → signed in? → (a form: ours?) → page → headers

The Host is checked so that a page elsewhere cannot reach a console on the loopback by a name of its
own (DNS rebinding); a form carries a word that only our pages know, and its session cookie stays
with same-site requests (OWASP, Cross-Site Request Forgery Prevention).
"""

import hmac
import ipaddress
from hashlib import sha256
from secrets import token_bytes, token_urlsafe
from threading import Lock
from time import monotonic
from urllib.parse import urlsplit

from flask import Request, Response
from flask.sessions import SessionMixin

from bot.errors import BadSettings
from bot.settings import Settings

WRONG_TOKENS = 10  # in a window, from all sides together; then nobody signs in for its rest
WRONG_WINDOW = 60.0  # seconds
SIGNED_IN, FORM_WORD = "in", "form"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Access:
    """The rules of one console.

    Raises:
        BadSettings: the console would be open to other machines without a token.
    """

    def __init__(self, settings: Settings) -> None:
        assert settings.console is not None
        self._host = settings.console[0]
        token = settings.console_token
        self._token = token.get_secret_value() if token else None
        self._lock = Lock()
        self._wrong: list[float] = []
        if self._token is None and not _is_loopback(self._host):
            raise BadSettings(
                f"SOSIK_CONSOLE이 {self._host}이면 다른 기기에서도 열립니다. "
                "SOSIK_CONSOLE_TOKEN에 긴 비밀 값을 적어 주세요."
            )

    @property
    def needs_token(self) -> bool:
        """Whether visitors sign in."""
        return self._token is not None

    @property
    def secret_key(self) -> bytes:
        """What signs the sessions: of the token, so that every console of a team takes them."""
        if self._token is None:
            return token_bytes(32)
        return hmac.new(self._token.encode(), b"sosik console session", sha256).digest()

    def is_expected_host(self, host: str) -> bool:
        """Whether the Host header names this machine; with a token any name may be a proxy's."""
        if self._token is not None:
            return True
        name = urlsplit(f"//{host}").hostname or ""
        return _is_loopback(name)

    def may_see(self, session: SessionMixin, request: Request) -> bool:
        """Whether the visitor signed in, or brings the token as a bearer."""
        if self._token is None or session.get(SIGNED_IN) is True:
            return True
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self._is_token(given)

    def sign_in(self, session: SessionMixin, given: str) -> bool:
        """Lets the visitor in where the token is right; after many wrong ones nobody for a while."""
        now = monotonic()
        with self._lock:
            self._wrong = [at for at in self._wrong if at > now - WRONG_WINDOW]
            if len(self._wrong) >= WRONG_TOKENS:
                return False
            if not self._is_token(given.strip()):
                self._wrong.append(now)
                return False
        session.clear()
        session[SIGNED_IN] = True
        return True

    def _is_token(self, given: str) -> bool:
        return self._token is not None and hmac.compare_digest(
            given.encode("utf-8", "replace"), self._token.encode()
        )


def form_word(session: SessionMixin) -> str:
    """The word that every form of this session carries."""
    word = session.get(FORM_WORD)
    if not isinstance(word, str):
        word = session[FORM_WORD] = token_urlsafe(24)
    return word


def is_our_form(session: SessionMixin, request: Request) -> bool:
    """Whether the form was on a page of ours."""
    word, given = session.get(FORM_WORD), request.form.get("word", "")
    return isinstance(word, str) and hmac.compare_digest(word.encode(), given.encode())


def guarded(response: Response) -> Response:
    """The answer with headers that keep other sites and scripts out."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
