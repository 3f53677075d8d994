"""A year of enquiries behind the example: offered, seen, asked, answered, handed on to the coordinator; by the real rules."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from lysning.catalogue.models import SolutionVersion
from lysning.directory.models import Municipality, Post
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
}
WHY_NOT = {
    "have_no_need": ["", "Vi har ikke den udfordring hos os.", "Antallet er så lille, at vi klarer det i dag."],
    "too_expensive": ["", "Prisen er for høj for en kommune af vores størrelse."],
    "not_mature": ["", "Vi vil gerne se den i drift et andet sted først."],
    "tied_by_contract": ["", "Vi har lige skiftet system."],
    "too_small": ["", "Den løser kun en af de fem opgaver, vi har."],
    "other_field": ["", "Det hører til en anden forvaltning hos os."],
}
EXISTING = ["et ældre system, som vi er glade for", "en løsning fra vores omsorgssystem", "vores egen ordning"]
QUESTIONS = [
    ("Hvor ligger data, og hvem kan se dem?", "I Danmark. Kun jeres egne medarbejdere kan se dem."),
    ("Hvor lang tid tager det at komme i gang?", "Tre uger fra aftale til første dag i brug."),
    ("Kan vi prøve uden at binde os?", "Ja, i tre måneder uden pris."),
]


NEW = timedelta(weeks=4)
"""A solution is new for so long: some of its enquiries are still open."""

PATIENCE = timedelta(days=60)
"""After so long past its deadline every enquiry has got its answer, from the coordinator if need be."""


def write_history(
    versions: Sequence[SolutionVersion], *, at: datetime, dice: random.Random, waiting: Sequence[str] = ()
) -> int:
    """Writes what has happened to each published version up to `at`; returns the number of enquiries.

    States follow from the time stamps by the same rules as real enquiries. In the municipalities `waiting` (their codes) each
    new solution waits for an answer, so that their leaders have something to do.
    """
    reachable = dict(Post.objects.exclude(email="").values_list("pk", "email"))
    homes = frozenset(Municipality.objects.filter(code__in=waiting).values_list("pk", flat=True))
    enquiries: list[Enquiry] = []
    questions: list[Question] = []
    for version in versions:
        published_at = version.frozen_at
        if published_at is None:
            continue
        age = at - published_at
        home = homes if age < NEW else frozenset()
        chosen = _chosen(match_posts(facts_of(version)), reachable, dice, age.days, home)
        run = _run(version, published_at, len(chosen))
        for match in chosen:
            offered_at = published_at + timedelta(days=dice.randrange(1, max(2, min(14, age.days)))) - NIGHT_OF_RUN
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
            questions += _live(enquiry, at, dice, answers=match.municipality_id not in home)
            enquiries.append(enquiry)
    Enquiry.objects.bulk_create(enquiries, batch_size=500)
    Question.objects.bulk_create(questions)
    return len(enquiries)


def _chosen(
    matches: Sequence[PostMatch],
    reachable: dict[int, str],
    dice: random.Random,
    age_days: int,
    home: frozenset[int],
) -> list[PostMatch]:
    """The best reachable post of each of some municipalities: more of them the longer the solution has been out.

    Those of the municipalities `home` are always among them.
    """
    best: dict[int, PostMatch] = {}
    for match in matches:
        if match.post_id in reachable:
            best.setdefault(match.municipality_id, match)
    at_home = [best.pop(pk) for pk in sorted(home & best.keys())]
    wanted = min(len(best), 9 + min(age_days, 300) // 14 + dice.randrange(6))
    return at_home + dice.sample(sorted(best.values(), key=lambda match: match.post_id), wanted)


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


def _live(enquiry: Enquiry, at: datetime, dice: random.Random, *, answers: bool) -> list[Question]:
    """Lets the enquiry live until `at`: sets its time stamps and answer, and returns the questions asked meanwhile.

    Without `answers` it is seen at most.
    """
    offered_at = enquiry.offered_at
    if offered_at is None:
        return []
    seen_at = offered_at + timedelta(hours=7 + dice.randrange(60))
    asked = _asked(enquiry, seen_at, at, dice) if dice.random() < 0.12 else []  # noqa: PLR2004 -- about one in eight asks first
    facts = EnquiryFacts(
        created_at=offered_at,
        offered_at=offered_at,
        seen_at=seen_at if seen_at < at else None,
        questions=tuple((each.asked_at, each.answered_at) for each in asked),
    )
    enquiry.seen_at = facts.seen_at
    enquiry.deadline_at = due = deadline(facts)
    days = min(dice.expovariate(1 / 4.2), SLOWEST_ANSWER_DAYS + dice.random() * 6)
    begun = next((each.answered_at or at for each in asked), seen_at)
    answered_at = begun + timedelta(days=days, hours=1)
    if dice.random() > 0.94 and due is not None:  # noqa: PLR2004 -- a few are forgotten until the coordinator looks
        answered_at = due + PATIENCE * dice.random()
    if not answers:
        answered_at = at
    if due is not None and due < min(answered_at, at):
        enquiry.escalated_at = due
    if answered_at < at:
        _answer(enquiry, facts, answered_at, dice)
    return asked


def _asked(enquiry: Enquiry, seen_at: datetime, at: datetime, dice: random.Random) -> list[Question]:
    """The question the leader asks on seeing the enquiry, if that was before `at`; answered if the answer was, too."""
    asked_at = seen_at + timedelta(minutes=20)
    answered_at = asked_at + timedelta(hours=dice.randrange(3, 50))
    text, reply = dice.choice(QUESTIONS)
    if asked_at >= at:
        return []
    if answered_at >= at:
        return [Question(enquiry=enquiry, text=text, asked_at=asked_at)]
    return [Question(enquiry=enquiry, text=text, asked_at=asked_at, answer_text=reply, answered_at=answered_at)]


def _answer(enquiry: Enquiry, facts: EnquiryFacts, answered_at: datetime, dice: random.Random) -> None:
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    enquiry.answered_at = answered_at
    enquiry.answer_kind = kind
    enquiry.spent_days = working_days_spent(facts, answered_at)
    reason = dice.choices(list(REASONS), list(REASONS.values()))[0] if kind == "not_relevant" else ""
    enquiry.answer_reason = reason
    enquiry.answer_text = dice.choice(WHY_NOT[reason] if reason else WORDS[kind])
    if kind == "later":
        enquiry.answer_later_date = (answered_at + timedelta(days=dice.randrange(60, 400))).date()
    elif kind == "has_it":
        enquiry.answer_existing = dice.choice(EXISTING)
