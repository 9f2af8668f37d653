"""What a PostgreSQL server says to somebody who will never get in, told from one that is away.

libpq gives no code for a connection that did not come about, only the server's words.
"""

# Passing troubles of a server that answers; whoever waits gets in.
_PASSING = (
    "starting up",
    "shutting down",
    "in recovery",
    "not yet accepting",
    "not accepting connections",
    "too many",
    "remaining connection slots",
    "terminating connection",
)
# What only another DATABASE_URL helps against: the server's "no", and a host that nobody knows.
_REFUSED = (
    "FATAL:",
    "no password supplied",
    "Name or service not known",
    "nodename nor servname provided",
    "No address associated with hostname",
    "invalid port number",
    "invalid connection option",
    "password 인증을 실패",  # a server that speaks Korean
)


def is_refusal(words: str) -> bool:
    """Whether a connection failed for good: a wrong password, user, database or host name.

    A host whose name cannot be looked up just now, or that does not answer, is only away.
    """
    return any(mark in words for mark in _REFUSED) and not any(mark in words for mark in _PASSING)
