"""The console's site: routes, sign-in, and what every page shares.

request → Access → visit (files and terms anew) → view → template → headers
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from flask import Flask, Request, Response, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from bot.app import App
from bot.card.dates import kst_time
from bot.errors import BadWatchlist, NotFound, Permanent, SosikError, StoreBusy, Transient
from bot.inbound.console.access import (
    Access,
    Sessions,
    form_word,
    guarded,
    is_from_elsewhere,
    is_our_form,
)
from bot.inbound.console.errands import add_errands
from bot.inbound.console.views import add_views

SESSION_LASTS = timedelta(hours=12)
OPEN_TO_ALL = {"sign_in", "signed_in", "static", "healthz"}
MOST_FORM_BYTES = 64 * 1024

Visit = Callable[[], object]
"""What is done before a page is made."""

Answer = str | Response | AnyResponse
Failure = tuple[str, int]

WORDS = {
    400: "요청을 읽을 수 없습니다. 앞 화면에서 다시 해 주세요.",
    403: "이 화면에서 보낸 것이 아니라 받지 않았습니다. 새로 고친 뒤 다시 해 주세요.",
    404: "그런 화면이 없습니다. 위의 차림표에서 골라 주세요.",
    405: "그렇게는 열 수 없는 주소입니다.",
    413: "너무 긴 내용입니다. 줄여서 다시 보내 주세요.",
    421: "이 이름으로는 콘솔을 열 수 없습니다. 127.0.0.1이나 localhost로 열어 주세요.",
}

_log = structlog.get_logger("console")


def console_site(sosik: App, access: Access, visit: Visit) -> Flask:
    """The console as a WSGI application over an open app."""
    site = Flask("bot.inbound.console", static_url_path="/static")
    site.secret_key = access.secret_key(sosik.store.memos)
    site.session_interface = Sessions()
    site.config.update(
        MAX_CONTENT_LENGTH=MOST_FORM_BYTES,
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
        SESSION_COOKIE_NAME="sosik",
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
    )
    site.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    site.jinja_env.trim_blocks = site.jinja_env.lstrip_blocks = True
    _share(site, sosik, access)
    _guard(site, access, visit)
    _add_sign_in(site, access)
    _add_health(site, sosik)
    add_views(site, sosik)
    add_errands(site, sosik)
    _add_failures(site)
    return site


def _share(site: Flask, sosik: App, access: Access) -> None:
    """What every template may use."""

    def kst(moment: datetime | None) -> str:
        return kst_time(moment, sosik.clock.now()) if moment else "–"

    site.jinja_env.filters["kst"] = kst
    site.jinja_env.filters["number"] = lambda value: f"{value:,}"

    @site.context_processor
    def shared() -> dict[str, object]:
        return {
            "form_word": lambda: form_word(session),
            "can_sign_out": access.needs_token and access.may_see(session, request),
            "here": request.endpoint,
        }


def _guard(site: Flask, access: Access, visit: Visit) -> None:
    @site.before_request
    def admitted() -> Failure | AnyResponse | None:
        if not access.is_expected_host(request.host):
            return _failure(421)
        if is_from_elsewhere(request):
            return _failure(403)
        if request.endpoint not in OPEN_TO_ALL and not access.may_see(session, request):
            return _turned_away(request)
        if request.method == "POST" and not is_our_form(session, request):
            return _failure(403)
        if request.endpoint not in OPEN_TO_ALL:
            visit()
        return None

    @site.after_request
    def with_headers(response: Response) -> Response:
        return guarded(response)


def _turned_away(request: Request) -> Failure | AnyResponse:
    if request.method != "GET" or request.headers.get("Authorization"):
        return _failure(403)
    return redirect(url_for("sign_in"))


def _add_sign_in(site: Flask, access: Access) -> None:
    @site.get("/sign-in")
    def sign_in() -> str:
        return render_template("sign_in.html", wrong=False)

    @site.post("/sign-in")
    def signed_in() -> Failure | AnyResponse:
        if not access.sign_in(session, request):
            return render_template("sign_in.html", wrong=True), 403
        session.permanent = True
        return redirect(url_for("today"))

    @site.post("/sign-out")
    def sign_out() -> AnyResponse:
        session.clear()
        return redirect(url_for("sign_in"))


def _add_health(site: Flask, sosik: App) -> None:
    @site.get("/healthz")
    def healthz() -> tuple[str, int]:
        """For a supervisor: 200 where the store answers, 503 where it does not."""
        try:
            sosik.store.memos.get("healthz")
        except StoreBusy:
            return "store\n", 503
        return "ok\n", 200


def _add_failures(site: Flask) -> None:
    @site.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Failure:
        return _failure(error.code or 500, WORDS.get(error.code or 500))

    @site.errorhandler(SosikError)
    def failed(error: SosikError) -> Failure:
        return _failure(_status(error), str(error))

    @site.errorhandler(Exception)
    def broken(error: Exception) -> Failure:
        _log.exception("bug", kind="console", key=request.path)
        return _failure(500, f"콘솔에 문제가 생겼습니다({type(error).__name__}). 기록을 봐 주세요.")


def _status(error: SosikError) -> int:
    match error:
        case NotFound():
            return 404
        case BadWatchlist() | Permanent():
            return 400
        case Transient():
            return 503
    return 500


def _failure(status: int, message: str | None = None) -> Failure:
    said = message or WORDS.get(status, "지금은 보여 드릴 수 없습니다. 잠시 뒤 다시 열어 주세요.")
    return render_template("failure.html", status=status, message=said), status
