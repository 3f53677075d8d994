"""Server time of a trial's pages with 40 sites × 8 measures × 12 periods; what 10,000 measurements and pooling 500 sites take.

.venv/bin/python benchmarks/trials.py [--sites N] [--requests N] [--runs N]

The application is called as the web server calls it. Beside the time on the clock stands the work: processor time of this
process and of its database backends. The run whose pages took least on the clock is shown.
"""

import argparse
import math
import os
import time
from datetime import date

import pages
import scratch

MEASURES = (
    "falls_rate",
    "fallers",
    "injurious_falls",
    "admissions",
    "staff_minutes",
    "night_visits",
    "qol",
    "sick_leave",
)
PERIODS = {"baseline_from": date(2025, 1, 1), "baseline_to": date(2025, 6, 30)}
PERIODS |= {"follow_from": date(2025, 7, 1), "follow_to": date(2025, 12, 31)}


def fill(sites: int):
    """A finished trial in which every site has reported every measure in every period."""
    from dataclasses import replace

    from tests.factories.trials import PROTOCOL, make_measurement, make_seat, make_site, make_trial

    from lysning.directory.models import Municipality
    from lysning.trials.actions import seed_measures
    from lysning.trials.models import OutcomeMeasure
    from lysning.trials.queries import plan_of

    seed_measures()
    places = list(Municipality.objects.order_by("code")[:sites])
    rows = {row.key: row for row in OutcomeMeasure.objects.filter(key__in=MEASURES)}
    protocol = replace(PROTOCOL, **PERIODS, seats=sites)
    trial = make_trial(places[0], measures=[rows[key] for key in MEASURES], protocol=protocol, state="finished")
    periods = plan_of(trial).periods
    for number, place in enumerate(places):
        site = make_site(make_seat(trial, place), f"Sted {number}")
        for key in MEASURES:
            for period in periods:
                make_measurement(site, rows[key], phase=period.phase, period=(period.start, period.end))
    return trial


def import_rows(count: int) -> tuple[float, int]:
    """Seconds to write a list of so many rows, and how often it told how far it was."""
    from tests.factories.trials import make_measure, make_seat, make_site, make_trial

    from lysning.core import clock
    from lysning.core.actors import SYSTEM
    from lysning.directory.models import Municipality
    from lysning.trials.actions import import_measurements
    from lysning.trials.rules import Protocol

    protocol = Protocol("Stor", follow_from=date(2022, 1, 1), follow_to=date(2025, 12, 31))
    trial = make_trial(measures=[make_measure(f"m{n}") for n in range(5)], protocol=protocol)
    place = Municipality.objects.get(code="0751")
    seat = make_seat(trial, place)
    sites = [make_site(seat, f"Sted {n}") for n in range(count // 240 + 1)]
    lines = [
        f"{place.name};{site.name};m{n};{year}-{month:02};{month + 5};{900 + month},5\n"
        for site in sites
        for n in range(5)
        for year in range(2022, 2026)
        for month in range(1, 13)
    ][:count]
    content = ("kommune;sted;mål;periode;hændelser;tid\n" + "".join(lines)).encode()
    told: list[tuple[int, int]] = []
    begun = time.perf_counter()
    done = import_measurements(
        trial=trial,
        content=content,
        municipalities=None,
        apply=True,
        by=SYSTEM,
        at=clock.now(),
        progress=lambda *said: told.append(said[:2]),
    )
    taken = time.perf_counter() - begun
    if done.new != count:
        raise SystemExit(f"{done.new} of {count} rows written: {done.problems[:3]}")
    return taken, len(told)


def pool_sites(count: int, times: int = 40) -> list[float]:
    """Seconds of each of some poolings of so many sites: REML with the interval of Hartung and Knapp."""
    from lysning.evidence.rules.pooling import pool

    values, variances = [math.sin(n) for n in range(count)], [0.05 + 0.04 * math.cos(n) for n in range(count)]
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        pool(values, variances, interval="hk_capped")
        spent.append(time.perf_counter() - begun)
    return spent


def measure(trial, requests: int, runs: int) -> None:
    """Prints the best of the runs."""
    from django.db import connection
    from django.test import Client, RequestFactory
    from tests.factories.accounts import make_member

    from lysning.wsgi import application

    client = Client()
    client.force_login(make_member(trial.lead, "coordinator"))
    cookie = client.cookies.output(header="", sep=";").partition(";")[0].strip()
    asked = {
        "front": ("", "/"),
        "trials": ("", "/afproevninger/"),
        "trial, a visitor": ("", f"/afproevninger/{trial.slug}/"),
        "trial, who leads it": (cookie, f"/afproevninger/{trial.slug}/"),
        "site by site": ("", f"/afproevninger/{trial.slug}/maalinger/"),
        "protocol": ("", f"/afproevninger/{trial.slug}/protokol/"),
    }
    environments = {name: RequestFactory(HTTP_COOKIE=who).get(url).environ for name, (who, url) in asked.items()}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        backends = [pid for (pid,) in cursor.fetchall()]
    connection.close()
    pages.one_run(application, environments, 2, backends)
    found = [pages.one_run(application, environments, requests, backends) for _ in range(runs)]
    best = min(found, key=lambda run: sum(wall for spent in run[0].values() for wall, _ in spent))
    scratch.table(list(pages.report(*best)))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sites", type=int, default=40)
    arguments.add_argument("--rows", type=int, default=10_000)
    arguments.add_argument("--requests", type=int, default=60)
    arguments.add_argument("--runs", type=int, default=3)
    said = arguments.parse_args()
    os.environ["LYSNING_DB_POOL"] = "1"
    scratch.start()
    trial = fill(said.sites)
    measure(trial, said.requests, said.runs)
    taken, told = import_rows(said.rows)
    print(f"{said.rows} rows imported in {taken:.1f} s, {told} words on how far it was")
    spent = [1000 * scratch.quantile(pool_sites(500), share) for share in (0.5, 0.95)]
    print("500 sites pooled in {:.1f} ms (p50), {:.1f} ms (p95)".format(*spent))


if __name__ == "__main__":
    main()
