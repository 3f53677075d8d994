import threading

import pytest
from django.db import connection, transaction

from lysning.core.kept import KeptFor, KeptWhile
from lysning.core.locks import lock, locked

SECONDS = 100.0
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


def answers_of(*given):
    left = list(given)
    return lambda *_: left.pop(0)


def test_a_read_is_kept_for_its_seconds(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("lysning.core.kept.time.monotonic", lambda: now[0])
    read = KeptFor(SECONDS, answers_of("first", "second"))
    assert [read(), read()] == ["first", "first"]
    now[0] = SECONDS
    assert read() == "first"
    now[0] = SECONDS + 0.1
    assert read() == "second"


def test_what_is_forgotten_is_read_again():
    read = KeptFor(SECONDS, answers_of(1, 2))
    assert read() == 1
    read.forget()
    assert read() == 2


@pytest.mark.parametrize(("keep_nothing", "second"), [(True, ()), (False, ("filled",))])
def test_nothing_is_kept_only_where_it_is_an_answer(keep_nothing, second):
    read = KeptFor(SECONDS, answers_of((), ("filled",)), keep_nothing=keep_nothing)
    assert read() == ()
    assert read() == second


def test_a_read_is_kept_while_the_state_stays_and_made_for_each_new_one():
    read = KeptWhile(answers_of(1, 1, 2, 1), lambda state: f"in {state}")
    first = read()
    assert read() is first
    assert [read(), read()] == ["in 2", "in 1"]


def held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_held_until_its_transaction_ends():
    with transaction.atomic():
        lock("core.test")
        assert held() == 1
    assert held() == 0


@pytest.mark.django_db(transaction=True)
def test_a_lock_over_many_transactions_is_let_go_of_at_the_end_and_in_an_error():
    with locked("core.test"):
        with transaction.atomic():
            pass
        assert held() == 1
    assert held() == 0
    with pytest.raises(ValueError, match="slip"), locked("core.test"):
        raise ValueError("slip")
    assert held() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("shared", "waits"), [(True, False), (False, True)])
def test_others_wait_for_a_lock_that_is_not_shared(shared, waits):
    got = threading.Event()

    def other():
        with transaction.atomic():
            lock("core.test", shared=shared)
            got.set()
        connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        lock("core.test", shared=True)
        thread.start()
        assert got.wait(0.5) is not waits
    thread.join(10)
    assert got.is_set()
