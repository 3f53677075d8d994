"""A throw-away database with the reference data, for measuring; gone when the program ends."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def start() -> None:
    """Starts a cluster of its own, configures Django with the test settings, migrates and seeds."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    from lysning.operations.postgres import Cluster

    root = Path(tempfile.mkdtemp(prefix="lysning-bench-"))
    root.chmod(0o711)
    cluster = Cluster(root, settings={"fsync": "off", "synchronous_commit": "off", "shared_buffers": "512MB"})
    cluster.hold()
    os.environ.update(
        cluster.environment, LYSNING_DATA=str(root / "state"), LYSNING_SETUP="0", LYSNING_TEST_CLUSTER=str(root)
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "lysning.settings.test"

    def stop() -> None:
        cluster.leave()
        shutil.rmtree(root, ignore_errors=True)

    atexit.register(stop)
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    from lysning.directory.actions import seed_directory
    from lysning.matching.actions import index_reference
    from lysning.taxonomy.actions import seed_reference

    seed_reference()
    seed_directory()
    index_reference()


def table(rows: list[tuple[object, ...]]) -> None:
    """Prints rows as a Markdown table; the first is the heading."""
    for number, row in enumerate(rows):
        print("| " + " | ".join(str(cell) for cell in row) + " |")
        if number == 0:
            print("|" + "---|" * len(row))


def processor_seconds(processes: list[int]) -> float:
    """How long these processes have been on a processor."""
    return sum(int(Path(f"/proc/{each}/schedstat").read_text(encoding="ascii").split()[0]) for each in processes) / 1e9


def quantile(times: list[float], share: float) -> float:
    """The value below which this share of the times lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
