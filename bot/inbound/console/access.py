"""Who may see the console: everybody on this machine, elsewhere whoever has the token.

    request → Host → asked from where? → signed in? → (a form: ours?) → page → headers

The Host is checked so that a page elsewhere cannot reach a console on the loopback by a name of its
own (DNS rebinding); a form carries a word that only our pages know, and its session cookie stays
with same-site requests (OWASP, Cross-Site Request Forgery Prevention). Other ports of this machine
are of the same site to a browser, so what it says of a request's origin is believed too
(W3C, Fetch Metadata Request Headers).
"""

import hmac
import ipaddress
from collections import deque
from hashlib import sha256
from secrets import token_bytes, token_urlsafe
from threading import Lock
from time import monotonic
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from typing_extensions import override

from bot.errors import BadSettings
from bot.ports import MemoBook
from bot.settings import Settings

WRONG_TOKENS = 10  # in a window, from one address; then nobody signs in from there for its rest
WRONG_WINDOW = 60.0  # seconds
WRONG_KEPT = 10_000  # wrong tokens remembered, of all addresses
TOKEN_LEAST = 16  # characters
NETWORK_BITS = 64  # of an IPv6 address, which one visitor has the rest of
SIGNING = "console:signing"  # the memo; with the token it signs the sessions
OURS = {"same-origin", "none"}  # where a request says it comes from: our pages, or the person
SIGNED_IN, FORM_WORD = "in", "form"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Access:
    """The rules of one console.

    Raises:
        BadSettings: the console would be open to other machines without a token, or with one that
            can be guessed.
    """

    def __init__(self, settings: Settings) -> None:
        assert settings.console is not None
        self._host = settings.console[0]
        token = settings.console_token
        self._token = token.get_secret_value() if token else None
        self._lock = Lock()
        self._wrong: deque[tuple[float, str]] = deque(maxlen=WRONG_KEPT)
        if self._token is not None and len(self._token) < TOKEN_LEAST:
            raise BadSettings(
                f"SOSIK_CONSOLE_TOKEN이 너무 짧습니다. {TOKEN_LEAST}자 이상의 임의 값을 적어 주세요"
                '(예: `python3 -c "import secrets; print(secrets.token_urlsafe(32))"`).'
            )
        if self._token is None and not _is_loopback(self._host):
            raise BadSettings(
                f"SOSIK_CONSOLE이 {self._host}이면 다른 기기에서도 열립니다. "
                "SOSIK_CONSOLE_TOKEN에 긴 비밀 값을 적어 주세요."
            )

    @property
    def needs_token(self) -> bool:
        """Whether visitors sign in."""
        return self._token is not None

    def secret_key(self, memos: MemoBook) -> bytes:
        """What signs the sessions: every console of a team takes them, a new token ends them.

        The store's secret is in it because anybody is given a signed cookie with the sign-in page,
        and could try tokens on it at leisure if the token alone had signed it.

        Raises:
            StoreBusy: the store is away.
        """
        if self._token is None:
            return token_bytes(32)
        if memos.get(SIGNING) is None:
            memos.put(SIGNING, token_urlsafe(32))
        return hmac.new((memos.get(SIGNING) or "").encode(), self._token.encode(), sha256).digest()

    def is_expected_host(self, host: str) -> bool:
        """Whether the Host header names this machine; with a token any name may be a proxy's."""
        if self._token is not None:
            return True
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:  # half an IPv6 address
            return False
        return _is_loopback(name)

    def may_see(self, session: SessionMixin, request: Request) -> bool:
        """Whether the visitor signed in, or brings the token as a bearer."""
        if self._token is None or session.get(SIGNED_IN) is True:
            return True
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self._is_right(given, request)

    def sign_in(self, session: SessionMixin, request: Request) -> bool:
        """Lets the visitor in where the form's token is right, as a new session."""
        if not self._is_right(request.form.get("token", ""), request):
            return False
        session.clear()
        session[SIGNED_IN] = True
        return True

    def _is_right(self, given: str, request: Request) -> bool:
        """Whether it is the token; after many wrong ones from an address no token is for a while."""
        now, visitor = monotonic(), _network(request.remote_addr or "")
        with self._lock:
            while self._wrong and self._wrong[0][0] < now - WRONG_WINDOW:
                self._wrong.popleft()
            if sum(each == visitor for _, each in self._wrong) >= WRONG_TOKENS:
                return False
            if self._is_token(given.strip()):
                return True
            self._wrong.append((now, visitor))
            return False

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


def is_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that a page of somebody else asks, other than by a link to a page."""
    if request.headers.get("Sec-Fetch-Site", "none") in OURS:
        return False
    return request.method == "POST" or request.headers.get("Sec-Fetch-Mode") != "navigate"


class Sessions(SecureCookieSessionInterface):
    """Signed cookies, kept from plain HTTP where the visitor came over TLS to a proxy before us."""

    @override
    def get_cookie_secure(self, app: Flask) -> bool:
        # Forged, it only costs the forger a cookie.
        return request.headers.get("X-Forwarded-Proto", "") == "https"


def guarded(response: Response) -> Response:
    """The answer with headers that keep other sites and scripts out."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _network(address: str) -> str:
    """The address, of IPv6 the network that one visitor has to itself."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    return str(found.ipv4_mapped or int(found) >> (128 - NETWORK_BITS))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
