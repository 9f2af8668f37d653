"""Workers on one PostgreSQL, killed and cut off: nothing lost, nothing doubled, order kept."""

import time

import pytest

from tests.fakes.crashing_server import crashing_server
from tests.fakes.fleet import fleet
from tests.fakes.press import Size


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_worker_killed_and_the_database_restarted_lose_and_double_nothing(
    tmp_path,
):
    size = Size(hosts=4, feeds=8, waves=3, channels=4)
    with crashing_server() as server, fleet(tmp_path, server.url, size, workers=2) as crew:
        crew.prime()
        crew.publish()
        time.sleep(1.5)
        crew.kill()
        crew.publish()
        time.sleep(1.5)
        server.crash()
        crew.publish()
        sent = crew.sent(90)
        verdict = crew.verdict()
        codes = crew.stop()

    assert sent == size.events
    assert (verdict.articles_lost, verdict.cards_lost, verdict.cards_doubled) == (0, 0, 0)
    assert (verdict.out_of_order, verdict.impolite, verdict.waiting) == (0, 0, 0)
    assert codes == [0, 0]
