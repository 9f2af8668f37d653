"""What the console changes: terms, judgements taken back, alerts sent again, an address tried."""

from threading import BoundedSemaphore

from flask import Flask, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from bot.app import App
from bot.card.failures import failure_words
from bot.card.words import RELATION_WORDS, error_words
from bot.commands.judging import withdraw
from bot.commands.reading import retry_alert
from bot.commands.trial import try_page
from bot.commands.watching import add_term, remove_term
from bot.errors import SosikError
from bot.inbound.console.shown import trial_shown
from bot.inbound.console.views import office_of
from bot.inbound.words import backtest_lines, suggestion_lines
from bot.model import JudgementKind
from bot.text.normalise import clean
from bot.urls import MAX_ID

WHO = "콘솔"
"""Who the audit names: the console knows no persons."""

MOST_CHARACTERS = 2_000  # of an address or an order
TRIALS = 2  # addresses read at once, of the server's threads
BUSY = "다른 기사를 읽는 중입니다. 잠시 뒤 다시 해 주세요."


def add_errands(site: Flask, sosik: App) -> None:
    """Gives the site its forms."""
    turn = BoundedSemaphore(TRIALS)
    _add_terms(site, sosik)

    @site.post("/judgements/withdraw")
    def take_back() -> Response:
        channel, subject = _field("channel"), _field("subject")
        try:
            kind = JudgementKind(_field("kind"))
        except ValueError as error:
            raise BadRequest from error
        withdraw(office_of(sosik), channel, kind, subject, WHO)
        flash("되돌렸습니다.")
        return redirect(url_for("watch"))

    @site.post(f"/alerts/<int(max={MAX_ID}):alert_id>/retry")
    def retry(alert_id: int) -> Response:
        alert = retry_alert(sosik.line, alert_id, is_missing=request.form.get("missing") == "1")
        flash(f"{alert.channel}에 다시 보내겠습니다.")
        return redirect(url_for("alerts", state="stuck"))

    @site.post("/try")
    def rehearse_page() -> str:
        url = _field("url")
        if not url.startswith(("http://", "https://")):
            raise BadRequest
        if not turn.acquire(blocking=False):  # slow sites must not hold up every page
            return render_template("trial.html", url=url, trials=(), reason=BUSY)
        try:
            tried = try_page(sosik.line, sosik.line.pages.read(url))
        except SosikError as error:
            return render_template("trial.html", url=url, trials=(), reason=failure_words(error))
        finally:
            turn.release()
        now = sosik.clock.now()
        trials = [
            (trial_shown(trial, now), RELATION_WORDS[trial.placement.relation])
            for trial in tried.trials
        ]
        reason = "" if trials else error_words(tried.reason or "no_body")
        return render_template("trial.html", url=url, trials=trials, reason=reason)


def _add_terms(site: Flask, sosik: App) -> None:
    @site.post("/watch/add")
    def add() -> str:
        channel, order = sosik.line.home_of(_field("channel")), _field("order")
        tested = add_term(office_of(sosik), channel, order, WHO)
        lines = (*backtest_lines(tested.backtest), *suggestion_lines(tested.suggestion))
        return render_template(
            "rehearsal.html", order=order, term=tested.term, lines=lines, added_to=channel
        )

    @site.post("/watch/remove")
    def remove() -> Response:
        channel, name = sosik.line.home_of(_field("channel")), _field("name")
        remove_term(office_of(sosik), channel, name, WHO)
        flash(f"{channel}에서 '{name}' 감시어를 뺐습니다.")
        return redirect(url_for("watch"))


def _field(name: str) -> str:
    """The form's field, without which the form is none of ours."""
    value = clean(request.form.get(name, "")).strip()
    if not value or len(value) > MOST_CHARACTERS:
        raise BadRequest
    return value
