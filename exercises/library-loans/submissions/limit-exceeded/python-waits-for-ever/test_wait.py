import time


def test_waits():
    time.sleep(3600)
