"""Enquiries in every state, and the solutions they are about; every call makes a new one."""

from datetime import UTC, datetime, timedelta
from itertools import count

from tests.factories.directory import make_post, make_supplier

from lysning.catalogue.models import Solution, SolutionVersion
from lysning.enquiries.models import Allocation, AllocationOutcome, Enquiry, Question
from lysning.enquiries.rules import clock
from lysning.enquiries.rules.answers import AnswerKind

_numbers = count(1)

OFFERED_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""A Monday morning without holidays in the ten working days that follow."""
RUN_DATE = OFFERED_AT.date()
ONE_DAY = timedelta(days=1)
REASONS = [
    {"kind": "words", "share": 0.6, "words": ["faldrisiko", "plejehjem"], "name": "Ældre og pleje"},
    {"kind": "role", "share": 0.3, "words": [], "name": "Ældrechef"},
    {"kind": "area", "share": 0.1, "words": [], "name": "Ældre og pleje"},
]
WORDS = {
    "problem": "Ældre falder, og det opdages for sent.",
    "audience": "Beboere på plejehjem.",
    "description": "En **sål** måler gangen.",
    "maturity": "tested",
    "price_model": "per_inhabitant",
    "price_amount": 2,
    "personal_data": "sensitive",
    "ai_use": "assists",
    "medical_device": "class_i",
    "content_hash": "0" * 64,
}
PARTS = {
    "later": {"answer_later_date": (OFFERED_AT + 200 * ONE_DAY).date()},
    "has_it": {"answer_existing": "En måtte med sensor"},
    "not_relevant": {"answer_reason": "too_expensive"},
}


def make_published(supplier=None, *, title=None, at=OFFERED_AT - ONE_DAY, areas=(), **facts):
    """A public solution, written straight into its tables: `at` may lie in the past."""
    number = next(_numbers)
    solution = Solution.objects.create(
        supplier=supplier or make_supplier(),
        slug=f"loesning-{number}",
        created_at=at - timedelta(minutes=8),
        is_example=facts.pop("is_example", False),
    )
    return make_next_version(solution, at=at, areas=areas, title=title or f"Løsning {number}", **facts)


def make_next_version(solution, *, at, areas=(), used_by=(), **facts):
    """A frozen version that is the solution's current one; returns the version."""
    number = solution.versions.count() + 1
    created_at = at - timedelta(minutes=8)
    version = SolutionVersion.objects.create(
        solution=solution, number=number, created_at=created_at, **{"title": solution.slug, **WORDS, **facts}
    )
    version.areas.set(areas)
    version.used_by.set(used_by)
    SolutionVersion.objects.filter(pk=version.pk).update(frozen_at=at)
    solution.current_version, solution.published_at = version, solution.published_at or at
    solution.save()
    version.refresh_from_db()
    return version


def make_enquiry(state="offered", *, version=None, post=None, offered_at=OFFERED_AT, **facts):
    """An enquiry in a state of the clock's, or with an answer of the kind named as state."""
    post = post or make_post()
    version = version or make_published(at=offered_at - ONE_DAY)
    stamps = (
        {} if state == "no_contact" else {"offered_at": offered_at, "offered_to_email": post.email or "p@kommune.dk"}
    )
    enquiry = Enquiry.objects.create(
        **{
            "version": version,
            "post": post,
            "municipality": post.municipality,
            "relevance": 0.7,
            "reasons": REASONS,
            "created_at": offered_at,
            **stamps,
            **_stamps(state, offered_at),
            **facts,
        }
    )
    if state == "question":
        Question.objects.create(enquiry=enquiry, text="Kan den vaskes?", asked_at=offered_at + ONE_DAY)
    enquiry.deadline_at = clock.deadline(enquiry.facts)
    if enquiry.answered_at:
        enquiry.spent_days = clock.working_days_spent(enquiry.facts, enquiry.answered_at)
        enquiry.answer_kind = facts.get("answer_kind", state if state in set(AnswerKind) else "interested")
        Enquiry.objects.filter(pk=enquiry.pk).update(spent_days=enquiry.spent_days, answer_kind=enquiry.answer_kind)
    enquiry.save()
    return enquiry


def _stamps(state, offered_at):
    day = offered_at + ONE_DAY
    if state in set(AnswerKind):
        return {"seen_at": day, "answered_at": day, "answer_kind": state, "spent_days": 0, **PARTS.get(state, {})}
    return {
        "seen": {"seen_at": day},
        "question": {"seen_at": day},
        "handed_over": {"seen_at": day, "handed_over_at": day},
        "escalated": {"escalated_at": offered_at + 15 * ONE_DAY},
        "withdrawn": {"withdrawn_at": day},
    }.get(state, {})


def make_allocation(run_date=RUN_DATE, *, versions=(), **facts):
    """A finished run with an outcome for each version."""
    at = datetime(run_date.year, run_date.month, run_date.day, 1, tzinfo=UTC)
    defaults = {"started_at": at, "finished_at": at, "solution_count": len(versions), "solver": "test"}
    allocation = Allocation.objects.create(run_date=run_date, **{**defaults, **facts})
    for version in versions:
        AllocationOutcome.objects.create(
            allocation=allocation,
            version=version,
            candidate_count=12,
            municipality_count=10,
            offered_count=2,
            reached_count=2,
            why="posts_without_room",
            reasons=[{"code": "posts_without_room", "count": 8}],
        )
    return allocation
