"""Real prose through publish → allocate: the project descriptions of ../shared/data/erdf_dk, each treated as a solution.

    .venv/bin/python benchmarks/erdf.py [--allocate] [--mistakes SPLIT]

Compares with erdf_labels.tsv: areas judged by reading the texts before looking at any result. The sixty of dev were judged
first and have been looked at while choosing words; the others are test. The texts stay where they are.
"""

import argparse
import json
import time
from collections import Counter

import concerned
import scratch

TEXTS = concerned.SHARED / "data" / "erdf_dk" / "erdf_dk.jsonl"


def allocate(rows: list[dict[str, str]]) -> None:
    """Publishes every project and runs one allocation; the posts of ten municipalities can be reached."""
    from tests.factories.catalogue import make_solution

    from lysning.core import clock
    from lysning.core.actors import SYSTEM
    from lysning.directory.models import Municipality, Post, Supplier
    from lysning.enquiries.actions import run_allocation

    now = clock.now()
    places = list(Municipality.objects.order_by("code")[:40])
    Post.objects.filter(municipality__in=places).update(email="leder@kommune.example")
    started = time.perf_counter()
    for number in range(0, len(rows), 40):
        supplier = Supplier.objects.create(kind="supplier", name=f"F {number}", slug=f"f-{number}", created_at=now)
        for row in rows[number : number + 40]:
            text = row["description"][:8000]
            title = row["title"][:120]
            words = {"title": title, "problem": text[:1500], "audience": title, "description": text, "evidence": ""}
            make_solution(supplier=supplier, areas=(), **words)
    print(f"published {len(rows)} in {time.perf_counter() - started:.0f} s")
    started = time.perf_counter()
    run = run_allocation(by=SYSTEM, at=now)
    reached = Counter(min(outcome.reached_count, 8) for outcome in run.outcomes)
    print(f"allocated in {time.perf_counter() - started:.1f} s: {run.allocation.offer_count} offers")
    print("municipalities reached (8 = eight or more):", sorted(reached.items()))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--allocate", action="store_true")
    arguments.add_argument("--mistakes", metavar="SPLIT", default="")
    asked = arguments.parse_args()
    if not TEXTS.exists():
        raise SystemExit(f"{TEXTS} is missing")
    rows = [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    for split in ("dev", "test"):
        concerned.report(split, concerned.projects(split), with_mistakes=asked.mistakes == split)
    first = (concerned.answer({"title": row["title"], "description": row["description"]}).areas[:1] for row in rows)
    print("\nfirst area over all:", Counter(areas[0] if areas else "nobody" for areas in first).most_common())
    if asked.allocate:
        scratch.start()
        allocate(rows)


if __name__ == "__main__":
    main()
