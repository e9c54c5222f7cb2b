"""A plugin of pytest: names the tests, then tells the examiner of each over descriptor 3 and waits until it may go on."""

import json
import os
import signal
import socket
from contextlib import contextmanager

import pytest

CHANNEL = 3
LONGEST_CONNECTION = int(os.environ["EXAM_CONNECTION_BYTES"])
LONGEST_MESSAGE = 8000
TEST_SECONDS = int(os.environ["EXAM_TEST_SECONDS"])
IS_LISTING = os.environ.get("EXAM_MODE") == "list"

items = []
reports = {}


class BoundSocket(socket.socket):
    """Cut once it has brought more than a suite can want: clients read to the end, and a service may send without one."""

    received = 0

    def recv(self, *args):
        data = super().recv(*args)
        self.count(len(data))
        return data

    def recv_into(self, *args):
        size = super().recv_into(*args)
        self.count(size)
        return size

    def count(self, size):
        self.received += size
        if self.received > LONGEST_CONNECTION:
            raise ConnectionError(f"The service sent more than {LONGEST_CONNECTION >> 20} MB over one connection.")


socket.socket = BoundSocket


def send(message):
    data = (json.dumps(message) + "\n").encode()
    while data:
        data = data[os.write(CHANNEL, data) :]


def await_leave():
    os.read(CHANNEL, 1)


def pytest_configure(config):
    config.addinivalue_line("markers", f"timeout(seconds): time for the test, {TEST_SECONDS} s where it is not given")
    signal.signal(signal.SIGALRM, end_test)


def end_test(*_):
    pytest.fail("The test did not finish in time.", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    with time_limit(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    with time_limit(item):
        return (yield)


@contextmanager
def time_limit(item):
    """Clients without a time-out of their own would wait for a silent service until the time for all tests is over."""
    mark = item.get_closest_marker("timeout")
    signal.setitimer(signal.ITIMER_REAL, mark.args[0] if mark and mark.args else TEST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    items.extend(session.items)


def pytest_runtest_logstart(nodeid, location):
    reports[nodeid] = []
    send({"type": "begin", "key": nodeid})
    await_leave()


def pytest_runtest_logreport(report):
    reports[report.nodeid].append(report)


def pytest_runtest_logfinish(nodeid, location):
    outcome, message = judge(reports.pop(nodeid))
    send({"type": "end", "key": nodeid, "outcome": outcome, "message": message})
    await_leave()


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
