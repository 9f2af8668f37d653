"""The Gallery port on Slack: a file that nobody sees until a message shows it.

    files.getUploadURLExternal → bytes to that address → files.completeUploadExternal, no channel
    → files.info until Slack knows what it is → the file's id

Sharing a file in a channel gives no message that could be found again, so that the same picture
might be said twice; a file without a channel may be uploaded twice and harms nobody.
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
from typing_extensions import override

from bot.adapters.slack.api import SlackApi
from bot.errors import FateUnknown, MessageRefused
from bot.ports import Clock, Gallery

LOOKS = 10  # at a file that Slack has not looked through yet
LOOK_PAUSE = timedelta(seconds=1)
UPLOAD_TIMEOUT = 20.0  # seconds
ALT_LIMIT = 1_000  # code points that Slack keeps with a file


class SlackGallery(Gallery):
    """Keeps pictures in Slack as files of the app's own; needs `files:write` and `files:read`."""

    def __init__(self, api: SlackApi, clock: Clock, *, proxy: str | None = None) -> None:
        self._api = api
        self._clock = clock
        self._proxy = proxy

    @override
    def hang(self, name: str, png: bytes, alt: str) -> str:
        place = self._api.read(
            "files.getUploadURLExternal",
            {"filename": name, "length": len(png), "alt_txt": alt[:ALT_LIMIT]},
        )
        address, handle = str(place.get("upload_url", "")), str(place.get("file_id", ""))
        if not handle or not self._is_ours(address):
            raise MessageRefused("Slack names no place for a picture.", code="no_upload_url")
        self._put(address, png)
        files = [{"id": handle, "title": name}]
        self._api.write("files.completeUploadExternal", {"files": files})
        self._wait_for(handle)
        return handle

    def _is_ours(self, address: str) -> bool:
        """A secure address, or one of the test server that stands in for Slack."""
        secure, here = urlsplit(self._api.address).scheme, urlsplit(address)
        return bool(here.hostname) and here.scheme in {"https", secure}

    def _put(self, address: str, png: bytes) -> None:
        """Sends the bytes; what fails may be sent to a fresh address."""
        try:
            with httpx.Client(proxy=self._proxy, timeout=UPLOAD_TIMEOUT) as client:
                answer = client.post(address, content=png, headers={"Content-Type": "image/png"})
        except httpx.HTTPError:
            raise FateUnknown("Slack did not take the picture.") from None
        if not answer.is_success:
            raise FateUnknown(f"Slack did not take the picture (HTTP {answer.status_code}).")

    def _wait_for(self, handle: str) -> None:
        for _ in range(LOOKS):
            about = self._api.read("files.info", {"file": handle}).get("file")
            if isinstance(about, Mapping) and about.get("mimetype"):
                return
            self._clock.sleep(LOOK_PAUSE)
        raise FateUnknown("Slack has not looked through the picture yet.")
