"""A real worker killed with SIGKILL in the middle of its work, and the next one that finds what it left."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.db import connection
from tests.factories.accounts import client_for, make_operator
from tests.factories.notifications import make_mail
from tests.operations.conftest import until

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.directory.actions import start_import
from lysning.directory.models import Import
from lysning.notifications import actions as mails
from lysning.notifications.actions.write import defer_send

ROOT = Path(__file__).resolve().parents[2]
QUEUE = "procrastinate_workers, procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers"
LIST = b"nummer;titel\n27;Social\n"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def sql(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else None


@pytest.fixture
def queue(transactional_db):
    """An empty queue: Django does not empty its tables, and a worker takes whatever lies there."""
    sql(f"TRUNCATE {QUEUE} CASCADE")
    yield
    sql(f"TRUNCATE {QUEUE} CASCADE")


@pytest.fixture
def start_worker(tmp_path):
    """`start_worker()`: a worker on the test's database, whose mails go to the folder `tmp_path`."""
    processes = []

    def start():
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.operations.killed_settings",
            "MAIL_FOLDER": str(tmp_path),
            "PGDATABASE": connection.settings_dict["NAME"],
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        command = [sys.executable, "-m", "lysning.operations.worker"]
        processes.append(subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True))
        return processes[-1]

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait()


def taken(folder):
    return [message_from_bytes(file.read_bytes())["Message-ID"] for file in folder.glob("*.eml")]


def states():
    wanted = "task_name IN ('notifications.send_mail', 'directory.run_import')"
    return dict(sql(f"SELECT task_name, status::text FROM procrastinate_jobs WHERE {wanted}"))


def is_waiting_for_a_lock():
    return sql("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@pytest.mark.slow
@pytest.mark.usefixtures("queue")
def test_a_worker_killed_in_the_middle_loses_nothing_and_sends_nothing_twice(start_worker, tmp_path):
    hold = tmp_path / "hold"
    hold.touch()
    mail = make_mail()
    defer_send(mail.pk)
    run = start_import(kind="kle", file_name="kle.csv", content=LIST, by=SYSTEM, at=NOW)
    sql("SELECT pg_advisory_lock(hashtext('taxonomy.import'))")
    worker = start_worker()
    assert until(lambda: taken(tmp_path) and is_waiting_for_a_lock(), 60), states()
    worker.kill()
    worker.wait()
    sql("SELECT pg_advisory_unlock_all()")
    hold.unlink()
    mail.refresh_from_db()
    assert (mail.state, states()) == ("sending", dict.fromkeys(states(), "doing"))
    assert Import.objects.get(pk=run.pk).state == "checking"

    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    sql("TRUNCATE procrastinate_periodic_defers")
    second = start_worker()
    assert until(lambda: set(states().values()) == {"succeeded"}, 60), states()
    second.terminate()
    assert second.wait(20) == 0
    assert Import.objects.get(pk=run.pk).state == "waiting"
    mail.refresh_from_db()
    assert (mail.state, taken(tmp_path)) == ("sending", [mail.message_id])

    assert mails.expire_sending(at=clock.now() + timedelta(minutes=11)) == 1
    assert mails.requeue_forgotten(at=clock.now() + timedelta(hours=1)) == 0
    mail.refresh_from_db()
    assert mail.state == "uncertain"
    page = client_for(make_operator()).get("/drift/post/").text
    assert "Usikker" in page
    assert mail.to in page
