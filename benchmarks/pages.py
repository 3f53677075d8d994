"""Server time and weight of the pages with 20,000 solutions, all posts and 100,000 enquiries in the database.

.venv/bin/python benchmarks/pages.py [--solutions N] [--enquiries N] [--requests N]
"""

import argparse
import gc
import random
import time
import tomllib
from datetime import timedelta
from decimal import Decimal

import brotli

import scratch

WORDS_FROM = "src/lysning/web/demo/data/solutions.toml"


def texts() -> list[dict[str, str]]:
    return tomllib.loads((scratch.ROOT / WORDS_FROM).read_text(encoding="utf-8"))["solution"]


def fill(solutions: int, enquiries: int) -> None:
    """Bulk rows with the words of the examples, shuffled: many documents share their terms, which is the hard case."""
    from lysning.catalogue.models import Solution, SolutionVersion
    from lysning.core import clock
    from lysning.directory.models import Supplier
    from lysning.enquiries.models import Enquiry
    from lysning.matching.actions import reindex_everything
    from lysning.taxonomy.models import ServiceArea

    dice, now, examples = random.Random(7), clock.now(), texts()
    suppliers = [
        Supplier.objects.create(kind="supplier", name=f"Firma {n}", slug=f"firma-{n}", created_at=now)
        for n in range(200)
    ]
    rows = [Solution(supplier=dice.choice(suppliers), slug=f"l-{n}", created_at=now) for n in range(solutions)]
    Solution.objects.bulk_create(rows, batch_size=2000)
    versions = []
    for number, solution in enumerate(rows):
        a, b = dice.choice(examples), dice.choice(examples)
        versions.append(
            SolutionVersion(
                solution=solution,
                number=1,
                created_at=now,
                content_hash=str(number),
                title=f"{a['title']} {number}",
                problem=a["problem"],
                audience=b["audience"],
                description=b["description"],
                maturity=a["maturity"],
                price_model="fixed",
                price_amount=Decimal(50_000),
                personal_data=a["personal_data"],
                ai_use=b["ai_use"],
                medical_device="no",
            )
        )
    SolutionVersion.objects.bulk_create(versions, batch_size=2000)
    areas = list(ServiceArea.objects.all())
    through = SolutionVersion.areas.through
    links = [through(solutionversion=v, servicearea=dice.choice(areas)) for v in versions]
    through.objects.bulk_create(links, batch_size=5000)
    SolutionVersion.objects.update(frozen_at=now)
    for solution, version in zip(rows, versions, strict=True):
        solution.current_version = version
        solution.published_at = now - timedelta(minutes=dice.randrange(500_000))
    Solution.objects.bulk_update(rows, ["current_version", "published_at"], batch_size=2000)
    fill_enquiries(versions, enquiries, dice, Enquiry)
    reindex_everything(at=now, progress=lambda _d, _t, _l: None)


def fill_enquiries(versions, count, dice, kind) -> None:
    from lysning.core import clock
    from lysning.directory.models import Post

    now = clock.now()
    posts = list(Post.objects.values_list("pk", "municipality_id"))
    rows, seen = [], set()
    answers = ["interested", "together", "has_it", ""]
    while len(rows) < count:
        version = versions[0] if len(rows) < 98 else dice.choice(versions)
        post, municipality = dice.choice(posts)
        if (version.pk, municipality) in seen:
            continue
        seen.add((version.pk, municipality))
        offered = now - timedelta(days=dice.randrange(1, 360))
        answer = dice.choice(answers)
        rows.append(
            kind(
                version=version,
                post_id=post,
                municipality_id=municipality,
                relevance=0.5,
                reasons=[{"kind": "words", "share": 1.0, "words": ["fald"], "name": "Ældre"}],
                created_at=offered,
                offered_at=offered,
                offered_to_email="a@b.example",
                deadline_at=offered + timedelta(days=14),
                answered_at=offered + timedelta(days=4) if answer else None,
                spent_days=3 if answer else None,
                answer_kind=answer,
                answer_existing="noget" if answer == "has_it" else "",
            )
        )
    kind.objects.bulk_create(rows, batch_size=5000)


def people(versions_first):
    """A leader with the fullest inbox, a coordinator and the supplier of the first solution, signed in."""
    from django.test import Client
    from tests.factories.accounts import make_member

    from lysning.catalogue.models import Solution
    from lysning.directory.models import Municipality, Post

    solution = Solution.objects.get(pk=versions_first)
    post = Post.objects.filter(enquiries__isnull=False).first()
    place = Municipality.objects.get(code="0751")
    clients = {}
    for name, member in {
        "supplier": make_member(role="supplier_owner", organisation=solution.supplier),
        "leader": make_member(role="leader", organisation=post.municipality, post=post),
        "coordinator": make_member(role="coordinator", organisation=place),
    }.items():
        clients[name] = Client()
        clients[name].force_login(member)
    return clients, solution


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--solutions", type=int, default=20_000)
    arguments.add_argument("--enquiries", type=int, default=100_000)
    arguments.add_argument("--requests", type=int, default=60)
    asked = arguments.parse_args()
    scratch.start()
    started = time.perf_counter()
    fill(asked.solutions, asked.enquiries)
    print(f"filled in {time.perf_counter() - started:.0f} s")
    gc.collect()
    gc.freeze()  # a web worker has no such heap of rows to sweep
    from django.db import connection
    from django.test import Client

    from lysning.catalogue.models import Solution

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    clients, solution = people(Solution.objects.order_by("pk").values_list("pk", flat=True)[0])
    visitor = Client()
    pages = [
        ("front", visitor, "/"),
        ("explore, newest", visitor, "/loesninger/"),
        ("explore, one word", visitor, "/loesninger/?q=fald"),
        ("explore, a question in an area", visitor, "/loesninger/?q=borgere+der+falder+om+natten&area=aeldre-sundhed"),
        ("solution", visitor, f"/loesninger/{solution.slug}/"),
        ("municipality", visitor, "/kommuner/aarhus/"),
        ("inbox", clients["leader"], "/i-dag/"),
        ("matrix", clients["supplier"], f"/leverandoer/{solution.supplier.slug}/{solution.slug}/svar/"),
        ("overview", clients["coordinator"], "/kommune/aarhus/overblik/"),
    ]
    rows = [("page", "p50 ms", "p95 ms", "HTML kB", "brotli kB")]
    for name, client, url in pages:
        client.get(url)
        times = []
        for _ in range(asked.requests):
            begun = time.perf_counter()
            response = client.get(url)
            times.append((time.perf_counter() - begun) * 1000)
            if response.status_code != 200:
                raise SystemExit(f"{url}: {response.status_code}")
        content = response.content
        sizes = f"{len(content) / 1000:.0f}", f"{len(brotli.compress(content, quality=5)) / 1000:.1f}"
        rows.append((name, f"{scratch.quantile(times, 0.5):.0f}", f"{scratch.quantile(times, 0.95):.0f}", *sizes))
    scratch.table(rows)


if __name__ == "__main__":
    main()
