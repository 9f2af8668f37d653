"""Wiring of briefs: their times, and what draws, keeps and posts what goes with them."""

from bot.adapters.charts import MatplotlibPainter, can_paint
from bot.adapters.korean_calendar import is_korean_holiday
from bot.adapters.mail import SmtpMail
from bot.adapters.slack.api import SlackApi
from bot.adapters.slack.gallery import SlackGallery
from bot.adapters.terminal import FolderGallery
from bot.briefing import Briefing
from bot.commands.briefs import BriefDesk
from bot.line import Line
from bot.picturing import Studio
from bot.ports import Clock, Gallery, Mail, Painter
from bot.settings import Settings
from bot.summary.calendar import is_working_day


def open_briefing(
    line: Line,
    settings: Settings,
    *,
    mail: Mail | None,
    painter: Painter | None,
    gallery: Gallery | None,
) -> Briefing:
    """The briefs of these settings; what is None is opened as they say.

    Raises:
        BadSettings: the mail server's address names none.
    """
    return Briefing(
        line=line,
        times=settings.briefs,
        is_holiday=is_korean_holiday,
        weekly=settings.weekly_brief,
        mail=mail or _mail(settings, line.clock),
        studio=open_studio(line, settings, painter, gallery),
    )


def open_desk(line: Line, settings: Settings) -> BriefDesk:
    """What making a brief of any span needs."""
    return BriefDesk(
        line=line,
        times=settings.briefs,
        is_holiday=is_korean_holiday,
        painter=MatplotlibPainter(),
    )


def open_studio(
    line: Line, settings: Settings, painter: Painter | None = None, gallery: Gallery | None = None
) -> Studio | None:
    """What pictures need, None where none can be drawn here."""
    if painter is None and not can_paint():
        return None
    return Studio(
        line=line,
        painter=painter or MatplotlibPainter(),
        gallery=gallery or _gallery(settings, line.clock),
        is_off=lambda day: not is_working_day(day, is_korean_holiday),
    )


def _gallery(settings: Settings, clock: Clock) -> Gallery:
    token = settings.slack_bot_token
    if token is None:
        return FolderGallery(settings.home / "pictures")
    api = SlackApi(token.get_secret_value(), clock=clock, api_url=settings.slack_api_url)
    return SlackGallery(api, clock)


def _mail(settings: Settings, clock: Clock) -> Mail | None:
    if settings.smtp_url is None or not settings.brief_mail_to:
        return None
    return SmtpMail(settings.smtp_url.get_secret_value(), settings.brief_mail_to, clock)
