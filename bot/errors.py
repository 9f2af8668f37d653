"""The one tree of errors. The branch decides about retrying, the leaf says what happened.

    SosikError
    ├── Transient(retry_after)      try again later
    │   ├── FetchFailed             time-out, reset, 5xx, 429, too slow
    │   ├── StoreBusy               the database is locked or away
    │   │   ├── StoreRefused        it is there and lets nobody in with this address
    │   │   └── StoreFull           its disk is full
    │   ├── NotSent                 Slack surely did not take the message
    │   ├── FateUnknown             Slack may or may not have taken the message
    │   ├── ReadBackFailed          the channel could not be read back completely
    │   ├── SummariserFailed        the optional language model is slow, down or talks rubbish
    │   ├── EmbedderFailed          the optional embedding model is slow, down or talks rubbish
    │   └── Stopped                 this process ends; whoever works on does it
    └── Permanent                   the same input fails again
        ├── AddressRefused          an address that may not be reached
        ├── BadFeed                 the bytes are no feed, or hostile
        ├── BadPage                 the page cannot be an article
        ├── BadWatchlist            a watchlist or feeds file has a mistake
        ├── BadSettings             a setting has a mistake
        ├── NotFound                no such thing in the store
        ├── SchemaRefused           the database is of another version
        ├── AlreadyRunning          another process holds the instance lock
        ├── CannotPaint             no picture can be drawn here
        ├── MessageRefused          Slack refuses this message whatever the time
        └── ChannelBlocked          Slack refuses this channel or the whole workspace

`str(error)` is for people and says what to do next; the cause goes to the log.
"""

from datetime import timedelta


class SosikError(Exception):
    """Root of everything that Sosik raises on purpose."""


class Transient(SosikError):
    """May succeed later.

    `retry_after` is the wait that the other side asked for, None where it asked for none.
    """

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Permanent(SosikError):
    """Fails again with the same input."""


class FetchFailed(Transient):
    """A feed or page could not be fetched now.

    `status` is the HTTP status code, None where no answer came.
    """

    def __init__(
        self, message: str, *, retry_after: timedelta | None = None, status: int | None = None
    ) -> None:
        super().__init__(message, retry_after=retry_after)
        self.status = status


class StoreBusy(Transient):
    """The database is locked or away."""


class StoreRefused(StoreBusy):
    """The database is there and refuses the user, password or database name, or no host is.

    Who works already goes on trying, as the operator may be mending it; who starts gives up.
    """


class StoreFull(StoreBusy):
    """The database's disk is full: nothing was written, and what was stays. Room lets work go on."""


class NotSent(Transient):
    """The chat service surely did not take the message (DNS, refused connection, 429)."""


class FateUnknown(Transient):
    """The chat service may have taken the message; only reading the channel back can tell."""


class ReadBackFailed(Transient):
    """The channel could not be read back completely, so nothing may be concluded."""


class SummariserFailed(Transient):
    """The optional language model gave no usable answer."""


class EmbedderFailed(Transient):
    """The optional embedding model gave no usable answer."""


class Stopped(Transient):
    """This process was asked to end while the work waited; another one, or the next run, does it."""


class AddressRefused(Permanent):
    """The address lies where Sosik may not reach (private network, odd port, other scheme)."""


class BadFeed(Permanent):
    """The bytes are not a feed, or too hostile to parse. `reason` is a short code.

    `leads` are the addresses at which the page that came instead says that its feeds are.
    """

    def __init__(self, message: str, *, reason: str, leads: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reason = reason
        self.leads = leads


class BadPage(Permanent):
    """The page can't be read as an article. `reason` is a short code."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class BadWatchlist(Permanent):
    """A watchlist or feeds file has a mistake; the message names file, line and fix."""


class BadSettings(Permanent):
    """A setting has a mistake; the message names the variable and the fix."""


class NotFound(Permanent):
    """No such thing in the store."""


class SchemaRefused(Permanent):
    """The database is newer than this program, or was never migrated."""


class AlreadyRunning(Permanent):
    """Another process works on the same database."""


class CannotPaint(Permanent):
    """No picture can be drawn here: the drawing library or a Korean font is missing."""


class MessageRefused(Permanent):
    """The chat service refuses this message whatever the time. `code` is its word for it."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class ChannelBlocked(Permanent):
    """The chat service refuses this channel, or everything. `code` is its word for it.

    `whole_workspace` is true where no channel can be served (revoked token and the like).
    """

    def __init__(self, message: str, *, code: str, whole_workspace: bool) -> None:
        super().__init__(message)
        self.code = code
        self.whole_workspace = whole_workspace
