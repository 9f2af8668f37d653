"""The instance lock: one bot at a time on one SQLite file.

A lock of the kernel on a file beside the database; it is gone with the process, however that ends,
so there is no stale lock to clean up. The file's content only tells people who holds it.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.errors import AlreadyRunning, BadSettings

SUFFIX = ".lock"


class InstanceLock:
    """Held from `take` (or entering the block) until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @classmethod
    def beside(cls, database: Path) -> Self:
        """The lock of the bot that works on this database file."""
        return cls(database.with_name(database.name + SUFFIX))

    def take(self) -> None:
        """Takes the lock. Taking it twice does nothing.

        Raises:
            AlreadyRunning: another process holds it; the message names its process id.
            BadSettings: the lock file cannot be made there.
        """
        if self._file is not None:
            return
        file = self._open()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 32, 0).decode("ascii", "replace").strip() or "?"
            os.close(file)
            raise AlreadyRunning(
                f"다른 Sosik(프로세스 {holder})이 이미 이 데이터베이스로 일하고 있습니다: "
                f"{self._path}. 그쪽을 끝내거나 SOSIK_HOME을 다르게 지정해 주세요"
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def _open(self) -> int:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise BadSettings(f"잠금 파일을 만들 수 없습니다: {self._path}") from error

    def release(self) -> None:
        """Gives the lock back. Repeats do nothing."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
