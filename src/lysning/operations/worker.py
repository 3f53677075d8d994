"""The job worker as a process of its own: `python -m lysning.operations.worker`, started by the parent."""

from lysning.operations import readiness

CONCURRENCY = 2
GRACEFUL_SECONDS = 20


def main() -> None:
    """Works through the queue until SIGTERM; jobs that run may finish, within GRACEFUL_SECONDS."""
    readiness.configure()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from lysning.operations import jobs  # noqa: F401 -- the queue's own upkeep is known to the app from here on

    waiting = app.connector
    assert isinstance(waiting, DjangoConnector)
    with app.replace_connector(waiting.get_worker_connector()) as at_work:
        at_work.run_worker(concurrency=CONCURRENCY, shutdown_graceful_timeout=GRACEFUL_SECONDS)


if __name__ == "__main__":
    main()
