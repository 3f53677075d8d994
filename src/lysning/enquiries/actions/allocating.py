"""The run that decides who is offered what: once per date and number, whatever crashes and however many workers try."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version as version_of

from django.db import transaction
from procrastinate.contrib.django import app

from lysning.accounts.queries import Contact
from lysning.catalogue.models import Solution
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.locks import lock, locked
from lysning.core.progress import Progress, silent
from lysning.core.refusal import Refused
from lysning.directory.models import Post
from lysning.enquiries.actions import refusals  # noqa: F401 -- gives the refusals their words
from lysning.enquiries.events import EnquiryOffered
from lysning.enquiries.models import NIGHTLY, Allocation, AllocationOutcome, Enquiry
from lysning.enquiries.queries.candidates import PATIENCE_DAYS, REST_DAYS
from lysning.enquiries.queries.plan import Plan, PlannedOffer, PlannedOutcome, plan_run
from lysning.enquiries.rules.calendar import local_day
from lysning.enquiries.rules.clock import EnquiryFacts, deadline

"""The advisory lock under which runs are made, one at a time in the whole database ("lysn")."""
STEPS_SHOWN = 50
OFFERED_FIELDS = ("offered_at", "offered_to_email", "is_stand_in", "deadline_at")
ALLOCATION_JOB = "enquiries.run_allocation"


@dataclass(frozen=True)
class Run:
    """A run and what came of it; of a dry run nothing is stored, and the rows have no keys.

    `is_fresh` is False when this date and number had been run before: then nothing was done now.
    """

    allocation: Allocation
    outcomes: list[AllocationOutcome]
    is_fresh: bool


def run_allocation(
    *,
    run_date: date | None = None,
    number: int = NIGHTLY,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Decides who is offered what, and offers it; the same date and number make one run, ever.

    `run_date` is the Danish day of `at` unless said; `number` 1 is the nightly run, higher ones are further runs of the
    day. Two at once: the second waits and returns the first one's run. A run whose worker died is made anew, since
    everything it decides is written in one transaction. `progress(done, total, stage)` with stage match, solve or write.
    Announces EnquiryOffered for each offer. Raises Refused("allocation_ahead") for a day that has not come.
    """
    day = run_date or local_day(at)
    if dry_run:
        plan = plan_run(run_date=day, at=at, progress=progress or silent)
        return _described(Allocation(run_date=day, number=number, started_at=at), plan)
    if day > local_day(at):
        raise Refused("allocation_ahead", field="run_date")
    with locked("enquiries.allocation"):
        allocation, _ = Allocation.objects.get_or_create(run_date=day, number=number, defaults={"started_at": at})
        if allocation.finished_at is not None:
            return Run(allocation, list(allocation.outcomes.select_related("version")), is_fresh=False)
        show = _shown(allocation, progress)
        plan = plan_run(run_date=day, at=at, progress=show)
        with transaction.atomic():
            return _write(allocation, plan, by, at, show)


def request_allocation(*, by: Actor, at: datetime) -> Allocation:
    """Asks for one more run today, as a job; while one is under way, that one. Returns it unfinished."""
    with transaction.atomic():
        lock("enquiries.request_allocation")
        today = Allocation.objects.filter(run_date=local_day(at))
        if waiting := today.filter(finished_at__isnull=True).first():
            return waiting
        number = next_number(local_day(at))
        allocation = Allocation.objects.create(run_date=local_day(at), number=number, started_at=at)
        audit.record("enquiries.request_allocation", allocation, by=by, at=at, number=number)
        app.configure_task(ALLOCATION_JOB).defer(
            run_date=allocation.run_date.isoformat(), number=number, user_id=by.user_id
        )
    return allocation


def next_number(run_date: date) -> int:
    """The number that one more run of the date gets; at least 2, for 1 is the night's."""
    made = Allocation.objects.filter(run_date=run_date).values_list("number", flat=True)
    return max([NIGHTLY, *made]) + 1


def _shown(allocation: Allocation, progress: Progress | None) -> Progress:
    """Stores how far the run is, in about fifty steps, for the page that shows it; and tells `progress`."""

    def show(done: int, total: int, stage: str) -> None:
        if progress is not None:
            progress(done, total, stage)
        if done == total or done % max(1, total // STEPS_SHOWN) == 0:
            row = Allocation.objects.filter(pk=allocation.pk, finished_at__isnull=True)
            row.update(stage=stage, steps_done=done, steps_total=total)

    return show


def _described(allocation: Allocation, plan: Plan) -> Run:
    """The run as planned, unsaved."""
    given = Counter(offer.version.pk for offer in plan.offers if offer.contact)
    given.update(enquiry.version_id for enquiry, _ in plan.late)
    waiting = Counter(offer.version.pk for offer in plan.offers if not offer.contact)
    allocation.inputs_hash, allocation.objective = plan.inputs_hash, plan.relevance
    allocation.solver = f"ortools {version_of('ortools')} SimpleMinCostFlow"
    allocation.parameters = {
        "promised_places": plan.terms.promised_places,
        "new_places": plan.terms.new_places,
        "least_relevance": plan.terms.least_relevance,
        "rest_days": REST_DAYS,
        "patience_days": PATIENCE_DAYS,
    }
    allocation.solution_count, allocation.candidate_count = len(plan.outcomes), plan.candidate_count
    allocation.offer_count, allocation.waiting_count = given.total(), waiting.total()
    allocation.is_example = bool(plan.offers) and all(_is_example(offer) for offer in plan.offers)
    outcomes = [_outcome(allocation, each, given[each.version.pk], waiting[each.version.pk]) for each in plan.outcomes]
    return Run(allocation, outcomes, is_fresh=True)


def _outcome(allocation: Allocation, planned: PlannedOutcome, offered: int, waiting: int) -> AllocationOutcome:
    return AllocationOutcome(
        allocation=allocation,
        version=planned.version,
        candidate_count=planned.candidate_count,
        municipality_count=planned.municipality_count,
        offered_count=offered,
        waiting_count=waiting,
        reached_count=planned.places_before + offered,
        why=planned.why,
        reasons=[{"code": code, "count": count} for code, count in planned.counts.items()],
    )


def _is_example(offer: PlannedOffer) -> bool:
    return offer.version.solution.is_example


def _write(allocation: Allocation, plan: Plan, by: Actor, at: datetime, show: Progress) -> Run:
    """Stores the run; what has changed since it was planned (withdrawn, closed, taken) is left out."""
    allocation = Allocation.objects.select_for_update().get(pk=allocation.pk)
    plan = _still_true(plan)
    _set_free(plan, at)
    late = [_offered(enquiry, contact, at) for enquiry, contact in plan.late]
    Enquiry.objects.bulk_update(late, OFFERED_FIELDS, batch_size=500)
    new = Enquiry.objects.bulk_create([_enquiry(allocation, offer, at) for offer in plan.offers], batch_size=1000)
    run = _described(allocation, plan)
    AllocationOutcome.objects.bulk_create(run.outcomes, batch_size=1000)
    told = [enquiry for enquiry in (*late, *new) if enquiry.offered_at is not None]
    for number, enquiry in enumerate(told, start=1):
        events.announce(EnquiryOffered(enquiry.pk))
        show(number, len(told), "write")
    allocation.finished_at, allocation.stage = at, ""
    allocation.save()
    facts = {"offers": allocation.offer_count, "waiting": allocation.waiting_count}
    audit.record("enquiries.run_allocation", allocation, by=by, at=at, number=allocation.number, **facts)
    return run


def _still_true(plan: Plan) -> Plan:
    """The plan without what has lost its ground; holds the solutions so that none is withdrawn meanwhile."""
    from dataclasses import replace

    versions = {offer.version.pk for offer in plan.offers} | {enquiry.version_id for enquiry, _ in plan.late}
    solutions = Solution.objects.filter(current_version_id__in=versions).order_by("pk").select_for_update(no_key=True)
    public = {solution.current_version_id for solution in solutions if solution.is_public}
    posts = set(Post.objects.active().values_list("pk", flat=True))
    rows = Enquiry.objects.standing().filter(version_id__in=versions)
    taken = set(rows.filter(offered_at__isnull=False).values_list("version_id", "municipality_id"))
    open_ids = set(Enquiry.objects.waiting().select_for_update().values_list("pk", flat=True))
    late = [pair for pair in plan.late if pair[0].pk in open_ids and pair[0].version_id in public]
    offers = [
        offer
        for offer in plan.offers
        if offer.version.pk in public
        and offer.post_id in posts
        and (offer.version.pk, offer.municipality_id) not in taken
    ]
    return replace(plan, late=late, offers=offers)


def _set_free(plan: Plan, at: datetime) -> None:
    """Ends what waits in a municipality where the same solution can now be offered to another post."""
    offered = {(offer.version.pk, offer.municipality_id) for offer in plan.offers if offer.contact}
    rows = Enquiry.objects.waiting().filter(version_id__in={version for version, _ in offered})
    columns = rows.values_list("pk", "version_id", "municipality_id")
    superseded = [pk for pk, version, municipality in columns if (version, municipality) in offered]
    Enquiry.objects.filter(pk__in=superseded).update(withdrawn_at=at)


def _offered(enquiry: Enquiry, contact: Contact, at: datetime) -> Enquiry:
    enquiry.offered_at, enquiry.offered_to_email = at, contact.email
    enquiry.is_stand_in = contact.is_stand_in
    enquiry.deadline_at = deadline(EnquiryFacts(created_at=enquiry.created_at, offered_at=at))
    return enquiry


def _enquiry(allocation: Allocation, offer: PlannedOffer, at: datetime) -> Enquiry:
    row = Enquiry(
        version=offer.version,
        post_id=offer.post_id,
        municipality_id=offer.municipality_id,
        allocation=allocation,
        relevance=offer.relevance,
        reasons=offer.reasons,
        is_example=_is_example(offer),
        created_at=at,
    )
    return _offered(row, offer.contact, at) if offer.contact else row
