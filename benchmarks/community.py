"""Server time and weight of the community's pages: needs, coalitions and findings, with as many as the whole country makes.

.venv/bin/python benchmarks/community.py [--needs N] [--requests N] [--runs N] [--profile PART-OF-A-NAME]

One need that sixty municipalities sign, one coalition of every municipality, one finding with a place in each; the rest
is their background. Measured as in radar.py. The page of a trial has a benchmark of its own, trials.py.
"""

import argparse
import itertools
import os
import random

import radar
import scratch

SIGNED, FINDINGS, COALITIONS = 60, 120, 60
PROBLEM = (
    "Borgere falder om natten, når de vil på toilettet, og personalet når ikke frem. Vi har prøvet faste runder, "
    "men de vækker dem, der sover, og de fleste fald sker mellem runderne."
)


def fill(needs: int) -> dict[str, str]:
    """Makes it all through the rooms' own actions and the tests' factories; returns each page's name and address."""
    from tests.factories import community
    from tests.factories.needs import make_answer, make_cosignature, make_joining, make_need, make_support

    from lysning.core import clock
    from lysning.directory.models import Municipality
    from lysning.matching.actions import bring_up_to_date
    from lysning.taxonomy.models import ServiceArea
    from lysning.trials.actions import seed_measures

    seed_measures()
    dice, at = random.Random(7), clock.now()
    places, areas = list(Municipality.objects.all()), list(ServiceArea.objects.all())
    signs = itertools.cycle(places)
    words = PROBLEM.split()
    rows = [
        make_need(next(signs), dice.choice(areas), title=" ".join(dice.sample(words, 6)), description=PROBLEM)
        for _ in range(needs)
    ]
    need = rows[0]
    for place in places[1 : SIGNED + 1]:
        make_cosignature(need, place)
    make_support(need, 400)
    make_answer(need)
    for other in rows[1:6]:
        make_joining(other, need)
    whole = community.make_coalition(places[0], subject=need, at=at)
    for place in places[1:]:
        community.enter(whole, place, at=at)
    member = community.steward_of(whole)
    for number in range(25):
        community.make_decision(whole, is_public=number % 2 == 0)
        community.make_task(whole, community.participant_of(member))
        community.make_post(member)
    for other in rows[6 : 6 + COALITIONS]:
        community.make_coalition(other.municipality, subject=other, at=at)
    wide = finding_of(places, dice)
    for _ in range(FINDINGS):
        finding_of(dice.sample(places, 3), dice)
    bring_up_to_date()
    return {
        "front": "/",
        "a need": f"/behov/{need.slug}/",
        "the needs": "/behov/",
        "a coalition of all": f"/faellesskaber/{whole.slug}/",
        "the coalitions": "/faellesskaber/",
        "a finding of 98 places": f"/viden/{wide.slug}/",
        "the findings": "/viden/",
    }


def finding_of(places, dice: random.Random):
    """The published finding of a trial with a place in each of these municipalities."""
    from tests.factories.findings import AT, measure_site
    from tests.factories.trials import make_seat, make_site, make_trial

    from lysning.core.actors import SYSTEM
    from lysning.evidence import actions
    from lysning.taxonomy.models import ServiceArea
    from lysning.trials.models import OutcomeMeasure

    measure = OutcomeMeasure.objects.filter(kind="rate").first()
    area = dice.choice(list(ServiceArea.objects.all()))
    trial = make_trial(places[0], area, measures=[measure], state="finished", seats=len(places))
    for place in places:
        measure_site(make_site(make_seat(trial, place)), measure, dice.randrange(50, 70), dice.randrange(30, 50))
    finding = actions.start_finding(trial=trial, measure=measure, by=SYSTEM, at=AT)
    return actions.publish_finding(finding=finding, revision=finding.revision, note="", by=SYSTEM, at=AT)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--needs", type=int, default=300)
    arguments.add_argument("--requests", type=int, default=40)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--profile", default="")
    asked = arguments.parse_args()
    os.environ["LYSNING_DB_POOL"] = "1"
    scratch.start()
    radar.measure(fill(asked.needs), asked.requests, asked.runs, asked.profile)


if __name__ == "__main__":
    main()
