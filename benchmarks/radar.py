"""Server time and weight of what radars cost: a page of 120 placements, a comparison of 98 municipalities × 80 topics, papers.

.venv/bin/python benchmarks/radar.py [--placements N] [--requests N] [--runs N] [--profile PART-OF-A-NAME]

The application is called as the web server calls it, every page in turn; the run whose pages took least on the clock is shown.
Beside the time on the clock stands the work: processor time of this process and of its database backends.
"""

import argparse
import cProfile
import os
import pstats
import random
from datetime import datetime, timedelta

import pages
import scratch

AREA, HOME = "aeldre-sundhed", "aarhus"
TOPICS = 80
REASON = (
    "Vi har prøvet det på to plejehjem i et halvt år. Personalet bruger det hver nat, og vi har færre fald end før."
)


def fill(placements: int) -> None:
    """A radar in every municipality with the area's topics placed at random, and one radar that is full; a third has moved."""
    from lysning.core import clock
    from lysning.direction.actions import seed_rings
    from lysning.direction.models import Direction, DirectionChange, Ring
    from lysning.directory.models import Municipality, Post
    from lysning.taxonomy.models import ServiceArea

    seed_rings()
    dice, at = random.Random(7), clock.now() - timedelta(days=200)
    area = ServiceArea.objects.get(key=AREA)
    owners = {post.municipality_id: post for post in Post.objects.active().filter(area=area)}
    rows = [
        Direction(
            municipality=place,
            area=area,
            aims=["Tryghed om natten", "Færre køreture"],
            background="Vi bliver flere ældre, og der er færre hænder.",
            owner_post=owners[place.pk],
            review_by=(at + timedelta(days=700)).date(),
            created_at=at,
            published_at=at,
        )
        for place in Municipality.objects.filter(pk__in=owners)
    ]
    Direction.objects.bulk_create(rows)
    DirectionChange.objects.bulk_create(
        DirectionChange(direction=row, number=1, kind="published", state=row.state.written(), at=at) for row in rows
    )
    subjects, rings = topics(area), list(Ring.objects.order_by("position"))
    for direction in rows:
        own = placements - TOPICS if direction.municipality.slug == HOME else 0
        place_all(direction, [*subjects, *(f"Teknologi {number}" for number in range(own))], rings, dice, at)


def topics(area):
    """As many topics as are asked for: those that come with Lysning, and made-up ones."""
    from lysning.taxonomy.models import Topic

    words = {"name_en": "A kind of technology", "explanation_da": REASON, "explanation_en": "How it is used."}
    facts = {"source": "bench", "status": "estimate", "proposed_at": datetime.now().astimezone(), **words}
    found = list(Topic.objects.public()[:TOPICS])
    for number in range(TOPICS - len(found)):
        topic = Topic.objects.create(
            key=f"slags-{number}", name_da=f"Slags teknologi {number}", accepted_at=facts["proposed_at"], **facts
        )
        topic.areas.add(area)
        found.append(topic)
    return found


def place_all(direction, subjects, rings, dice: random.Random, at: datetime) -> None:
    """Rows with the history they would have: placed, published, and a third of them moved half a year later."""
    from lysning.direction.models import Placement, PlacementChange

    rows = [
        Placement(
            direction=direction,
            slug=f"p-{direction.pk}-{number}",
            topic=None if isinstance(subject, str) else subject,
            own_title=subject if isinstance(subject, str) else "",
            ring=dice.choice(rings),
            owner_post=direction.owner_post,
            reason=REASON,
            decided_on=at.date(),
            review_by=(at + timedelta(days=700)).date(),
            created_at=at,
            published_at=at,
            revision=1 if number % 3 else 2,
        )
        for number, subject in enumerate(subjects)
    ]
    Placement.objects.bulk_create(rows)
    changes = []
    for row in rows:
        state = row.state.written()
        facts = {"placement": row, "by_user_id": None}
        if row.revision > 1:
            earlier = {**state, "facts": {**state["facts"], "ring": dice.choice(rings).key}}
            changes.append(PlacementChange(number=1, kind="placed", state=earlier, at=at, **facts))
            moved = at + timedelta(days=180)
            changes.append(PlacementChange(number=2, kind="moved", state=state, at=moved, **facts))
        else:
            changes.append(PlacementChange(number=1, kind="placed", state=state, at=at, **facts))
    PlacementChange.objects.bulk_create(changes)


def pages_of() -> dict[str, str]:
    """Each page's name and its address."""
    from lysning.core import clock

    since = clock.today() - timedelta(days=90)
    radar, land = f"/retning/{HOME}/{AREA}/", f"/retning/land/{AREA}/"
    six = "&".join(f"kommune={slug}" for slug in (HOME, "odense", "aalborg", "esbjerg", "randers", "kolding"))
    return {
        "front": "/",
        "a radar": radar,
        "a radar since a day": f"{radar}?siden={since}",
        "a radar on a day": f"{radar}?dato={since}",
        "its SVG": f"{radar}radar.svg",
        "its JSON": f"{radar}radar.json",
        "the country": f"{land}?siden={since}",
        "comparing six": f"{land}sammenlign/?{six}",
        "comparing six with those like one": f"{land}sammenlign/?som={HOME}&{six}&ligner=region",
        "the memo": f"{radar}notat/",
        "the memo as PDF": f"{radar}notat.pdf",
        "its picture as PDF": f"{radar}radar.pdf",
    }


def measure(addresses: dict[str, str], requests: int, runs: int, part: str) -> None:
    """Prints the best of the runs of what a visitor asks for, or what one page's time goes into."""
    from django.db import connection
    from django.test import RequestFactory

    from lysning.wsgi import application

    environments = {name: RequestFactory().get(url).environ for name, url in addresses.items()}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        backends = [pid for (pid,) in cursor.fetchall()]
    connection.close()
    if part:
        environments = {name: environ for name, environ in environments.items() if part in name}
    pages.one_run(application, environments, 2, backends)
    if part:
        profile = cProfile.Profile()
        profile.runcall(pages.one_run, application, environments, 20, backends)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
        return
    found = [pages.one_run(application, environments, requests, backends) for _ in range(runs)]
    best = min(found, key=lambda run: sum(wall for spent in run[0].values() for wall, _ in spent))
    scratch.table(list(pages.report(*best)))


def compare_query() -> None:
    """The comparison without its page: every municipality's topics against a group of all others."""
    import time

    from lysning.core import clock
    from lysning.direction.queries import compare
    from lysning.directory.queries import municipality_places
    from lysning.taxonomy.queries import area_by_key

    area, places, times = area_by_key(AREA), municipality_places(), []
    for _ in range(20):
        begun = time.perf_counter()
        found = compare(area, places[:6], today=clock.today(), group=[place.id for place in places])
        times.append((time.perf_counter() - begun) * 1000)
    middle, late = scratch.quantile(times, 0.5), scratch.quantile(times, 0.95)
    print(
        f"\ncomparing {len(places)} municipalities × {len(found.lines)} topics: p50 {middle:.0f} ms, p95 {late:.0f} ms"
    )


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--placements", type=int, default=120)
    arguments.add_argument("--requests", type=int, default=40)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--profile", default="")
    asked = arguments.parse_args()
    os.environ["LYSNING_DB_POOL"] = "1"
    scratch.start()
    fill(asked.placements)
    measure(pages_of(), asked.requests, asked.runs, asked.profile)
    compare_query()


if __name__ == "__main__":
    main()
