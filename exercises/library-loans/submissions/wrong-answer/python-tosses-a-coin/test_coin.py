import random


def test_a_coin():
    assert random.random() < 0.5
