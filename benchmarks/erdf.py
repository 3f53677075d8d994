"""Real prose through publish → allocate: the project descriptions of ../shared/data/erdf_dk, each treated as a solution.

    .venv/bin/python benchmarks/erdf.py [--allocate] [--mistakes]

Compares with erdf_labels.tsv: areas judged by reading 60 of the texts before looking at any result. The texts stay where
they are.
"""

import argparse
import csv
import json
import time
from collections import Counter
from pathlib import Path

import scratch

TEXTS = scratch.ROOT.parent / "shared" / "data" / "erdf_dk" / "erdf_dk.jsonl"
LABELS = Path(__file__).with_name("erdf_labels.tsv")


def labels() -> dict[int, list[str]]:
    with LABELS.open(encoding="utf-8") as file:
        return {int(row["index"]): row["areas"].split(",") for row in csv.DictReader(file, delimiter="\t")}


def areas_of(row: dict[str, str]) -> list[str]:
    """The areas of the posts a project would reach, in the order of their best post."""
    from lysning.matching.queries import MatchFacts, match_posts
    from lysning.taxonomy.queries import areas

    keys = {area.pk: area.key for area in areas()}
    return list(
        dict.fromkeys(keys[m.area_id] for m in match_posts(MatchFacts(row["title"], description=row["description"])))
    )


def report(found: dict[int, list[str]], known: dict[int, list[str]], *, mistakes: bool) -> None:
    right = {key: value for key, value in known.items() if value != ["none"]}
    nothing = [key for key, value in known.items() if value == ["none"]]
    first = sum(bool(found[key]) and found[key][0] in areas for key, areas in right.items())
    three = sum(any(area in areas for area in found[key][:3]) for key, areas in right.items())
    silent = sum(not found[key] for key in nothing)
    print(f"right area first        {first}/{len(right)} = {first / len(right):.0%}")
    print(f"right among first three {three}/{len(right)} = {three / len(right):.0%}")
    print(f"should match nothing and did not {silent}/{len(nothing)} = {silent / len(nothing):.0%}")
    print("first area over all:", Counter(areas[0] if areas else "none" for areas in found.values()).most_common())
    if mistakes:
        for key, areas in known.items():
            is_right = (not found[key]) if areas == ["none"] else bool(found[key]) and found[key][0] in areas
            if not is_right:
                print(f"  {key}: judged {','.join(areas)}; got {','.join(found[key][:3]) or 'none'}")


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
    arguments.add_argument("--mistakes", action="store_true")
    asked = arguments.parse_args()
    if not TEXTS.exists():
        raise SystemExit(f"{TEXTS} is missing")
    rows = [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    scratch.start()
    found = {number: areas_of(row) for number, row in enumerate(rows)}
    report(found, labels(), mistakes=asked.mistakes)
    if asked.allocate:
        allocate(rows)


if __name__ == "__main__":
    main()
