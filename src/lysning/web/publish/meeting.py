"""Two people have changed the same answer: both texts side by side, and one form in which no word is lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from lysning.catalogue.forms import StepForm
from lysning.catalogue.models import SolutionVersion
from lysning.catalogue.queries import answers_of
from lysning.catalogue.rules.versions import Passage, both, fingerprint, passages


@dataclass(frozen=True)
class Clash:
    """One answer that both changed: the saved one and mine in words, and how they differ when they are texts."""

    answer: str
    saved: str
    mine: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Meeting:
    """What the merge page is drawn from: the clashes, and the form filled with what we propose."""

    clashes: tuple[Clash, ...]
    form: StepForm


def meet(form: StepForm, draft: SolutionVersion, seen: Mapping[str, str], conflicts: tuple[str, ...]) -> Meeting:
    """Proposes one set of answers from a valid form and the draft as it is now.

    Where both changed a text, the proposal holds the words of both; where both changed a choice, mine stands first to be
    looked at. Otherwise the newer answer of the two stands.
    """
    saved, mine = answers_of(draft), form.changes
    proposal = {
        name: _proposed(
            mine[name], saved[name], is_clash=name in conflicts, is_mine=fingerprint(mine[name]) != seen.get(name)
        )
        for name in mine
    }
    clashes = tuple(_clash(form, name, saved[name], mine[name]) for name in mine if name in conflicts)
    return Meeting(clashes, type(form)(initial=proposal))


def _proposed(mine: object, saved: object, *, is_clash: bool, is_mine: bool) -> object:
    if not is_clash:
        return mine if is_mine else saved
    if isinstance(mine, str) and isinstance(saved, str) and " " in f"{mine}{saved}":
        return both(saved, mine)
    if isinstance(mine, tuple) and isinstance(saved, tuple):
        return tuple(sorted({*mine, *saved}))
    return mine


def _clash(form: StepForm, name: str, saved: object, mine: object) -> Clash:
    is_text = isinstance(saved, str) and not getattr(form.fields[name], "choices", None)
    parts = passages(str(saved), str(mine)) if is_text else ()
    return Clash(name, _written(form, name, saved), _written(form, name, mine), parts)


def _written(form: StepForm, name: str, value: object) -> str:
    words = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", ())}
    parts = value if isinstance(value, tuple) else () if value is None else (value,)
    return ", ".join(words.get(str(part), str(part)) for part in parts)
