"""One signal asks for an orderly end; a second one ends the process wherever it is, in silence."""

import subprocess
import sys

LIFE = """
import os, signal
from bot.app import stop_on_signals
stop = stop_on_signals()
os.kill(os.getpid(), signal.SIGINT)
print(stop.wait(5), flush=True)
try:
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()
except BaseException as error:
    print("raised", error, flush=True)
"""


def test_a_second_signal_ends_the_process_without_raising_into_what_runs():
    ended = subprocess.run(
        [sys.executable, "-c", LIFE], capture_output=True, text=True, timeout=60, check=False
    )

    assert (ended.stdout, ended.stderr, ended.returncode) == ("True\n", "", 130)
