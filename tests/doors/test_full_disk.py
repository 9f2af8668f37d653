"""A disk that is full at any moment: nothing lost, nothing twice, said in words, no crash."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import product
from threading import Event

import pytest
from sqlalchemy import Engine, event

from bot.adapters.memory import ChatFault
from bot.adapters.store.tables import metadata
from bot.commands.checkup import Level
from bot.errors import StoreBusy, StoreFull
from bot.fleet import passing, when_there
from bot.model import Job, JobKind
from bot.outcry import FULL, LEAST_FREE, PROBED_EVERY, Outcry, room_check
from bot.settings import Settings
from bot.tables import Tables, load_tables
from bot.watch.gazetteer import EMPTY
from tests.fakes.killed_line import FUSED_PORTS, Fused
from tests.fakes.small_town import Town

LIST = '{name: 시험, channels: ["#test"], terms: [{name: 가람반도체}, {name: 나래조선}]}'
GARAM = "가람반도체, 청주에 1조2000억원 공장 짓는다"
NARAE = "나래조선, 울산에서 쇄빙선 4척 수주했다"
STEPS = "".join(
    f"{number}번 블록은 {number + 3}월에 바다에 띄우고 {number * 7}명이 마무리를 맡는다고 회사는 밝혔다.\n"
    for number in range(1, 120)
)  # more than a page of the database
GARAM_TEXT = f"가람반도체는 20일 청주에 새 공장을 짓는다고 밝혔다. 1조2000억원을 들인다.\n{STEPS}"
NARAE_TEXT = f"나래조선은 20일 쇄빙선 4척을 1조5000억원에 수주했다고 밝혔다. 2029년까지 짓는다.\n{STEPS[::-1]}"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return replace(load_tables(), gazetteer=EMPTY)


class Disk:
    """SQLite files that grow no more while it is full (`PRAGMA max_page_count`).

    What fits into the pages there are would still be written; so every write needs a new page, too,
    by temporary triggers that put ballast beside it.
    """

    ROOMY = 1 << 30
    WRITES = ("INSERT", "UPDATE", "DELETE")

    def __init__(self):
        self._connections = []
        self._spare = None

    def on_connect(self, connection, _record):
        self._connections.append(connection)
        self._limit(connection)

    def prepare(self):
        """To be called once, when the tables are there."""
        for writer in self._writers():
            writer.execute("CREATE TABLE IF NOT EXISTS ballast (stone BLOB)")

    def _writers(self):
        return [c for c in self._connections if c.execute("PRAGMA query_only").fetchone() == (0,)]

    def _limit(self, connection):
        limit = self.ROOMY
        if self._spare is not None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            limit = pages + self._spare
        connection.execute(f"PRAGMA max_page_count={limit}")

    def fill(self, spare=0):
        self._spare = spare
        for connection in self._connections:
            self._limit(connection)
        for table, write in product(metadata.tables, self.WRITES):
            for writer in self._writers():
                writer.execute(
                    f"CREATE TEMP TRIGGER IF NOT EXISTS {table}_{write} BEFORE {write} "
                    f"ON main.{table} BEGIN INSERT INTO ballast VALUES (zeroblob(8192)); END"
                )

    def free(self):
        self._spare = None
        for table, write in product(metadata.tables, self.WRITES):
            for writer in self._writers():
                writer.execute(f"DROP TRIGGER IF EXISTS temp.{table}_{write}")
        for connection in self._connections:
            self._limit(connection)


@pytest.fixture
def disk():
    disk = Disk()
    event.listen(Engine, "connect", disk.on_connect)
    yield disk
    event.remove(Engine, "connect", disk.on_connect)


@pytest.fixture
def town(tmp_path, tables, disk):
    town = Town(tmp_path, tables, settings={"briefs": ""}, watchlists={"a.yaml": LIST})
    town.outlets("ga", "na")
    town.open()
    disk.prepare()
    town.pass_minutes(3)
    yield town
    disk.free()
    town.app.close()


def publish(town):
    town.news("ga", "a", GARAM, GARAM_TEXT, summary=GARAM_TEXT[:1_500])
    town.news("na", "b", NARAE, NARAE_TEXT, summary=NARAE_TEXT[:1_500])


def told(town):
    return sorted(message.card.headline for message in town.chat.messages)


def waiting(town):
    return town.app.store.entries.waiting(town.clock.now().replace(year=2100), 99)


@pytest.mark.parametrize("spare", range(0, 120, 10))
def test_a_disk_that_fills_up_at_some_moment_loses_and_doubles_nothing(town, disk, spare):
    disk.fill(spare)
    publish(town)
    town.pass_minutes(12)
    troubles = list(town.errors)
    disk.free()

    town.pass_minutes(40)

    assert all(isinstance(error, StoreFull) for error in troubles)
    assert troubles
    assert told(town) == sorted([GARAM, NARAE])
    assert list(waiting(town)) == []


class Brink:
    """Fills the disk at the n-th moment of that name."""

    def __init__(self, disk, name):
        self.disk, self.name, self.reached = disk, name, False

    def moment(self, name):
        if name == self.name and not self.reached:
            self.reached = True
            self.disk.fill()


MOMENTS = [
    "before feeds.save_poll",
    "after feeds.save_poll",
    "before pages.read",
    "before placing",
    "before desk.save",
    "after desk.save",
    "before desk.promise",
    "after placing",
    "before leases.take",
    "before alerts.swap",
    "before chat.post",
    "after chat.post",
    "after alerts.swap",
]


@pytest.mark.parametrize("name", MOMENTS)
def test_a_disk_that_is_full_from_a_named_moment_on_loses_and_doubles_nothing(town, disk, name):
    brink = Brink(disk, name)
    line = town.app.line
    town.app.line = replace(
        line,
        **{port: Fused(getattr(line, port), port, brink) for port in FUSED_PORTS},
        readers={kind: Fused(reader, "reader", brink) for kind, reader in line.readers.items()},
    )
    publish(town)
    town.pass_minutes(12)
    reached, troubles = brink.reached, list(town.errors)
    disk.free()

    town.pass_minutes(40)

    assert reached
    assert troubles
    assert all(isinstance(error, StoreFull) for error in troubles)
    assert told(town) == sorted([GARAM, NARAE])
    assert list(waiting(town)) == []


def test_the_operators_hear_of_it_once_without_the_store(town, disk):
    work = Outcry(town.app.line, "#ops").around(town.app.work)
    town.app.queue.start(lambda job: tried(work, job))
    disk.fill()
    publish(town)
    town.pass_minutes(12)
    heard = [m.card.headline for m in town.chat.messages if m.receipt.channel == "#ops"]
    disk.free()

    town.pass_minutes(40)

    assert heard == [FULL]
    assert told(town) == sorted([FULL, GARAM, NARAE])


def test_the_operators_hear_of_a_disk_that_is_full_anew(town, disk):
    work = Outcry(town.app.line, "#ops").around(town.app.work)
    town.app.queue.start(lambda job: tried(work, job))
    for _ in range(2):
        disk.fill()
        town.pass_minutes(12)
        disk.free()
        town.pass_minutes(60)

    heard = [m.card.headline for m in town.chat.messages if m.receipt.channel == "#ops"]
    assert heard == [FULL, FULL]


def test_the_operators_hear_once_of_a_disk_that_is_full_now_and_again(town, disk):
    work = Outcry(town.app.line, "#ops").around(town.app.work)
    town.app.queue.start(lambda job: tried(work, job))
    for _ in range(6):
        disk.fill()
        town.pass_minutes(5)
        disk.free()
        town.pass_minutes(5)

    heard = [m.card.headline for m in town.chat.messages if m.receipt.channel == "#ops"]
    assert heard == [FULL]


@pytest.mark.parametrize("fault", [ChatFault.THROTTLED, ChatFault.TAKEN_BUT_UNKNOWN])
def test_the_operators_hear_of_it_once_whatever_the_chat_does(town, disk, fault):
    work = Outcry(town.app.line, "#ops").around(town.app.work)
    town.app.queue.start(lambda job: tried(work, job))
    disk.fill()
    publish(town)
    town.chat.fail(fault)

    town.pass_minutes(12)

    heard = [m.card.headline for m in town.chat.messages if m.receipt.channel == "#ops"]
    assert heard == [FULL]


def a_fleet(town, size=3):
    """The work of so many workers on one store, each with its own memory of the full disk."""
    return [Outcry(town.app.line, "#ops").around(town.app.work) for _ in range(size)]


def heard(town):
    return [m.card.headline for m in town.chat.messages if m.receipt.channel == "#ops"]


def all_work(town, fleet, minutes):
    for _ in range(minutes):
        for work in fleet:
            town.app.queue.stop(timedelta())
            town.app.queue.start(lambda job, work=work: tried(work, job))
            town.app.queue.put(Job(kind=JobKind.SWEEP, key=""))
        town.clock.advance(timedelta(minutes=1))


def test_a_fleet_says_it_once_and_again_after_hours(town, disk):
    fleet = a_fleet(town)
    disk.fill()
    all_work(town, fleet, 12)
    once = heard(town)

    all_work(town, a_fleet(town), 60)  # as after a restart
    still = heard(town)
    all_work(town, fleet, 6 * 60 - 12 - 60 + 30)

    assert (once, still, heard(town)) == ([FULL], [FULL], [FULL, FULL])


def test_a_fleet_says_anew_of_a_disk_that_is_full_anew(town, disk):
    fleet = a_fleet(town)
    for _ in range(2):
        disk.fill()
        all_work(town, fleet, 12)
        disk.free()
        all_work(town, fleet, 60)

    assert heard(town) == [FULL, FULL]


class Meanwhile:
    """A Chat in which something happens while somebody looks for a message."""

    def __init__(self, chat, happens):
        self._chat, self._happens = chat, happens

    def __getattr__(self, name):
        return getattr(self._chat, name)

    def find(self, *asked):
        found = self._chat.find(*asked)
        happens, self._happens = self._happens, lambda: None
        happens()
        return found


def test_two_workers_that_meet_it_at_the_same_moment_say_it_once(town, disk):
    def fail(_job):
        raise StoreFull("full")

    job, line = Job(kind=JobKind.SWEEP, key=""), town.app.line
    other = Outcry(line, "#ops").around(fail)
    chat = Meanwhile(line.chat, lambda: tried(other, job))
    one = Outcry(replace(line, chat=chat), "#ops").around(fail)

    tried(one, job)
    tried(other, job)

    assert heard(town) == [FULL]


def test_a_channel_that_cannot_be_read_hears_of_it_all_the_same(town, disk):
    (work,) = a_fleet(town, 1)
    disk.fill()
    publish(town)
    town.chat.fail(ChatFault.READ_BACK_FAILED)

    all_work(town, [work], 12)

    assert heard(town) == [FULL]


def test_outlets_are_hardly_asked_while_nothing_they_say_can_be_kept(town, disk):
    work = Outcry(town.app.line, None).around(town.app.work)
    town.app.queue.start(lambda job: tried(work, job))
    publish(town)
    town.fetched.clear()
    disk.fill()
    for _ in range(4 * 12):  # the tick of an hour's fifth
        sweep(town, seconds=15)
    asked = len(town.fetched)
    disk.free()

    town.pass_minutes(12)

    assert asked <= 12 + 1  # one a minute to see whether there is room, whatever waits
    assert told(town) == sorted([GARAM, NARAE])
    assert list(waiting(town)) == []


def test_what_is_read_goes_on_at_once_where_there_is_room_again(town, disk):
    work = Outcry(town.app.line, None).around(town.app.work)
    town.app.queue.start(lambda job: tried(work, job))
    publish(town)
    disk.fill()
    sweep(town, seconds=15)
    disk.free()
    town.clock.advance(PROBED_EVERY)
    town.fetched.clear()

    sweep(town, seconds=15)

    assert {f"https://{name}.example/rss" for name in ("ga", "na")} <= set(town.fetched)


def test_pages_are_hardly_asked_for_where_only_a_polls_small_change_finds_room(town, disk):
    def work(job):
        (disk.free if job.kind is JobKind.POLL else disk.fill)()
        return town.app.work(job)

    work = Outcry(town.app.line, None).around(work)
    town.app.queue.start(lambda job: tried(work, job))
    publish(town)

    for _ in range(4 * 12):
        sweep(town, seconds=15)
    pages = [url for url in town.fetched if "/view/" in url]

    assert 2 <= len(pages) <= 12 + 1


def tried(work, job):
    with suppress(StoreFull):
        work(job)


def sweep(town, *, seconds):
    town.app.queue.put(Job(kind=JobKind.SWEEP, key=""))
    town.clock.advance(timedelta(seconds=seconds))


def test_a_start_on_a_full_disk_waits_for_room(tmp_path):
    tries = [StoreFull("full"), "there"]

    def make():
        found = tries.pop(0)
        if isinstance(found, StoreFull):
            raise found
        return found

    settings = Settings(_env_file=None, home=tmp_path)

    assert when_there(make, Event(), passing(settings)) == "there"


def test_a_start_on_a_file_that_somebody_holds_says_so(tmp_path):
    def make():
        raise StoreBusy("held")

    with pytest.raises(StoreBusy):
        when_there(make, Event(), passing(Settings(_env_file=None, home=tmp_path)))


@pytest.mark.parametrize(("free", "warns"), [(LEAST_FREE - 1, True), (LEAST_FREE, False)])
def test_doctor_warns_before_the_disk_is_full(free, warns):
    checks = room_check(free)

    assert [check.level for check in checks] == [Level.WARNING] * warns
    assert all(f"{free}MB" in check.message for check in checks)
