"""A plugin of pytest: names the tests, then tells the examiner of each over descriptor 3 and waits until it may go on."""

import json
import os

import pytest

CHANNEL = 3
LONGEST_MESSAGE = 8000
IS_LISTING = os.environ.get("EXAM_MODE") == "list"

items = []
reports = {}


def send(message):
    data = (json.dumps(message) + "\n").encode()
    while data:
        data = data[os.write(CHANNEL, data) :]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    items.extend(session.items)


def pytest_runtest_logstart(nodeid, location):
    reports[nodeid] = []
    send({"type": "begin", "key": nodeid})


def pytest_runtest_logreport(report):
    reports[report.nodeid].append(report)


def pytest_runtest_logfinish(nodeid, location):
    outcome, message = judge(reports.pop(nodeid))
    send({"type": "end", "key": nodeid, "outcome": outcome, "message": message})
    os.read(CHANNEL, 1)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    if IS_LISTING and exitstatus == pytest.ExitCode.OK:
        send({"type": "listed", "tests": [describe(item) for item in items]})
    elif not IS_LISTING and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        send({"type": "finished"})


def describe(item):
    """`test_orders.py::TestCreate::test_title[1]` is the test `test_title[1]` of `test_orders / TestCreate`."""
    path, *names = item.nodeid.split("::", item.nodeid.split("[", 1)[0].count("::"))
    return {"key": item.nodeid, "folders": [path.removesuffix(".py"), *names[:-1]], "title": names[-1] if names else path}


def judge(phases):
    """The outcome of a test, and the first thing that went wrong in its set-up, itself or what follows it."""
    for report in phases:
        if report.failed:
            return "failed", explain(report.longrepr)
        if report.skipped:
            return "failed", "The suite skipped this test."
    return "passed", None


def explain(longrepr):
    """The words of the error, without the source that pytest shows around it."""
    if type(longrepr).__name__ == "FixtureLookupErrorRepr":
        send({"type": "fault", "message": longrepr.errorstring[:LONGEST_MESSAGE]})
    crash = getattr(longrepr, "reprcrash", None)
    words = crash.message if crash is not None else str(longrepr)
    return words[:LONGEST_MESSAGE]
