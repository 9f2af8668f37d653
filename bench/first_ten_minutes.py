"""A new user's first ten minutes, played for real against npm `emulate`, written down as it comes.

    python -m bench.first_ten_minutes [--out docs/first-ten-minutes.md] [--skip-install]

Installs from this checkout, checks, invites, runs, and asks; three invented outlets on the loopback
publish one story and one update. Slack's Web API is emulate 0.11.2 behind a small shim that adds the
Socket Mode which it lacks. All settings but addresses are the defaults, so it takes about ten minutes.
Needs Node and npm; what stands in the file is what the programs printed and what the channel showed.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.fakes.emulate import PACKAGE, emulate
from tests.fakes.emulate_shim import EmulateShim
from tests.fakes.outlet import Outlet
from tests.fakes.slack_people import Mailbox, action_body, command_body
from tests.fakes.slack_reader import as_read
from tests.fakes.slack_socket import FakeSocketMode
from tests.fakes.slack_workspace import Json

ROOT = Path(__file__).resolve().parent.parent
CHANNEL = "ai-infra"
PATIENCE = 300.0  # seconds for anything to come about
OUTLETS = (("127.1.0.1", "한빛통신"), ("127.1.0.2", "새벽경제"), ("127.1.0.3", "누리뉴스"))
WATCHLIST = """\
name: AI 인프라
channels: ["#ai-infra"]
terms:
  - {name: KT클라우드, aliases: [KT Cloud, 케이티클라우드]}
"""
TODAY = f"{datetime.now(timezone(timedelta(hours=9))).day}일"
LEDE = f"가람반도체는 {TODAY} 충북 청주에 고대역폭메모리(HBM) 전용 공장을 짓는다고 밝혔다."
FIRST = (
    f"{LEDE} 투자 규모는 1조2000억원이다.\n"
    "공장은 내년 3월 착공해 2028년 하반기에 가동한다. 회사는 300명을 새로 뽑을 계획이다.\n"
    "업계에서는 인공지능 서버에 들어가는 HBM 수요가 이어질 것으로 보고 있다."
)
REWRITE = (
    f"가람반도체가 청주에 1조2000억원을 들여 HBM 공장을 세운다. 회사는 {TODAY} 이런 계획을 내놓았다.\n"
    "새 공장은 내년 3월 첫 삽을 뜨고 2028년 하반기에 돌아간다. 새로 뽑는 사람은 300명이다.\n"
    "인공지능 서버용 HBM 수요가 이어진다는 판단에 따른 것이다."
)
UPDATE = (
    f"{LEDE}\n가람반도체는 투자 규모를 2조5000억원으로 늘린다고 이날 다시 밝혔다.\n"
    "처음 발표한 1조2000억원의 두 배가 넘는다. 채용도 700명으로 늘린다.\n"
    "김가람 대표는 “고객사 요청이 예상보다 많았다”고 설명했다."
)
OLD = (
    (
        "export",
        "지난달 반도체 수출 늘어",
        "지난달 반도체 수출이 늘었다. 정부는 이달도 비슷하게 본다.",
    ),
    ("price", "HBM 값 석 달째 올라", "HBM 값이 석 달째 올랐다. 공급이 수요를 따르지 못해서다."),
    ("school", "나래공대, 고대역폭메모리 강좌 연다", "나래공대가 고대역폭메모리 강좌를 연다."),
)


# --- the play -----------------------------------------------------------------------------------


@dataclass
class Play:
    """The workspace, the bot, and the page that is written."""

    shim: EmulateShim
    sockets: FakeSocketMode
    mailbox: Mailbox
    folder: Path
    sosik: str
    page: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.began = time.monotonic()
        listed = self.shim.ask("conversations.list", types="public_channel")["channels"]
        self.channel = next(one["id"] for one in listed if one["name"] == CHANNEL)
        people = self.shim.ask("users.list")["members"]
        self.user = next(one["id"] for one in people if one["name"] == "minji")

    def say(self, text: str) -> None:
        """A line of prose."""
        self.page.append(text)
        print(text, flush=True)

    def step(self, title: str) -> None:
        """A heading with the time since the beginning."""
        minutes, seconds = divmod(int(time.monotonic() - self.began), 60)
        self.say(f"\n## {minutes}:{seconds:02d} {title}\n")

    def show(self, text: str, kind: str = "text") -> None:
        """Output as it came, but for the folder that it was played in."""
        told = text.strip().replace(str(self.folder), "/home/minji")
        self.say(f"```{kind}\n{told}\n```\n")

    def command(self, *words: str) -> None:
        """A command in a shell and what it prints."""
        done = subprocess.run(
            [self.sosik, *words],
            cwd=self.folder,
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        line = " ".join(f'"{w}"' if "#" in w else w for w in words)
        told = done.stdout + done.stderr
        self.show(f"$ sosik {line}\n{told}(exit {done.returncode})", "console")

    def history(self) -> list[Json]:
        found = self.shim.ask("conversations.history", channel=self.channel)["messages"]
        return [each for each in reversed(found) if each.get("blocks")]

    def replies(self, ts: str) -> list[Json]:
        found = self.shim.ask("conversations.replies", channel=self.channel, ts=ts)["messages"]
        return [each for each in found if each["ts"] != ts and each.get("blocks")]

    def ask(self, text: str) -> Json:
        """`/watch text`, typed in the channel; shows the answer."""
        body = command_body(text, self.user, self.channel, self.mailbox.url)
        answer = self._answered(lambda: self.sockets.send("slash_commands", body))
        self.show(f"/watch {text}\n\n{as_read(answer['blocks'])}")
        return answer

    def press(self, message: Json, label: str) -> Json:
        """A button pressed; shows the answer."""
        button = next(
            element
            for block in message["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if element["text"]["text"] == label
        )
        ts = message.get("ts", "1.0")
        body = action_body(button, self.user, self.channel, self.mailbox.url, ts)
        answer = self._answered(lambda: self.sockets.send("interactive", body))
        where = "댓글" if answer.get("thread_ts") else "나에게만"
        self.show(f"[{label}]  ({where})\n\n{as_read(answer['blocks'])}")
        return answer

    def _answered(self, act: Callable[[], object]) -> Json:
        before = len(self.mailbox.answers)
        act()
        self.until(lambda: len(self.mailbox.answers) > before, "an answer")
        return self.mailbox.answers[before]

    def until(self, rule: Callable[[], object], what: str) -> None:
        """Waits for it to come about."""
        end = time.monotonic() + PATIENCE
        while not rule():
            if time.monotonic() > end:
                sys.exit(f"did not come about: {what}")
            time.sleep(0.5)


def clean_environment() -> dict[str, str]:
    """Nothing of this machine's own settings."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
    return {key: os.environ[key] for key in kept if key in os.environ} | {"COLUMNS": "100"}


def install(folder: Path) -> tuple[str, str]:
    """A fresh clone set up as the README says; the program and what was printed."""
    began = time.monotonic()
    clone = folder / "sosik"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    subprocess.run(["make", ".venv/.ready"], cwd=clone, check=True, capture_output=True)
    took = time.monotonic() - began
    told = f"$ git clone … sosik && cd sosik && make .venv/.ready\n({took:.0f} s)"
    return str(clone / ".venv" / "bin" / "sosik"), told


@contextmanager
def running(play: Play) -> Iterator[None]:
    """`sosik run`, for the length of the block."""
    with (play.folder / "run.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [play.sosik, "run"], cwd=play.folder, env=clean_environment(), stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def prepare(folder: Path, url: str, outlets: Sequence[Outlet]) -> str:
    """The new user's `.env`, watchlist and feeds; returns the `.env` as a reader may see it."""
    (folder / "watchlists").mkdir()
    (folder / "watchlists" / "ai-infra.yaml").write_text(WATCHLIST, "utf-8")
    rows = [f'  - {{url: "{each.url}/rss", outlet: {each.name}, every: 1m}}' for each in outlets]
    (folder / "watchlists" / "feeds.yaml").write_text("feeds:\n" + "\n".join(rows) + "\n", "utf-8")
    (folder / "home").mkdir()
    env = (
        "SLACK_BOT_TOKEN=xoxb-emulated\nSLACK_APP_TOKEN=xapp-1-emulated\n"
        f"SLACK_API_URL={url}\nSOSIK_ALLOWED_NETWORKS=127.0.0.0/8\n"
        f"SOSIK_HOME={folder / 'home'}\nSOSIK_CONTACT=https://desk.example\n"
    )
    (folder / ".env").write_text(env, "utf-8")
    return "\n".join(line for line in env.splitlines() if not line.startswith("SOSIK_HOME"))


def play_all(play: Play, outlets: Sequence[Outlet], env: str) -> None:
    """The ten minutes, from the check on."""
    one, two, three = outlets
    play.step("토큰 두 개를 .env에 붙이고 점검합니다")
    play.show(env.replace(play.shim.url, "http://127.0.0.1:…/api/  # emulate"), "ini")
    play.command("slack", "check", f"#{CHANNEL}")
    play.step("채널에서 /invite @sosik")
    play.shim.ask("conversations.join", channel=play.channel)
    play.command("slack", "check", f"#{CHANNEL}")
    play.say("채널에 온 견본 카드:\n")
    play.show(as_read(play.history()[-1]["blocks"]))
    play.step("sosik run")
    before, began = len(play.history()), time.monotonic()
    with running(play):
        play.until(lambda: len(play.history()) > before, "the welcome card")
        play.say(f"{time.monotonic() - began:.0f}초 뒤 채널에 온 인사:\n")
        play.show(as_read(play.history()[-1]["blocks"]))
        play.until(lambda: play.sockets.live, "the socket")
        time.sleep(75)  # every feed was read once: what stood in it is kept and not told
        play.step("감시어를 더합니다: 최근 기사에서 무엇이 걸렸을지 함께 답합니다")
        play.ask("add HBM, 고대역폭메모리")
        news(play, one, two, three)
        play.command("doctor")


def news(play: Play, one: Outlet, two: Outlet, three: Outlet) -> None:
    """A story with three outlets and an update; mute; why."""
    play.step(f"{one.name}이 기사를 냅니다")
    before = len(play.history())
    url = one.publish("hbm", "가람반도체, 청주에 1조2000억원 HBM 공장", FIRST)
    play.until(lambda: len(play.history()) > before, "the card")
    card = play.history()[-1]
    play.show(as_read(card["blocks"]))
    play.step(f"{two.name}와 {three.name}가 뒤따릅니다: 같은 카드의 매체 수만 바뀝니다")
    two.publish("garam", "가람반도체, 청주에 1조2000억원 HBM 공장", FIRST)
    three.publish("plant", "청주에 HBM 공장 세우는 가람반도체…1조2000억원 투자", REWRITE)
    play.until(lambda: "외 2개 매체" in as_read(play.history()[-1]["blocks"]), "two more outlets")
    card = play.history()[-1]
    play.show(as_read(card["blocks"]))
    play.say(f"채널의 메시지 수: {len(play.history()) - before} (카드 한 장)\n")
    play.step("새 사실이 나옵니다: 카드의 댓글로")
    one.publish("more", "가람반도체, 청주 HBM 공장 투자 2조5000억원으로 확대(종합)", UPDATE)
    play.until(lambda: play.replies(card["ts"]), "the reply")
    play.show(as_read(play.replies(card["ts"])[-1]["blocks"]))
    decide(play, card, url)


def decide(play: Play, card: Json, url: str) -> None:
    """Why, who handles it, mute, list, status and the window."""
    play.step("왜 왔는지 묻고, 맡고, 끕니다")
    play.press(card, "왜 왔나")
    play.press(card, "확인")
    play.until(lambda: "담당" in as_read(play.history()[-1]["blocks"]), "the card says who")
    play.say("카드에도 담당이 남습니다:\n")
    play.show(as_read(play.history()[-1]["blocks"]))
    play.press(card, "음소거")
    play.ask("mute HBM 1시간")
    play.ask(f"why {url}")
    play.ask("목록")
    play.ask("상태")


def main() -> int:
    """Plays it and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "first-ten-minutes.md")
    parser.add_argument("--skip-install", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outlets = [Outlet(host, outlet) for host, outlet in OUTLETS]
        for outlet, old in zip(outlets, OLD, strict=True):
            outlet.publish(*old)
        (folder / "slack").mkdir()
        sockets, mailbox = FakeSocketMode(), Mailbox()
        with emulate(folder / "slack", CHANNEL) as server:
            shim = EmulateShim(server, sockets)
            env = prepare(folder, shim.url, outlets)
            play = Play(
                shim=shim,
                sockets=sockets,
                mailbox=mailbox,
                folder=folder,
                sosik=str(Path(sys.executable).parent / "sosik"),
            )
            play.say(HEAD.format(package=PACKAGE))
            if not options.skip_install:
                play.step("설치")
                play.sosik, told = install(folder)
                play.show(told, "console")
            play_all(play, outlets, env)
            shim.stop()
        for stopping in (sockets, mailbox):
            stopping.stop()
        for outlet in outlets:
            outlet.close()
    options.out.write_text("\n".join(play.page) + "\n", encoding="utf-8")
    return 0


HEAD = """\
# 처음 10분

새 사용자의 처음 10분을 실제로 돌려 적은 기록입니다. `python -m bench.first_ten_minutes`가 만듭니다.
슬랙은 {package}(독립적인 슬랙 호환 서버), 매체 세 곳과 기사는 지어낸 것이고, 나머지 출력은 모두
프로그램이 낸 그대로입니다. 제목 앞의 숫자는 시작한 뒤 지난 분:초입니다. [버튼]은 대괄호로 적었습니다.
"""


if __name__ == "__main__":
    sys.exit(main())
