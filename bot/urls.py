"""Addresses: identity, canonical form, host and registrable domain. Pure functions."""

from hashlib import blake2b

IDENTITY_BITS = 63


def identity(*parts: str) -> int:
    """A 63-bit number for what the parts name; equal parts give equal numbers for ever."""
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> (64 - IDENTITY_BITS)
