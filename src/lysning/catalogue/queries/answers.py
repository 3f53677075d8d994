"""A version's answers as plain values, and its words for other rooms."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise

from lysning.catalogue.models import SolutionVersion
from lysning.catalogue.rules import answers, markdown
from lysning.catalogue.rules.price import PriceFacts
from lysning.catalogue.rules.versions import fingerprint
from lysning.catalogue.words import ANSWERS, COSTS
from lysning.taxonomy.models import Topic


@dataclass(frozen=True)
class SolutionText:
    """The words of a version, without Markdown's marks."""

    title: str
    problem: str
    audience: str
    description: str
    other: str

    @property
    def whole(self) -> str:
        """All words in reading order."""
        return "\n".join(filter(None, [self.title, self.problem, self.audience, self.description, self.other]))


@dataclass(frozen=True)
class MissingAnswer:
    """An answer that is still open: where it is asked, whether nothing is published without it, and what it costs in words."""

    answer: str
    step: int
    is_required: bool
    label: Promise
    cost: Promise


def with_answers(rows: QuerySet[SolutionVersion]) -> QuerySet[SolutionVersion]:
    """The versions with all that their answers consist of: five queries more, whatever their number."""
    topics = Prefetch("topics", Topic.objects.select_related("current"))
    return rows.prefetch_related("areas", "kle_groups", topics, "used_by", "images")


def answers_of(version: SolutionVersion) -> dict[str, object]:
    """Every answer by name: texts, choices, Decimals, ints or None; sets as sorted tuples of area keys, KLE numbers, topic keys
    as they were chosen, and municipality codes; images as (hash, words) pairs in order. No query after `with_answers`.
    """
    plain: dict[str, object] = {
        name: getattr(version, name) for name in (*answers.LONGEST, *answers.CHOICES, *answers.NUMBERS)
    }
    return plain | {
        "areas": tuple(sorted(area.key for area in version.areas.all())),
        "kle_groups": tuple(sorted(kle.number for kle in version.kle_groups.all())),
        "topics": tuple(sorted(topic.key for topic in version.topics.all())),
        "used_by": tuple(sorted(municipality.code for municipality in version.used_by.all())),
        "images": tuple((image.sha256, image.alt) for image in version.images.all()),
    }


def content_of(version: SolutionVersion) -> dict[str, object]:
    """The answers that make up a version's content: all but the note on what is new.

    No topics are left out rather than empty: the hash of a version from before there were topics stays what it was.
    """
    given = answers_of(version)
    return {name: value for name, value in given.items() if name != "change_note" and (value or name != "topics")}


def fingerprints_of(version: SolutionVersion) -> dict[str, str]:
    """What a person who opens the draft now sees, answer by answer, for `save_draft(seen=...)`."""
    return {name: fingerprint(value) for name, value in answers_of(version).items()}


def missing_answers(version: SolutionVersion) -> tuple[MissingAnswer, ...]:
    """The open answers of a version in the order they are asked, each with what it costs in reach."""
    return tuple(
        MissingAnswer(q.answer, q.step, q.is_required, ANSWERS[q.answer], COSTS[q.answer])
        for q in answers.missing(answers_of(version))
    )


class Priced(Protocol):
    """What states a price: a version, or a row with these columns of one."""

    @property
    def price_model(self) -> str: ...
    @property
    def price_amount(self) -> Decimal | None: ...
    @property
    def price_start(self) -> Decimal | None: ...
    @property
    def price_units(self) -> int | None: ...
    @property
    def price_unit_name(self) -> str: ...


def price_facts_of(version: Priced) -> PriceFacts:
    """The price of a version as rules.price reckons with it."""
    return PriceFacts(version.price_model, version.price_amount, version.price_start, version.price_units)


def text_of(version: SolutionVersion) -> SolutionText:
    """The words of a version, for search, matching and mails. No query."""
    return SolutionText(
        title=version.title,
        problem=version.problem,
        audience=version.audience,
        description=markdown.plain_of(version.description),
        other="\n".join(filter(None, [version.integrations, markdown.plain_of(version.evidence)])),
    )
