"""The Extractor port on the pool of limited children."""

from bot.adapters.extract.page import extract_page
from bot.errors import BadPage
from bot.model import Extraction, Page
from bot.ports import Sandbox


class SandboxedExtractor:
    """Extracts in a child, so that a hostile page kills the child and not the bot."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def extract(self, page: Page) -> Extraction:
        """The page's articles; reason "hostile" where the child did not survive the page."""
        try:
            return self._sandbox.call(extract_page, page)
        except BadPage as error:
            return Extraction(articles=(), reason=error.reason)
