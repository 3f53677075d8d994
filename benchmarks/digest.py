"""One week's round of mails to 10,000 followers: time, memory, and what became of each.

.venv/bin/python benchmarks/digest.py [--followers N] [--solutions N] [--new N] [--searches N]

Each follower follows three things: one in three a search, the rest areas, topics, municipalities and solutions. There are
as many different searches as --searches says. The round is run as the worker runs it; its mails are written and queued.
"""

import argparse
import random
import time
from datetime import timedelta
from pathlib import Path

import pages
import scratch


def follow(followers: int, searches: int, dice: random.Random) -> None:
    """Three confirmed subscriptions for each follower."""
    from lysning.catalogue.models import Solution
    from lysning.core import clock
    from lysning.directory.models import Municipality
    from lysning.notifications.models import Subscription
    from lysning.notifications.rules import Wanted
    from lysning.taxonomy.models import ServiceArea, Topic

    words = sorted({word for row in pages.texts() for word in row["problem"].lower().split() if len(word) > 5})
    asked = [" ".join(dice.sample(words, 3)) for _ in range(searches)]
    targets = {
        "area": list(ServiceArea.objects.values_list("pk", flat=True)),
        "topic": list(Topic.objects.values_list("pk", flat=True)),
        "municipality": list(Municipality.objects.values_list("pk", flat=True)),
        "solution": list(Solution.objects.values_list("pk", flat=True)[:500]),
    }
    at, rows = clock.now() - timedelta(days=30), {}
    for number in range(followers):
        email = f"foelger{number}@eksempel.dk"
        for kind in ("search", *dice.sample(list(targets), 2)):
            key = None if kind == "search" else dice.choice(targets[kind])
            wanted = Wanted(kind, key, query=dice.choice(asked) if key is None else "")
            target = {f"{kind}_id": key} if key else {"query": wanted.query}
            rows[email, wanted.what] = Subscription(
                email=email, kind=kind, what=wanted.what, created_at=at, confirmed_at=at, **target
            )
    Subscription.objects.bulk_create(rows.values(), batch_size=2_000)


def age(new: int) -> None:
    """Makes all but the newest solutions old, so that so many are news of the week."""
    from lysning.catalogue.models import Solution
    from lysning.core import clock

    now = clock.now()
    keys = list(Solution.objects.order_by("pk").values_list("pk", flat=True))
    Solution.objects.filter(pk__in=keys[new:]).update(published_at=now - timedelta(days=60))
    Solution.objects.filter(pk__in=keys[:new]).update(published_at=now - timedelta(days=2))


def memory(name: str) -> float:
    """A line of this process's memory in megabytes, as the kernel counts it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--followers", type=int, default=10_000)
    parser.add_argument("--solutions", type=int, default=2_000)
    parser.add_argument("--new", type=int, default=60)
    parser.add_argument("--searches", type=int, default=2_000)
    chosen = parser.parse_args()
    scratch.start()
    from lysning.core import clock
    from lysning.notifications.actions import write_digests

    pages.fill(chosen.solutions, 2_000)
    age(chosen.new)
    follow(chosen.followers, chosen.searches, random.Random(7))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted anew
    before = memory("VmRSS")
    begun, worked = time.perf_counter(), time.process_time()
    done = write_digests(at=clock.now())
    seconds, work = time.perf_counter() - begun, time.process_time() - worked
    grown = memory("VmHWM") - before
    scratch.table(
        [
            ("followers", "seconds", "at work here", "peak above start", "written", "quiet", "stopped", "failed"),
            (
                *(
                    done.address_count,
                    f"{seconds:.1f}",
                    f"{work:.1f}",
                    f"{grown:.0f} MB",
                    done.written_count,
                    done.quiet_count,
                ),
                *(done.stopped_count, done.failed_count),
            ),
        ]
    )


if __name__ == "__main__":
    main()
