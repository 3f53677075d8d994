"""The one permission idiom: a room's table of verbs, from which both `may()` and `visible_to()` come.

A predicate is a name and a function from an actor to a Django `Q`. "Which rows may this actor …" filters by that Q; "may
this actor … this row" evaluates the same Q on the loaded row. There is no second source that could drift.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from lysning.core.actors import Actor

M = TypeVar("M", bound=Model)
NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING


@dataclass(frozen=True)
class Predicate:
    """One short condition: `words` say it to a data protection officer, `rows` gives the rows for which it holds."""

    name: str
    words: Promise | str
    rows: Callable[[Actor], Q]


@dataclass(frozen=True)
class Verb:
    """What may be done, to which kind of row (None: to nothing in particular), and the alternatives that allow it."""

    model: type[Model] | None
    alternatives: tuple[tuple[Predicate, ...], ...]

    def rows(self, actor: Actor) -> Q:
        """The Q of all rows on which the actor may do this."""
        either = NOTHING
        for alternative in self.alternatives:
            both = EVERYTHING
            for predicate in alternative:
                both &= predicate.rows(actor)
            either |= both
        return either


Table = Mapping[str, Verb]
_tables: dict[str, Table] = {}


def register(room: str, table: Table) -> Table:
    """Makes the room's table known to `may()` and to the generated page docs/permissions.md; returns it.

    Raises ValueError for a verb that does not start with the room's name.
    """
    if strangers := [verb for verb in table if not verb.startswith(f"{room}.")]:
        raise ValueError(f"verbs outside the room {room}: {strangers}")
    _tables[room] = table
    return table


def tables() -> Mapping[str, Table]:
    """Every room's table by the room's name."""
    return dict(_tables)


def verb(name: str) -> Verb:
    """The row of the table with this name; raises LookupError for an unknown verb, so that a slip never opens a door."""
    room = name.partition(".")[0]
    try:
        return _tables[room][name]
    except KeyError:
        raise LookupError(f"unknown verb {name}") from None


def may(actor: Actor, name: str, row: Model | None = None) -> bool:
    """True when the table lets the actor do the verb to the row (no row: verbs that have no model).

    Raises LookupError for an unknown verb and TypeError when the row is of another kind than the table says.
    """
    entry = verb(name)
    if entry.model is None:
        return holds(entry.rows(actor), None)
    if not isinstance(row, entry.model):
        raise TypeError(f"{name} is about {entry.model.__name__}, not {type(row).__name__}")
    return holds(entry.rows(actor), row)


def allowed(rows: QuerySet[M], actor: Actor, name: str) -> QuerySet[M]:
    """The rows on which the actor may do the verb; the set side of `may()`."""
    return rows.filter(verb(name).rows(actor))


def conceivable(actor: Actor, name: str) -> bool:
    """False when the table alone rules out that the actor may do the verb to any row, whatever rows there are.

    Asks no database, so the answer tells nothing about what exists.
    """
    return _settled(verb(name).rows(actor)) is not False


def shown_the_way(actor: Actor, name: str) -> bool:
    """Whether a page leads this reader to the verb: who has not signed in yet, and for whom it is conceivable."""
    return not actor.is_signed_in or conceivable(actor, name)


def _settled(condition: Q) -> bool | None:
    """True when the Q holds for every row, False when for none, None when it depends on the row."""
    verdicts = [_settled(child) if isinstance(child, Q) else _settled_leaf(child) for child in condition.children]
    decisive = condition.connector == Q.OR
    verdict: bool | None = not decisive if verdicts else True
    if decisive in verdicts:
        verdict = decisive
    elif None in verdicts:
        return None
    return verdict is not condition.negated


def _settled_leaf(child: Any) -> bool | None:
    path, wanted = child
    is_of_nothing = path.endswith("__in") and isinstance(wanted, list | tuple | set | frozenset) and not wanted
    return False if is_of_nothing else None


def holds(condition: Q, row: Model | None) -> bool:
    """Evaluates a Q on one loaded row, as the database would on its table.

    Supports exact, in and isnull over foreign keys. Raises NotImplementedError for any other lookup: a permission that
    cannot be asked of one row has no place in a table.
    """
    results = (_leaf(child, row) if not isinstance(child, Q) else holds(child, row) for child in condition.children)
    answer = (any(results) if condition.children else True) if condition.connector == Q.OR else all(results)
    return not answer if condition.negated else answer


def _leaf(child: Any, row: Model | None) -> bool:
    path, wanted = child
    *steps, last = path.split("__")
    if last not in {"in", "isnull", "exact"}:
        steps, last = [*steps, last], "exact"
    if steps == ["pk"] and last == "in" and not wanted:
        return False
    value: Any = row
    for step in steps:
        if value is None:
            break
        value = getattr(value, step)
    return _compare(last, value, wanted)


def _compare(lookup: str, value: Any, wanted: Any) -> bool:
    if lookup == "isnull":
        return (value is None) is wanted
    if isinstance(value, Model):
        value = value.pk
    if lookup == "in":
        return value is not None and value in set(wanted)
    if isinstance(wanted, Model):
        wanted = wanted.pk
    return value is not None and bool(value == wanted)


def everyone(_actor: Actor) -> Q:
    """Holds for all rows and all actors."""
    return EVERYTHING


def when(condition: Callable[[Actor], bool]) -> Callable[[Actor], Q]:
    """A predicate about the actor alone: all rows when the condition holds, otherwise none."""
    return lambda actor: EVERYTHING if condition(actor) else NOTHING


def has_role(*roles: str) -> Callable[[Actor], Q]:
    """All rows when the actor has one of the roles anywhere, otherwise none."""
    return when(lambda actor: not actor.roles.isdisjoint(roles))
