"""A page or feed that somebody saved to a file."""

import gzip
import zlib
from pathlib import Path


class TooLarge(Exception):
    """The file holds more than its reader takes, once unpacked."""


def read_document(path: Path, limit: int) -> bytes:
    """The file's bytes, unpacked where gzipped.

    Raises:
        OSError: unreadable, or a broken archive.
        TooLarge: more than `limit` bytes once unpacked.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            body = (gzip.GzipFile(fileobj=file) if packed else file).read(limit + 1)
    except (EOFError, zlib.error, ValueError) as error:  # a name may hold what no file's can
        raise OSError(str(error)) from error
    if len(body) > limit:
        raise TooLarge
    return body
