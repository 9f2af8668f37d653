"""One question to any OpenAI-compatible service, with a limit on the time and the size of its answer."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from time import monotonic

import httpx
from typing_extensions import override

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Where a service is, its key (empty: none), and how many seconds a whole answer may take."""

    base_url: str
    api_key: str
    patience: float

    @override
    def __repr__(self) -> str:
        return f"Service({self.base_url})"

    def ask(self, path: str, question: Mapping[str, object], limit: int) -> bytes:
        """The body of its answer, at most `limit` bytes.

        Connecting and each read have half of the patience.

        Raises:
            httpx.HTTPError, httpx.InvalidURL: no answer, a refusal, too long or too slow.
        """
        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        headers["Content-Type"] = "application/json"
        body = json.dumps(question, ensure_ascii=False).encode("utf-8", "replace")
        address = f"{self.base_url.rstrip('/')}/{path}"
        begun, parts, size = monotonic(), list[bytes](), 0
        with (
            httpx.Client(timeout=self.patience / 2, verify=_roots()) as client,
            client.stream("POST", address, content=body, headers=headers) as response,
        ):
            response.raise_for_status()
            for part in response.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > limit or monotonic() - begun > self.patience:
                    raise httpx.ReadTimeout("the answer is too long or too slow")
        return b"".join(parts)


@cache
def _roots() -> ssl.SSLContext:
    """Reading the roots costs 20 ms, twenty times an article's placing; all questions share them."""
    return httpx.create_ssl_context()
