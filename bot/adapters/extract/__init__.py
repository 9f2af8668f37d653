"""Gets the articles out of pages: HTML of any content system, portal copies, newspaper text."""

from bot.adapters.extract.page import extract_page
from bot.adapters.extract.sandboxed import SandboxedExtractor

__all__ = ["SandboxedExtractor", "extract_page"]
