"""One process of a fleet: `python -m tests.fakes.fleet_member worker|run HASTE BURN`.

`sosik worker` or `sosik run` with every pause of the outbox divided by HASTE, and with BURN seconds of a
child's processor spent on each page before it is read.
"""

import os
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from bot.adapters import clock
from bot.app import CHANNEL_PACE, App, Parts
from bot.inbound.cli.staying import stay
from bot.outbox import OutboxPolicy
from bot.settings import load_settings
from bot.stages import open_sandbox
from tests.fakes.burning import Burning

POLICY = OutboxPolicy()


def set_wrong(seconds: float) -> None:
    """Sets this process's clock wrong, as a machine's may be; its count of seconds goes on.

    libfaketime would do the same to more of it, but breaks sleeping and joining in Python 3.11.
    """
    real = time.time

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.fromtimestamp(time.time(), tz)

    time.time = lambda: real() + seconds
    clock.datetime = Wrong  # type: ignore[misc]  # the one module that reads the machine's clock


def main(haste: float, burn: float) -> None:
    if wrong := os.environ.get("FLEET_CLOCK"):
        set_wrong(float(wrong))
    settings = load_settings()
    policy = replace(POLICY, settle=POLICY.settle / haste, back_off=POLICY.back_off / haste)
    pool = open_sandbox(settings.children)
    parts = Parts(
        pace=timedelta() if haste > 50 else CHANNEL_PACE / haste,
        outbox=policy,
        sandbox=Burning(pool, burn) if burn else pool,
    )
    sys.exit(stay(settings, lambda: App(settings, parts)))


if __name__ == "__main__":
    main(float(sys.argv[2]), float(sys.argv[3]))
