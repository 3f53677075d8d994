import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync as waited_for
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.urls import resolve

from lysning.operations import health as measured
from lysning.operations import jobs, setup, views
from lysning.operations.failures import SetupFailed
from lysning.operations.health import Health


def async_to_sync(function):
    """Runs it in a thread of its own: a browser test of the same run leaves an event loop in this one."""

    def run(*arguments, **keywords):
        def work():
            try:
                return waited_for(function)(*arguments, **keywords)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work).result()

    return run


WELL = Health(database=True, unapplied_migrations=0, worker_heartbeat_seconds=4.2, stalled_jobs=0)


def sql(query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else None


def add_worker(seconds_silent):
    ((number,),) = sql(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
        seconds_silent,
    )
    return number


def add_job(status="todo", worker=None, attempts=0, waits="1 second"):
    ((number,),) = sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id, attempts, scheduled_at)"
        " VALUES ('default', 'lysning.test', '{}', %s, %s, %s, now() - %s::interval) RETURNING id",
        status,
        worker,
        attempts,
        waits,
    )
    return number


@pytest.fixture
def queue(transactional_db):
    """The queue's tables, empty before and after: Django does not know them and leaves what other tests put there."""
    empty = "TRUNCATE procrastinate_workers, procrastinate_jobs, procrastinate_events CASCADE"
    sql(empty)
    yield
    sql(empty)


@pytest.mark.parametrize(
    ("state", "status", "problems"),
    [
        (WELL, "ok", []),
        (Health(database=False), "down", ["database_unreachable"]),
        (Health(database=True, unapplied_migrations=2), "down", ["migrations_unapplied", "worker_silent"]),
        (Health(database=True, unapplied_migrations=0), "degraded", ["worker_silent"]),
        (Health(database=True, unapplied_migrations=0, worker_heartbeat_seconds=60.1), "degraded", ["worker_silent"]),
        (
            Health(True, 0, worker_heartbeat_seconds=60, oldest_waiting_job_seconds=600.1, stalled_jobs=1),
            "degraded",
            ["jobs_waiting", "jobs_stalled"],
        ),
    ],
)
def test_status_and_problems(state, status, problems):
    assert (state.status, state.problems, state.can_serve) == (status, problems, status != "down")


@pytest.mark.usefixtures("queue")
def test_health_of_a_working_installation():
    alive = add_worker(5)
    add_worker(4000)
    add_job(waits="90 seconds")
    add_job(waits="-1 hour")
    add_job("doing", alive)
    state = measured.health()
    assert (state.database, state.unapplied_migrations, state.stalled_jobs) == (True, 0, 0)
    assert state.worker_heartbeat_seconds == pytest.approx(5, abs=2)
    assert state.oldest_waiting_job_seconds == pytest.approx(90, abs=2)
    assert state.status == "ok"


def test_the_migrations_of_the_program_are_known_without_loading_them():
    loader = MigrationLoader(None)
    assert measured._known_migrations() == set(loader.disk_migrations)


@pytest.mark.usefixtures("queue")
def test_address_for_load_balancers(rf, monkeypatch):
    monkeypatch.setenv("LYSNING_DENSE", "0")
    add_worker(120)
    answer = views.health(rf.get("/sundhed"))
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert json.loads(answer.content) == {
        "status": "degraded",
        "problems": ["worker_silent"],
        "database": "ok",
        "unapplied_migrations": 0,
        "worker_heartbeat_seconds": pytest.approx(120, abs=2),
        "oldest_waiting_job_seconds": None,
        "stalled_jobs": 0,
        "dense_search": "switched_off",
    }


@pytest.mark.django_db(transaction=True)
def test_unapplied_migration_turns_visitors_away(rf):
    sql("DELETE FROM django_migrations WHERE app = 'sessions'")
    try:
        answer = views.health(rf.get("/sundhed"))
        assert (answer.status_code, json.loads(answer.content)["unapplied_migrations"]) == (503, 1)
    finally:
        sql("INSERT INTO django_migrations (app, name, applied) VALUES ('sessions', '0001_initial', now())")


@pytest.mark.django_db(transaction=True)
def test_unreachable_database_is_told_and_not_raised(rf, monkeypatch):
    parameters = {**connection.get_connection_params(), "host": "/nowhere"}
    monkeypatch.setattr(connection, "get_connection_params", lambda: dict(parameters))
    answer = views.health(rf.get("/sundhed"))
    assert (answer.status_code, json.loads(answer.content)["problems"]) == (503, ["database_unreachable"])


@pytest.mark.usefixtures("queue")
def test_jobs_of_dead_workers_are_put_back_and_given_up_after_five_deaths():
    rescue = async_to_sync(jobs.rescue_stalled_jobs.func)
    alive, dead = add_worker(5), add_worker(600)
    working = add_job("doing", alive)
    orphan = add_job("doing", None)
    left = add_job("doing", dead, attempts=3)
    deadly = add_job("doing", dead, attempts=4)
    assert measured.health().stalled_jobs == 3
    assert rescue(timestamp=0) == 3
    rows = sql("SELECT id, status::text, attempts FROM procrastinate_jobs ORDER BY id")
    assert rows == [(working, "doing", 0), (orphan, "todo", 1), (left, "todo", 4), (deadly, "failed", 5)]
    assert rescue(timestamp=60) == 0


@pytest.mark.usefixtures("queue")
def test_old_finished_jobs_are_removed_and_failed_ones_kept():
    def add_old(status, days):
        number = add_job(status)
        sql("DELETE FROM procrastinate_events WHERE job_id = %s", number)
        sql(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, %s, now() - make_interval(days => %s))",
            number,
            status,
            days,
        )
        return number

    kept = [add_old("succeeded", 29), add_old("failed", 400)]
    add_old("succeeded", 31)
    async_to_sync(jobs.remove_old_jobs.func)(timestamp=0)
    assert sql("SELECT id FROM procrastinate_jobs ORDER BY id") == [(number,) for number in kept]


ran = []


def fill(*, progress):
    progress(1, 1, "row")
    ran.append("fill")


def example(*, progress):
    ran.append("example")


def broken(*, progress):
    raise ValueError("no such file")


def step(name, **more):
    return setup.Step(f"{__name__}.{name}", name, **more)


@pytest.fixture
def steps(monkeypatch):
    ran.clear()
    monkeypatch.setenv("LYSNING_SETUP", "1")
    monkeypatch.setattr("django.utils.module_loading.import_string", lambda path: globals()[path.split(".")[-1]])
    yield step("fill"), step("example", is_example=True)
    sql("DROP TABLE IF EXISTS lysning_setup")


def bring(steps, *, with_example=True):
    told = []

    def announce(title):
        told.append(title)
        return lambda done, total, label: told.append((done, total, label))

    return setup.bring_up_to_date(announce=announce, with_example=with_example, steps=steps), told


@pytest.mark.django_db(transaction=True)
def test_each_step_is_done_once_per_version(steps):
    fill_path, example_path = (step.path for step in steps)
    performed, told = bring(steps, with_example=False)
    assert performed == ["schema", fill_path]
    assert told[1:] == ["fill", (1, 1, "row")]
    assert bring(steps, with_example=False) == ([], [])
    assert bring(steps)[0] == [example_path]
    assert bring((step("fill", version=2), steps[1]))[0] == [fill_path]
    assert ran == ["fill", "example", "fill"]


@pytest.mark.django_db(transaction=True)
def test_a_failing_step_is_named_and_tried_again_and_those_before_it_stay_done(steps):
    with pytest.raises(SetupFailed, match=r"broken.*no such file"):
        bring((*steps, step("broken")))
    with pytest.raises(SetupFailed):
        bring((*steps, step("broken")))
    assert ran == ["fill", "example"]


@pytest.mark.django_db(transaction=True)
def test_setup_may_be_left_to_someone_else(steps, monkeypatch):
    monkeypatch.setenv("LYSNING_SETUP", "0")
    assert bring(steps) == ([], [])


def test_load_balancers_find_it():
    assert resolve("/sundhed").func is views.health


def test_every_setup_step_exists():
    from django.utils.module_loading import import_string

    assert [step.path for step in setup.SETUP_STEPS if not callable(import_string(step.path))] == []


def test_the_test_run_has_a_database_of_its_own():
    assert os.environ["PGHOST"].startswith(os.environ["LYSNING_TEST_CLUSTER"])
