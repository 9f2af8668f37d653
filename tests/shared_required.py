"""A pytest plugin: where the evaluation material is required, skipping one of its tests fails it."""

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The item's report, a skip of a `shared` test turned into a failure."""
    report = yield
    required = os.environ.get("SOSIK_SHARED_REQUIRED") == "1"
    if required and report.skipped and item.get_closest_marker("shared") is not None:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: the material is there, so this test may not be skipped"
    return report
