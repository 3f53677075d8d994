"""What the operator sees of the queue and does with it, on the page and in the terminal."""

import pytest
from click.testing import CliRunner
from django.db import connection
from tests.factories.accounts import client_for, make_operator

from lysning.cli import manual
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.operations import queue
from lysning.operations.queue import FailedJob, JobCount

pytestmark = pytest.mark.django_db


def sql(query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else None


def add_job(task="lysning.test", status="failed", attempts=3):
    """A job as the queue leaves it: with an event for its state."""
    ((number,),) = sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)"
        " VALUES ('default', %s, '{}', %s, %s) RETURNING id",
        task,
        status,
        attempts,
    )
    return number


def status_of(number):
    return sql("SELECT status::text FROM procrastinate_jobs WHERE id = %s", number)[0][0]


@pytest.fixture(autouse=True)
def empty():
    sql("DELETE FROM procrastinate_jobs")


def command(*arguments):
    return CliRunner().invoke(manual, ["jobs", *arguments])


def test_jobs_are_counted_by_task_and_state():
    for task, status in [("b", "todo"), ("a", "failed"), ("a", "failed"), ("a", "succeeded")]:
        add_job(task, status)
    waiting = [JobCount("a", "failed", 2), JobCount("b", "todo", 1)]
    assert queue.counts() == waiting
    assert queue.counts(with_history=True) == [waiting[0], JobCount("a", "succeeded", 1), waiting[1]]
    assert queue.failed_count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_failed_are_listed_newest_first_in_one_query(number, django_assert_num_queries):
    numbers = [add_job() for _ in range(number)]
    for days, each in enumerate(numbers):
        sql(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'failed', now() - make_interval(days => %s))",
            each,
            days,
        )
    sql("DELETE FROM procrastinate_events WHERE type <> 'failed'")
    with django_assert_num_queries(1):
        found = queue.failed()
    assert [job.job_id for job in found] == numbers
    assert {job[1:3] for job in found} == {("lysning.test", 3)}
    assert found[0].failed_at is not None


def test_a_failed_job_without_a_trace_is_listed_all_the_same():
    number = add_job()
    sql("DELETE FROM procrastinate_events")
    assert queue.failed() == [FailedJob(number, "lysning.test", 3, None)]


def test_failed_jobs_are_put_back_all_or_none_and_noted():
    first, second, waiting = add_job(), add_job(), add_job(status="todo")
    with pytest.raises(queue.NotFailed) as refused:
        queue.retry(job_ids=[first, waiting, 0], by=SYSTEM, at=clock.now())
    assert refused.value.numbers == [0, waiting]
    assert (status_of(first), AuditEntry.objects.count()) == ("failed", 0)
    queue.retry(job_ids=[first, second], by=SYSTEM, at=clock.now())
    assert {status_of(number) for number in (first, second)} == {"todo"}
    rows = AuditEntry.objects.filter(verb="operations.retry_job").order_by("pk")
    assert [row.facts for row in rows] == [{"job": first}, {"job": second}]


def test_the_page_shows_and_tries_again():
    number = add_job("directory.run_import")
    client = client_for(make_operator())
    page = client.get("/drift/opgaver/").text
    assert f"directory.run_import ({number})" in page
    assert client.post(f"/drift/opgaver/{number}/igen/").status_code == 303
    assert status_of(number) == "todo"
    assert client.post(f"/drift/opgaver/{number}/igen/").status_code == 404


def test_the_terminal_shows_and_tries_again():
    numbers = [add_job("directory.run_import") for _ in range(3)]
    add_job("notifications.sweep", "succeeded")
    listed = command("list").stdout.splitlines()
    assert [line.split() for line in listed] == [
        ["task", "state", "jobs"],
        ["directory.run_import", "failed", "3"],
        ["notifications.sweep", "succeeded", "1"],
    ]
    failed = command("list", "--failed").stdout.splitlines()
    assert {int(line.split()[0]) for line in failed[1:]} == set(numbers)
    assert command("retry", str(numbers[0])).stdout == "Lagt tilbage: 1\n"
    assert [status_of(number) for number in numbers] == ["todo", "failed", "failed"]
    assert command("retry", "--all").stdout == "Lagt tilbage: 2\n"
    assert {status_of(number) for number in numbers} == {"todo"}


def test_the_terminal_says_what_it_cannot_put_back():
    number = add_job()
    unknown = command("retry", str(number), "0")
    assert (unknown.exit_code, "nummer 0" in unknown.stderr) == (2, True)
    assert status_of(number) == "failed"
    assert command("retry").exit_code == command("retry", "--all", "1").exit_code == 2
