"""A year of enquiries behind the example: offered, seen, asked, answered, handed on to the coordinator; by the real rules."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from lysning.catalogue.models import SolutionVersion
from lysning.directory.models import Post
from lysning.enquiries.models import Allocation, AllocationOutcome, Enquiry, Question
from lysning.enquiries.rules.clock import EnquiryFacts, deadline, working_days_spent
from lysning.matching.queries import PostMatch, facts_of, match_posts

NIGHT_OF_RUN = timedelta(hours=1)
SLOWEST_ANSWER_DAYS = 12
KINDS = {"interested": 26, "together": 18, "later": 14, "has_it": 14, "not_relevant": 28}
REASONS = {
    "have_no_need": 5,
    "too_expensive": 4,
    "not_mature": 3,
    "tied_by_contract": 4,
    "too_small": 1,
    "other_field": 2,
}
WORDS = {
    "interested": ["Vi vil gerne se den brugt et sted før sommer.", "Send os et tilbud på ét hus.", ""],
    "together": [
        "Vi kan stille med ét sted, hvis en nabokommune er med.",
        "Vi har målinger fra før, som I må bruge.",
        "",
    ],
    "later": ["Vi er midt i et udbud.", "Tag fat i os, når budgettet er vedtaget.", ""],
    "has_it": ["", ""],
    "not_relevant": ["", "Vi har lige skiftet system.", "Prisen er for høj for en kommune af vores størrelse."],
}
EXISTING = ["et ældre system, som vi er glade for", "en løsning fra vores omsorgssystem", "vores egen ordning"]
QUESTIONS = [
    ("Hvor ligger data, og hvem kan se dem?", "I Danmark. Kun jeres egne medarbejdere kan se dem."),
    ("Hvor lang tid tager det at komme i gang?", "Tre uger fra aftale til første dag i brug."),
    ("Kan vi prøve uden at binde os?", "Ja, i tre måneder uden pris."),
]


def write_history(versions: Sequence[SolutionVersion], *, at: datetime, dice: random.Random) -> int:
    """Writes what has happened to each published version up to `at`; returns the number of enquiries.

    States follow from the time stamps by the same rules as real enquiries; the newest solutions are left to the real run.
    """
    reachable = dict(Post.objects.exclude(email="").values_list("pk", "email"))
    enquiries: list[Enquiry] = []
    questions: list[Question] = []
    for version in versions:
        published_at = version.frozen_at
        if published_at is None or at - published_at < timedelta(weeks=4):
            continue
        chosen = _chosen(match_posts(facts_of(version)), reachable, dice, (at - published_at).days)
        run = _run(version, published_at, len(chosen))
        for match in chosen:
            offered_at = published_at + timedelta(days=dice.randrange(1, 14)) - NIGHT_OF_RUN
            enquiry = Enquiry(
                version=version,
                post_id=match.post_id,
                municipality_id=match.municipality_id,
                allocation=run,
                relevance=match.score,
                reasons=[reason.as_dict() for reason in match.reasons],
                is_example=True,
                created_at=offered_at,
                offered_at=offered_at,
                offered_to_email=reachable[match.post_id],
            )
            questions += _live(enquiry, at, dice)
            enquiries.append(enquiry)
    Enquiry.objects.bulk_create(enquiries, batch_size=500)
    Question.objects.bulk_create(questions)
    return len(enquiries)


def _chosen(
    matches: Sequence[PostMatch], reachable: dict[int, str], dice: random.Random, age_days: int
) -> list[PostMatch]:
    """The best reachable post of each of some municipalities: more of them the longer the solution has been out."""
    best: dict[int, PostMatch] = {}
    for match in matches:
        if match.post_id in reachable:
            best.setdefault(match.municipality_id, match)
    wanted = min(len(best), 9 + min(age_days, 300) // 14 + dice.randrange(6))
    return dice.sample(sorted(best.values(), key=lambda match: match.post_id), wanted)


def _run(version: SolutionVersion, published_at: datetime, count: int) -> Allocation:
    day = published_at.date()
    number = 1 + Allocation.objects.filter(run_date=day).count()
    run = Allocation.objects.create(
        run_date=day,
        number=number,
        started_at=published_at,
        finished_at=published_at,
        inputs_hash=f"eksempel-{version.pk}",
        solver="eksempel",
        objective=float(count),
        solution_count=1,
        candidate_count=count,
        offer_count=count,
        is_example=True,
    )
    AllocationOutcome.objects.create(
        allocation=run,
        version=version,
        candidate_count=count,
        municipality_count=count,
        offered_count=count,
        reached_count=count,
        why="reached_target",
        reasons=[],
    )
    return run


def _live(enquiry: Enquiry, at: datetime, dice: random.Random) -> list[Question]:
    """Lets the enquiry live until `at`: sets its time stamps and answer, and returns the questions asked meanwhile."""
    offered_at = enquiry.offered_at
    if offered_at is None:
        return []
    asked: list[Question] = []
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    seen_at = offered_at + timedelta(hours=7 + dice.randrange(60))
    if dice.random() < 0.12:  # noqa: PLR2004 -- about one in eight asks first
        asked_at = seen_at + timedelta(minutes=20)
        answered_at = asked_at + timedelta(hours=dice.randrange(3, 50))
        text, reply = dice.choice(QUESTIONS)
        asked = [Question(enquiry=enquiry, text=text, asked_at=asked_at, answer_text=reply, answered_at=answered_at)]
        pauses = ((asked_at, answered_at),)
    facts = EnquiryFacts(created_at=offered_at, offered_at=offered_at, seen_at=seen_at, questions=pauses)
    enquiry.seen_at = seen_at
    enquiry.deadline_at = deadline(facts)
    days = min(dice.expovariate(1 / 4.2), SLOWEST_ANSWER_DAYS + dice.random() * 6)
    answered_at = (pauses[0][1] or seen_at) if pauses else seen_at
    answered_at += timedelta(days=days, hours=1)
    if enquiry.deadline_at is not None and answered_at > enquiry.deadline_at:
        enquiry.escalated_at = enquiry.deadline_at
    if answered_at < at and dice.random() < 0.94:  # noqa: PLR2004 -- a few never answer
        _answer(enquiry, facts, answered_at, dice)
    elif enquiry.deadline_at is not None and enquiry.deadline_at < at:
        enquiry.escalated_at = enquiry.deadline_at
    return asked


def _answer(enquiry: Enquiry, facts: EnquiryFacts, answered_at: datetime, dice: random.Random) -> None:
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    enquiry.answered_at = answered_at
    enquiry.answer_kind = kind
    enquiry.spent_days = working_days_spent(facts, answered_at)
    enquiry.answer_text = dice.choice(WORDS[kind])
    if kind == "later":
        enquiry.answer_later_date = (answered_at + timedelta(days=dice.randrange(60, 400))).date()
    elif kind == "has_it":
        enquiry.answer_existing = dice.choice(EXISTING)
    elif kind == "not_relevant":
        enquiry.answer_reason = dice.choices(list(REASONS), list(REASONS.values()))[0]
