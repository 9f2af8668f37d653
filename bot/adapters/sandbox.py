"""The child pool: untrusted bytes are parsed where they can kill nobody (nursery.py is its far side).

A call costs about a tenth of a millisecond beside its work. A child that dies, overstays or eats
too much is replaced; after some hundred calls each child makes room for a fresh one.
"""

import io
import json
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from queue import LifoQueue
from typing import TypeVar, cast

from typing_extensions import override

from bot import errors
from bot.adapters.nursery import ORDER, PID, Answer, Order, receive, send
from bot.errors import BadPage, SosikError
from bot.ports import Sandbox

A = TypeVar("A")
R = TypeVar("R")

_NURSERY = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from bot.adapters import nursery; nursery.main(int(sys.argv[2]), tuple(sys.argv[3:]))"
# What the children may know of our environment; tokens and addresses are not among it.
_HARMLESS = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "TMPDIR")
_ANSWERS = ("bot.model", "bot.text", "datetime")  # modules whose classes an answer may hold
CLOSING_SECONDS = 2  # for the nursery to end by itself
READY_SECONDS = 60  # for the nursery to load its modules on a busy machine


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLimits:
    """What a child may use: CPU and wall time a call, memory beside its own, calls in its life."""

    cpu: timedelta = timedelta(seconds=3)
    wall: timedelta = timedelta(seconds=5.5)
    memory: int = 512 * 1024 * 1024  # bytes
    calls: int = 500


class InlineSandbox(Sandbox):
    """Calls in this very process, without any limit: for tests and trusted bytes alone."""

    @override
    def call(self, function: Callable[[A], R], argument: A) -> R:
        """What `function(argument)` returns.

        Raises:
            BadPage: reason "broken": the function raised what is not ours.
        """
        try:
            return function(argument)
        except SosikError:
            raise
        except Exception as error:
            raise _broken(f"{type(error).__name__}: {error}") from error

    @override
    def close(self) -> None:
        """Does nothing: there is nothing to end."""


class ChildPool(Sandbox):
    """At most `size` limited children; a call beyond them waits for one to be free.

    `preload` names the modules whose functions will be called, so that they load once. Nothing
    runs before the first call. Threads may share the pool.
    """

    def __init__(
        self,
        *,
        size: int = 2,
        limits: SandboxLimits = SandboxLimits(),
        preload: Sequence[str] = ("bot.adapters.feeds",),
    ) -> None:
        self._limits = limits
        self._nursery = _Nursery(limits, tuple(preload))
        self._places: LifoQueue[_Child | None] = LifoQueue()
        self._closed = False
        for _ in range(size):
            self._places.put(None)

    @override
    def call(self, function: Callable[[A], R], argument: A) -> R:
        """What `function(argument)` returns, computed in a child.

        Raises:
            BadPage: reason "hostile" (killed or died) or "broken" (it raised what is not ours).
        """
        request = pickle.dumps((function, argument), pickle.HIGHEST_PROTOCOL)
        place = self._places.get()
        try:
            child = self._living(place)
            place = None
            answer = self._ask(child, request)
            if child.calls < self._limits.calls:
                place = child
            else:
                self._retire(child)
        finally:
            self._places.put(place)
        return cast("R", _unpacked(answer))

    def _living(self, child: "_Child | None") -> "_Child":
        if self._closed:
            raise RuntimeError("the sandbox is closed")
        if child is not None and child.is_idle():
            return child
        if child is not None:
            self._retire(child)
        return self._nursery.bear()

    def _ask(self, child: "_Child", request: bytes) -> bytearray:
        try:
            return child.ask(request, self._limits.wall.total_seconds())
        except OSError as error:
            self._retire(child)
            raise BadPage(
                "The document could not be parsed within time and memory; it is left out.",
                reason="hostile",
            ) from error

    def _retire(self, child: "_Child") -> None:
        child.kill()
        self._nursery.reap(child.pid)

    @override
    def close(self) -> None:
        """Ends the children. Repeats do nothing."""
        self._closed = True
        while not self._places.empty():
            child = self._places.get_nowait()
            if child is not None:
                self._retire(child)
        self._places.put(None)
        self._nursery.close()


class _Child:
    """One child, seen from the bot."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.calls = 0
        self._connection = connection

    def is_idle(self) -> bool:
        """Whether it still listens; one that says something unasked has died."""
        return not select.select([self._connection], [], [], 0)[0]

    def ask(self, request: bytes, seconds: float) -> bytearray:
        """Its answer.

        Raises:
            OSError: it died or was silent for too long.
        """
        self.calls += 1
        self._connection.settimeout(seconds)
        send(self._connection, request)
        answer = receive(self._connection)
        if answer is None:
            raise ConnectionResetError("the child died")
        return answer

    def kill(self) -> None:
        """Ends it at once; its process id stays taken until it is reaped."""
        self._connection.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class _Nursery:
    """The process that bears children, started when first needed and again when it has died."""

    def __init__(self, limits: SandboxLimits, preload: tuple[str, ...]) -> None:
        self._limits = limits
        self._preload = preload
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def bear(self) -> _Child:
        """A new child.

        Raises:
            RuntimeError: no child can be had (a module that does not load, no memory).
        """
        with self._lock:
            try:
                return self._bear(self._control or self._restarted())
            except OSError:
                pass  # it died since; one fresh start tells whether it can live at all
            try:
                return self._bear(self._restarted())
            except OSError as error:
                raise RuntimeError("the child pool's nursery does not start") from error

    def _bear(self, control: socket.socket) -> _Child:
        ours, theirs = socket.socketpair()
        cpu = self._limits.cpu.total_seconds()
        try:
            with theirs:
                order = ORDER.pack(Order.FORK, 0, cpu, self._limits.memory)
                socket.send_fds(control, [order], [theirs.fileno()])
            answer = control.recv(PID.size)
            if len(answer) < PID.size:
                raise ConnectionResetError("the nursery died")
        except OSError:
            ours.close()
            raise
        return _Child(PID.unpack(answer)[0], ours)

    def reap(self, pid: int) -> None:
        """Lets a killed child go."""
        with self._lock, suppress(OSError):
            if self._control is not None:
                self._control.sendall(ORDER.pack(Order.REAP, pid, 0.0, 0))

    def _restarted(self) -> socket.socket:
        self._end()
        ours, theirs = socket.socketpair()
        ours.settimeout(READY_SECONDS)
        path = json.dumps([entry or str(Path.cwd()) for entry in sys.path])
        with theirs:
            number = str(theirs.fileno())
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-c", _NURSERY, path, number, *self._preload],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _HARMLESS if name in os.environ},
                start_new_session=True,
            )
        self._control = ours
        return ours

    def close(self) -> None:
        """Ends the process. Repeats do nothing."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(CLOSING_SECONDS)  # it ends by itself when nobody listens
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


class _AnswerReader(pickle.Unpickler):
    """Reads an answer of plain values and our nouns: a child that was taken over says no more."""

    @override
    def find_class(self, module_name: str, global_name: str, /) -> type:
        found = super().find_class(module_name, global_name)
        if isinstance(found, type) and found.__module__.startswith(_ANSWERS):
            return found
        raise pickle.UnpicklingError(f"a child answered with {module_name}.{global_name}")


def _unpacked(answer: bytearray) -> object:
    try:
        kind, value = _AnswerReader(io.BytesIO(answer)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError) as error:
        raise BadPage("The document's parser gave no readable answer.", reason="hostile") from error
    if kind == Answer.VALUE:
        return cast("object", value)
    raise _our_error(*value) if kind == Answer.ERROR else _broken(value)


def _our_error(name: str, message: str, fields: dict[str, object]) -> SosikError:
    kind = getattr(errors, name)
    error: SosikError = kind.__new__(kind)
    error.args = (message,)
    for field, value in fields.items():
        setattr(error, field, value)
    return error


def _broken(cause: str) -> BadPage:
    if cause.startswith("MemoryError"):
        return BadPage("The document takes too much memory; it is left out.", reason="hostile")
    return BadPage(f"The document could not be parsed ({cause}); it is left out.", reason="broken")
