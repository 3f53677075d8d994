"""A state that is asked once a request: one question within it, one at every call outside of it, and exact all the same."""

from lysning.core.kept import KeptWhile, as_one_request, kept_while


def test_the_state_is_asked_once_a_request_and_at_every_call_outside():
    asked, version = [], 1

    def state():
        asked.append(version)
        return version

    read = kept_while(state)(lambda: f"read in {version}")
    always = KeptWhile(state, lambda said: said)
    assert (read(), read(), len(asked)) == ("read in 1", "read in 1", 2)
    with as_one_request():
        assert [read() for _ in range(3)] == ["read in 1"] * 3
        assert len(asked) == 3
        version = 2
        assert read() == "read in 1"  # a request sees one state throughout
        assert always() == 2
        read.forget()
        assert read() == "read in 2"
    version = 3
    with as_one_request():
        assert read() == "read in 3"
    assert read() == "read in 3"
