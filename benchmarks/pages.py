"""Server time and weight of the pages with 20,000 solutions, all posts and 100,000 enquiries in the database.

.venv/bin/python benchmarks/pages.py [--solutions N] [--enquiries N] [--requests N] [--runs N]

The application is called as the web server calls it, with its pool of connections. Every page is asked for in turn, so that a
busy spell of the machine meets all of them alike. Beside the time on the clock stands the work: processor time of this process
and of its database backends, to which waiting for others adds nothing. The run whose pages took least on the clock is shown.
"""

import argparse
import os
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


def people(solution):
    """The session cookies of a leader, a coordinator and the supplier of the solution; a visitor has none."""
    from django.test import Client
    from tests.factories.accounts import make_member

    from lysning.directory.models import Municipality, Post

    post = Post.objects.filter(enquiries__isnull=False).first()
    place = Municipality.objects.get(code="0751")
    cookies = {"visitor": ""}
    for name, member in {
        "supplier": make_member(role="supplier_owner", organisation=solution.supplier),
        "leader": make_member(role="leader", organisation=post.municipality, post=post),
        "coordinator": make_member(role="coordinator", organisation=place),
    }.items():
        client = Client()
        client.force_login(member)
        cookies[name] = client.cookies.output(header="", sep=";").partition(";")[0].strip()
    return cookies


def pages_of(solution):
    """Each page's name, who asks for it, and its address."""
    fall = "/loesninger/?q=borgere+der+falder+om+natten&area=aeldre-sundhed"
    return [
        ("front", "visitor", "/"),
        ("explore, newest", "visitor", "/loesninger/"),
        ("explore, newest within three facets", "visitor", "/loesninger/?area=aeldre-sundhed&maturity=tested&ai=none"),
        ("explore, one word", "visitor", "/loesninger/?q=fald"),
        ("explore, a word in half of all solutions", "visitor", "/loesninger/?q=borger"),
        ("explore, a question within an area", "visitor", fall),
        ("explore, a question within three facets", "visitor", f"{fall}&maturity=tested&maturity=in_use&ai=none"),
        ("solution", "visitor", f"/loesninger/{solution.slug}/"),
        ("municipality", "visitor", "/kommuner/aarhus/"),
        ("inbox", "leader", "/i-dag/"),
        ("matrix", "supplier", f"/leverandoer/{solution.supplier.slug}/{solution.slug}/svar/"),
        ("coordinator's overview", "coordinator", "/kommune/aarhus/overblik/"),
    ]


def asked(application, environment, backends):
    """The answer; milliseconds on the clock until its last byte; and milliseconds of work, with what is done after that."""
    worked = time.process_time() + scratch.processor_seconds(backends)
    begun = time.perf_counter()
    response = application(dict(environment), lambda *_: None)
    content = b"".join(response)
    elapsed = time.perf_counter() - begun
    response.close()
    if response.status_code != 200:
        raise SystemExit(f"{environment['PATH_INFO']}: {response.status_code}")
    return content, (elapsed * 1000, (time.process_time() + scratch.processor_seconds(backends) - worked) * 1000)


def one_run(application, environments, requests, backends):
    """Per page the times of its requests, and the last answer."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in environments}
    answers: dict[str, bytes] = {}
    for _ in range(requests):
        for name, environment in environments.items():
            answers[name], spent = asked(application, environment, backends)
            times[name].append(spent)
    return times, answers


def report(times, answers):
    """Rows of the table; work is also given as a multiple of the front page's, which the machine's speed does not change."""
    yield "page", "p50 ms", "p95 ms", "work p50 ms", "work p95 ms", "× front", "HTML kB", "brotli kB"
    middle = {name: scratch.quantile([work for _, work in spent], 0.5) for name, spent in times.items()}
    for name, spent in times.items():
        figures = [scratch.quantile(kind, share) for kind in zip(*spent, strict=True) for share in (0.5, 0.95)]
        weights = f"{len(answers[name]) / 1000:.0f}", f"{len(brotli.compress(answers[name], quality=5)) / 1000:.1f}"
        yield name, *(f"{figure:.0f}" for figure in figures), f"{middle[name] / middle['front']:.1f}", *weights


def measure(requests: int, runs: int) -> None:
    """Prints the best of the runs over a filled database."""
    from django.db import connection
    from django.test import RequestFactory

    from lysning.catalogue.models import Solution
    from lysning.wsgi import application

    solution = Solution.objects.order_by("pk")[0]
    cookies = people(solution)
    environments = {
        name: RequestFactory(HTTP_COOKIE=cookies[who]).get(url).environ for name, who, url in pages_of(solution)
    }
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum has done wherever so much was written
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        backends = [pid for (pid,) in cursor.fetchall()]
    connection.close()
    one_run(application, environments, 2, backends)
    found = [one_run(application, environments, requests, backends) for _ in range(runs)]
    best = min(found, key=lambda run: sum(wall for spent in run[0].values() for wall, _ in spent))
    scratch.table(list(report(*best)))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--solutions", type=int, default=20_000)
    arguments.add_argument("--enquiries", type=int, default=100_000)
    arguments.add_argument("--requests", type=int, default=60)
    arguments.add_argument("--runs", type=int, default=3)
    asked = arguments.parse_args()
    os.environ["LYSNING_DB_POOL"] = "1"
    scratch.start()
    started = time.perf_counter()
    fill(asked.solutions, asked.enquiries)
    print(f"filled in {time.perf_counter() - started:.0f} s")
    measure(asked.requests, asked.runs)


if __name__ == "__main__":
    main()
