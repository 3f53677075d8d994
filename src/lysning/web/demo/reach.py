"""Rows with all that cannot be without them, for taking them away whole."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

Keys = dict[type[models.Model], set[Any]]


def reach(seeds: Mapping[type[models.Model], Iterable[object]]) -> Keys:
    """The rows with these keys, and all that cannot be without them: what points at one and may not point at nothing."""
    found: Keys = defaultdict(set)
    waiting = deque((model, set(keys)) for model, keys in seeds.items())
    while waiting:
        model, keys = waiting.popleft()
        keys -= found[model]
        if not keys:
            continue
        found[model] |= keys
        waiting.extend((parent, set(keys)) for parent in model._meta.get_parent_list())  # noqa: SLF001 -- documented by Django
        for relation in _pointing_at(model):
            if relation.on_delete is not models.SET_NULL:
                rows = rows_of(relation.related_model).filter(**{f"{relation.field.name}__in": keys})
                waiting.append((relation.related_model, set(rows.values_list("pk", flat=True))))
    return found


def take_away(gone: Keys) -> None:
    """Deletes these rows, in any order: the database looks at what points where when all is done.

    What may point at nothing does so afterwards. Raises IntegrityError, when the transaction ends, where something else points
    at one of them: give what `reach` found.
    """
    for model, keys in gone.items():
        for relation in _pointing_at(model):
            if relation.on_delete is models.SET_NULL:
                pointing = rows_of(relation.related_model).filter(**{f"{relation.field.name}__in": keys})
                pointing.exclude(pk__in=gone.get(relation.related_model, ())).update(**{relation.field.name: None})
    for model, keys in gone.items():
        rows = rows_of(model).filter(pk__in=keys)
        rows._raw_delete(rows.db)  # noqa: SLF001 -- `delete` would ask in which order, and refuse what goes too


def rows_of(model: type[models.Model]) -> models.QuerySet[Any]:
    """All rows of a table, whatever its managers leave out."""
    return models.QuerySet(model)


def has_field(model: type[models.Model], name: str) -> bool:
    """True when the model has a field of this name, or inherits one."""
    try:
        model._meta.get_field(name)  # noqa: SLF001 -- documented by Django
    except FieldDoesNotExist:
        return False
    return True


def _pointing_at(model: type[models.Model]) -> list[models.ManyToOneRel]:
    relations = model._meta.get_fields(include_hidden=True)  # noqa: SLF001 -- documented by Django
    return [each for each in relations if isinstance(each, models.ManyToOneRel)]
