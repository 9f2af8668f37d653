"""The process that children come from, and the children: the far side of sandbox.py.

    bot ──control── nursery (one thread, parsers loaded once) ──fork── child ──socket── bot

Forking this small, single-threaded process costs milliseconds and its memory is shared with the
children; the running bot itself is never forked. Neither store nor app is imported here.
"""

import gc
import importlib
import os
import pickle
import resource
import signal
import socket
import struct
import sys
from contextlib import suppress
from enum import IntEnum
from pathlib import Path

from bot.errors import SosikError

LENGTH = struct.Struct("!Q")  # in front of every message
ORDER = struct.Struct("!bqdQ")  # what, which child, CPU seconds a call, bytes of memory
PID = struct.Struct("!q")
SELDOM = 50_000  # new objects between two looks for garbage in a child, which lives for some hundred calls


class Order(IntEnum):
    """What the bot asks of the nursery."""

    FORK = 0
    REAP = 1


class Answer(IntEnum):
    """How a call in a child ended: with a value, with an error of ours, with any other one."""

    VALUE = 0
    ERROR = 1
    BROKEN = 2


def send(connection: socket.socket, message: bytes) -> None:
    """Sends a message behind its length."""
    connection.sendall(LENGTH.pack(len(message)) + message)


def receive(connection: socket.socket) -> bytearray | None:
    """The next message, None where the other side has gone."""
    head = _receive_exactly(connection, LENGTH.size)
    return None if head is None else _receive_exactly(connection, LENGTH.unpack(head)[0])


def _receive_exactly(connection: socket.socket, size: int) -> bytearray | None:
    body = bytearray(size)
    view = memoryview(body)
    while view:
        count = connection.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return body


def main(descriptor: int, modules: tuple[str, ...]) -> None:
    """Loads the modules, then forks a child whenever the bot asks, until the bot goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=descriptor)
    for name in modules:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    while True:
        order, sockets, _, _ = socket.recv_fds(control, ORDER.size, 1)
        if len(order) < ORDER.size:
            return
        what, pid, cpu_seconds, memory = ORDER.unpack(order)
        if what == Order.REAP:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        else:
            _fork(control, socket.socket(fileno=sockets[0]), cpu_seconds, memory)


def _fork(
    control: socket.socket, connection: socket.socket, cpu_seconds: float, memory: int
) -> None:
    pid = os.fork()
    if pid:
        connection.close()
        control.sendall(PID.pack(pid))
        return
    control.close()
    try:
        _limit(memory)
        _serve(connection, cpu_seconds)
    finally:
        os._exit(0)


def _limit(memory: int) -> None:
    """No core, no written file, no more memory than is granted beside what is mapped already."""
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    mapped = Path("/proc/self/statm")
    if mapped.exists():  # elsewhere (macOS) the kernel keeps no such promise
        pages = int(mapped.read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _serve(connection: socket.socket, cpu_seconds: float) -> None:
    gc.set_threshold(SELDOM)  # a document's tree is no garbage while it is read
    while (message := receive(connection)) is not None:
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent + cpu_seconds + 1), hard))
        send(connection, _answer(message))


def _answer(message: bytearray) -> bytes:
    try:
        function, argument = pickle.loads(message)  # noqa: S301 - the bot's own words
        return pickle.dumps((Answer.VALUE.value, function(argument)), pickle.HIGHEST_PROTOCOL)
    except SosikError as error:
        told = (type(error).__name__, str(error), vars(error))
        return pickle.dumps((Answer.ERROR.value, told))
    except Exception as error:  # noqa: BLE001 - whatever a parser raises is an answer, not our end
        return pickle.dumps((Answer.BROKEN.value, f"{type(error).__name__}: {error}"[:300]))
