"""Answers on their way into a draft: cleaned, checked, and the sets looked up."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Manager, Model, QuerySet

from lysning.catalogue.models import CHOICES, SolutionVersion
from lysning.catalogue.rules import answers
from lysning.core.refusal import Refused
from lysning.directory.models import Municipality
from lysning.taxonomy.models import KleGroup, ServiceArea, Topic

CHOOSABLE: dict[str, tuple[Callable[[], QuerySet[Any]], str]] = {
    "areas": (ServiceArea.objects.all, "key"),
    "kle_groups": (KleGroup.objects.all, "number"),
    "topics": (Topic.objects.accepted, "key"),
    "used_by": (Municipality.objects.all, "code"),
}
"""What a set may hold, and the field of it that stands in an answer."""
MOST = {"areas": answers.MOST_AREAS, "kle_groups": answers.MOST_KLE_GROUPS, "topics": answers.MOST_TOPICS}


def checked(changes: Mapping[str, object]) -> dict[str, object]:
    """The answers as they may be stored: texts cleaned, sets as sorted tuples of keys.

    Raises Refused at the first answer that is not allowed, and ValueError for one that does not exist.
    """
    if strangers := changes.keys() - set(answers.ANSWERS):
        raise ValueError(f"no such answers: {sorted(strangers)}")
    texts = {name: answers.cleaned(name, str(changes[name] or "")) for name in changes if name in answers.LONGEST}
    for fault in answers.text_faults(texts):
        raise Refused(fault.code, field=fault.answer, **fault.facts)
    _check_addresses(texts)
    result: dict[str, object] = dict(texts)
    for name, value in changes.items():
        if name in answers.CHOICES:
            result[name] = _choice(name, value)
        elif name in answers.NUMBERS:
            result[name] = _number(name, value)
        elif name in answers.SETS:
            result[name] = _keys(name, cast("Collection[str]", value))
    return result


def write_sets(version: SolutionVersion, sets: Mapping[str, object]) -> None:
    """Writes the areas, KLE groups, topics and users of a draft. Raises Refused("unknown_choice") for a key nobody knows."""
    for name, keys in sets.items():
        choosable, column = CHOOSABLE[name]
        wanted = cast("tuple[str, ...]", keys)
        rows: list[Model] = list(choosable().filter(**{f"{column}__in": wanted}))
        if len(rows) != len(wanted):
            raise Refused("unknown_choice", field=name)
        cast("Manager[Model]", getattr(version, name)).set(rows)  # type: ignore[attr-defined]


def _check_addresses(texts: Mapping[str, str]) -> None:
    if (website := texts.get("website")) and not answers.is_web_address(website):
        raise Refused("bad_website", field="website")
    if email := texts.get("contact_email"):
        try:
            validate_email(email)
        except ValidationError:
            raise Refused("bad_email", field="contact_email") from None


def _choice(name: str, value: object) -> str:
    choice = str(value or "")
    if choice and choice not in CHOICES[name]:
        raise Refused("unknown_choice", field=name)
    return choice


def _number(name: str, value: object) -> Decimal | int | None:
    if value is None or value == "":
        return None
    if name == "price_units":
        units = int(str(value))
        if not 1 <= units <= answers.GREATEST_UNITS:
            raise Refused("bad_units", field=name)
        return units
    amount = Decimal(str(value))
    if not 0 <= amount <= answers.GREATEST_AMOUNT:
        raise Refused("bad_amount", field=name)
    return amount.quantize(Decimal("0.01"))


def _keys(name: str, value: Collection[str]) -> tuple[str, ...]:
    keys = tuple(sorted({str(key) for key in value}))
    if name in MOST and len(keys) > MOST[name]:
        raise Refused(f"too_many_{name}", field=name, most=MOST[name])
    return keys
