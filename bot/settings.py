"""The settings: read once from the environment and `.env`, checked, then never changed.

Conventional names where they exist, ours begin with SOSIK_. `.env.example` and the README list every
one of them; a test says so.
"""

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.card.mistakes import mistake_words
from bot.errors import BadSettings
from bot.model import SummaryStyle
from bot.outbox import OnAmbiguous
from bot.summary.calendar import WeekTime

_MAIL_ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")
_KST = timezone(timedelta(hours=9))
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("mon 월", "tue 화", "wed 수", "thu 목", "fri 금", "sat 토", "sun 일")
    )
    for name in names.split()
}
_ASSIGNED = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", re.MULTILINE)
PROXIES = {"http", "https"}
ALIKE = 0.8  # how like a setting an unknown name is that means it


class Window(BaseModel, frozen=True):
    """A daily stretch of KST time, minutes after midnight; `start` > `end` spans midnight."""

    start: int
    end: int


def quiet_until(window: Window | None, moment: datetime) -> datetime:
    """The end of the quiet hours that the moment lies in, or the moment itself."""
    if window is None:
        return moment
    local = moment.astimezone(_KST)
    minute = local.hour * 60 + local.minute
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + timedelta(minutes=window.end)
    if window.start <= window.end:
        quiet = window.start <= minute < window.end
    else:
        quiet = minute >= window.start or minute < window.end
        if minute >= window.start:
            end += timedelta(days=1)
    return end.astimezone(UTC) if quiet else moment


class SlackMode(StrEnum):
    """How commands and buttons come from Slack."""

    SOCKET = "socket"
    HTTP = "http"


class Settings(BaseSettings):
    """Every setting, with its unit in its name or its docstring line in `.env.example`."""

    model_config = SettingsConfigDict(
        env_prefix="SOSIK_",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    home: Path = Field(default=Path("~/.sosik"))
    watchlists: Path | None = Field(default=None)
    feeds: Path | None = Field(default=None)
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")

    slack_bot_token: SecretStr | None = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(
        default=None, validation_alias="SLACK_SIGNING_SECRET"
    )
    slack_api_url: str = Field(default="https://slack.com/api/", validation_alias="SLACK_API_URL")
    slack_mode: SlackMode = Field(default=SlackMode.SOCKET)
    slack_bind: Annotated[tuple[str, int], NoDecode] = Field(default=("127.0.0.1", 3000))
    operators_channel: str | None = Field(default=None)
    console: Annotated[tuple[str, int] | None, NoDecode] = Field(default=("127.0.0.1", 8420))
    console_token: SecretStr | None = Field(default=None)
    metrics: Annotated[tuple[str, int] | None, NoDecode] = Field(default=None)
    on_ambiguous: OnAmbiguous = Field(default=OnAmbiguous.RECONCILE)

    allowed_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(default=())
    proxy: SecretStr | None = Field(default=None)
    contact: str | None = Field(default=None)
    naver_client_id: SecretStr | None = Field(default=None, validation_alias="NAVER_CLIENT_ID")
    naver_client_secret: SecretStr | None = Field(
        default=None, validation_alias="NAVER_CLIENT_SECRET"
    )
    host_gap_seconds: float = Field(default=2.0, ge=0, le=60)

    tick_seconds: float = Field(default=15.0, gt=0, le=300)
    gather_seconds: float = Field(default=90.0, ge=0, le=3600)
    workers: int = Field(default=4, ge=1, le=64)
    children: int = Field(default=1, ge=1, le=16)
    quiet_hours: Annotated[Window | None, NoDecode] = Field(default=None)
    briefs: Annotated[tuple[time, ...], NoDecode] = Field(
        default=(time(7, 30), time(11, 30), time(17, 30))
    )
    weekly_brief: Annotated[WeekTime | None, NoDecode] = Field(
        default=WeekTime(weekday=0, at=time(8, 0))
    )
    term_daily_cap: int = Field(default=20, ge=0, le=10_000)
    burst_cards: int = Field(default=10, ge=0, le=1_000)
    brief_mail_to: Annotated[tuple[str, ...], NoDecode] = Field(default=())
    smtp_url: SecretStr | None = Field(default=None, validation_alias="SMTP_URL")

    openai_base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_model: str | None = Field(default=None, validation_alias="OPENAI_MODEL")
    summary_tokens_a_day: int = Field(default=200_000, ge=0)
    summary_style: SummaryStyle = Field(default=SummaryStyle.PLAIN)
    summary_timeout: float = Field(default=8, gt=0, le=60)  # seconds
    openai_embedding_model: str | None = Field(
        default=None, validation_alias="OPENAI_EMBEDDING_MODEL"
    )
    embedding_alike: float | None = Field(default=None, gt=-1, lt=1)  # cosine
    embedding_weight: float | None = Field(default=None, ge=0, le=100)  # log-odds for a cosine of 1
    embedding_timeout: float = Field(default=3, gt=0, le=30)  # seconds

    retention_days: int = Field(default=30, ge=1, le=3650)
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info")

    @field_validator("allowed_networks", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if isinstance(value, str):
            try:
                return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
            except ValueError as error:
                raise ValueError("10.0.0.0/8처럼 쉼표로 이어 적어 주세요.") from error
        return value

    @field_validator("briefs", mode="before")
    @classmethod
    def _times(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            minutes = sorted({_minutes(part) for part in value.split(",") if part.strip()})
        except ValueError as error:
            raise ValueError("07:30,11:30,17:30처럼(한국 시각) 적거나 비워 주세요.") from error
        return tuple(time(minute // 60, minute % 60) for minute in minutes)

    @field_validator("brief_mail_to", mode="before")
    @classmethod
    def _addresses(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = tuple(part.strip() for part in value.split(",") if part.strip())
        if not all(_MAIL_ADDRESS.fullmatch(each) for each in found):
            raise ValueError("메일 주소를 쉼표로 이어 적어 주세요.")
        return found

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("smtp://", "smtps://")):
            raise ValueError("smtps://user:password@host:465처럼 적어 주세요.")
        return value

    @field_validator("proxy")
    @classmethod
    def _proxy_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in PROXIES or not parts.hostname:
            raise ValueError("http://host:3128처럼 적어 주세요.")
        return value

    @field_validator("openai_base_url")
    @classmethod
    def _openai(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError(
                "https://로(직접 띄운 모델이면 http://로) 시작하는 주소를 적어 주세요."
            )
        return value

    @field_validator("quiet_hours", mode="before")
    @classmethod
    def _window(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            start, end = (_minutes(part) for part in value.split("-", 1))
        except ValueError as error:
            raise ValueError("22:00-07:00처럼(한국 시각) 적어 주세요.") from error
        return Window(start=start, end=end)

    @field_validator("weekly_brief", mode="before")
    @classmethod
    def _week_time(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            day, clock = value.lower().split()
            minutes = _minutes(clock)
            return WeekTime(weekday=_WEEKDAYS[day], at=time(minutes // 60, minutes % 60))
        except (KeyError, ValueError) as error:
            raise ValueError("mon 08:00이나 월 08:00처럼(한국 시각) 적거나 비워 주세요.") from error

    @field_validator("slack_bind", "console", "metrics", mode="before")
    @classmethod
    def _host_and_port(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        if info.field_name in {"console", "metrics"} and not value.strip():
            return None
        host, _, port = value.strip().rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            raise ValueError("127.0.0.1:3000처럼 적어 주세요.")
        return host.strip("[]"), int(port)

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        if urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("https://로(시험 서버면 http://로) 시작하는 주소를 적어 주세요.")
        return value if value.endswith("/") else value + "/"

    @field_validator(
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "database_url",
        "proxy",
        "operators_channel",
        "console_token",
        "contact",
        "naver_client_id",
        "naver_client_secret",
        "watchlists",
        "feeds",
        "smtp_url",
        "openai_base_url",
        "openai_api_key",
        "openai_model",
        "openai_embedding_model",
        "embedding_alike",
        "embedding_weight",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("home", "watchlists", "feeds")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser()

    @model_validator(mode="after")
    def _tokens_look_right(self) -> Self:
        token = self.slack_bot_token
        if token is not None and not token.get_secret_value().startswith(("xoxb-", "xoxe.")):
            raise ValueError("SLACK_BOT_TOKEN에는 xoxb-로 시작하는 봇 토큰을 적어 주세요.")
        app = self.slack_app_token
        if app is not None and not app.get_secret_value().startswith("xapp-"):
            raise ValueError("SLACK_APP_TOKEN에는 xapp-로 시작하는 앱 토큰을 적어 주세요.")
        return self

    @model_validator(mode="after")
    def _embeddings_are_weighed(self) -> Self:
        """Cosines of models differ: a value that suits one makes grouping by another worse."""
        if self.openai_embedding_model and None in {self.embedding_alike, self.embedding_weight}:
            raise ValueError(
                "OPENAI_EMBEDDING_MODEL을 쓰려면 그 모델에 맞는 SOSIK_EMBEDDING_ALIKE와"
                " SOSIK_EMBEDDING_WEIGHT도 적어 주세요. (저장소에서 python -m bench.meanings로 잽니다)"
            )
        return self

    @property
    def naver_key(self) -> tuple[str, str] | None:
        """Name and secret of the Naver search's key, None where one of them is missing."""
        if self.naver_client_id is None or self.naver_client_secret is None:
            return None
        return self.naver_client_id.get_secret_value(), self.naver_client_secret.get_secret_value()

    @property
    def database(self) -> str:
        """The database address; an SQLite file under the home folder by default."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'sosik.sqlite3'}"

    @property
    def gather(self) -> timedelta:
        """How long a new story waits for other outlets before its card goes out."""
        return timedelta(seconds=self.gather_seconds)

    @property
    def tick(self) -> timedelta:
        """The sweep period: the longest that a lost wake-up can cost."""
        return timedelta(seconds=self.tick_seconds)


def _minutes(text: str) -> int:
    hours, minutes = (int(part) for part in text.strip().split(":"))
    if not (0 <= hours < 24 and 0 <= minutes < 60):
        raise ValueError(text)
    return hours * 60 + minutes


def load_settings(env_file: Path | None = None) -> Settings:
    """The settings of this environment.

    `.env` in the working folder is read where `env_file` is not given; the environment wins.

    Raises:
        BadSettings: names each wrong variable and what it should hold.
    """
    file = env_file or _env_file()
    try:
        return Settings(_env_file=file)  # type: ignore[call-arg]  # pydantic-settings' own keyword
    except ValidationError as error:
        lines = [
            _explain(item["loc"], mistake_words(item["type"], item.get("ctx", {})))
            for item in error.errors()
        ]
        raise BadSettings("설정을 고쳐 주세요.\n" + "\n".join(lines)) from error
    except UnicodeDecodeError as error:
        raise BadSettings(f"{file}: UTF-8로 저장해 주세요.") from error


def _env_file() -> Path:
    return Path(os.environ.get("SOSIK_ENV_FILE", ".env"))


def _explain(location: tuple[int | str, ...], message: str) -> str:
    name = str(location[0]) if location else ""
    return f"  {_variable(name)}: {message}" if name else f"  {message}"


def _variable(name: str) -> str:
    field = Settings.model_fields.get(name)
    return str((field.validation_alias if field else None) or f"SOSIK_{name.upper()}")


def unknown_names(env_file: Path | None = None) -> Sequence[tuple[str, str]]:
    """Names in the file and ours in the environment that are no setting, each with the likely one.

    The likely one is empty where none is like it; a name that is not ours is told only beside one.
    """
    file = env_file or _env_file()
    known = [_variable(name) for name in Settings.model_fields]
    content = file.read_text("utf-8", "replace") if file.is_file() else ""
    written = _ASSIGNED.findall(content)
    found = {}
    for name in [*written, *(name for name in os.environ if name.startswith("SOSIK_"))]:
        likely = get_close_matches(name, known, n=1, cutoff=ALIKE)
        if name.upper() not in known and (
            likely or (name in written and name.startswith("SOSIK_"))
        ):
            found[name] = likely[0] if likely else ""
    return list(found.items())
