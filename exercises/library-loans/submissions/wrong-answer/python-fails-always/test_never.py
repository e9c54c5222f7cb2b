def test_finds_a_bug_in_everything():
    assert False
