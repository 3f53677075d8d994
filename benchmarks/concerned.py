"""Whom a text concerns, read without a database: the rules against one imaginary municipality that has every role; and the
judged texts to hold the answers against.
"""

import csv
import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lysning.cli.bench.classifiers import product_model
from lysning.cli.bench.titles import FORMULA, subjects
from lysning.cli.match import read_description
from lysning.matching.rules import kle, profiles, scoring
from lysning.matching.rules.vocabulary import vocabulary
from lysning.matching.text import tables
from lysning.matching.text.analyser import default_analyser

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SHARED = ROOT.parent / "shared"
AREAS = tomllib.loads((ROOT / "src/lysning/taxonomy/data/areas.toml").read_text(encoding="utf-8"))["area"]
IDS = {area["key"]: number for number, area in enumerate(AREAS, 1)}
KEYS = {number: key for key, number in IDS.items()}
LISTED = {
    number: frozenset(IDS[area["key"]] for area in AREAS if number in area["kle"])
    for area in AREAS
    for number in area["kle"]
}
NAMES = {IDS[area["key"]]: area["name_da"] for area in AREAS}
ROLES = [(IDS[area["key"]], role["da"], role["level"]) for area in AREAS for role in area["roles"]]
POSTS = [scoring.PostFacts(n, 1, area_id, n, title, level) for n, (area_id, title, level) in enumerate(ROLES)]


class Judged(NamedTuple):
    """A text by its fields, the areas it was judged to concern (none: nobody), and the roles where that is clear."""

    name: str
    fields: Mapping[str, str]
    areas: frozenset[str]
    roles: frozenset[str] = frozenset()


class Answer(NamedTuple):
    """The areas of the posts a text reaches, and the roles, each in the order of its best post."""

    areas: tuple[str, ...]
    roles: tuple[str, ...]


def evidence(fields: Mapping[str, str]) -> dict[str, profiles.Evidence]:
    """What the vocabulary finds in a text."""
    return profiles.evidence(profiles.read(fields, default_analyser()), vocabulary())


def answer(fields: Mapping[str, str]) -> Answer:
    """Whom a text concerns."""
    reading = profiles.read(fields, default_analyser())
    areas = scoring.concerned_areas(profiles.evidence(reading, vocabulary()), IDS)
    matches = scoring.relevant_posts(areas, POSTS, reading, scoring.Signals(), NAMES) if areas else []
    return Answer(
        tuple(dict.fromkeys(KEYS[match.area_id] for match in matches)),
        tuple(dict.fromkeys(ROLES[match.role_id][1] for match in matches)),
    )


def descriptions(split: str) -> list[Judged]:
    """Our own descriptions of one split, taken apart as `lysning match` does."""
    return [
        Judged(str(row.number), read_description(row.text), row.area_keys, row.roles)
        for row in tables.descriptions()
        if row.split == split
    ]


def projects(split: str) -> list[Judged]:
    """The judged ERDF projects of one split; the texts lie beside the checkout."""
    lines = (SHARED / "data/erdf_dk/erdf_dk.jsonl").read_text(encoding="utf-8").splitlines()
    with (HERE / "erdf_labels.tsv").open(encoding="utf-8") as file:
        labels = [row for row in csv.DictReader(file, delimiter="\t") if row["split"] == split]
    texts = {row["index"]: json.loads(lines[int(row["index"])]) for row in labels}
    return [
        Judged(
            row["index"],
            {"title": texts[row["index"]]["title"], "description": texts[row["index"]]["description"]},
            frozenset(row["areas"].split(",")) - {"none"},
        )
        for row in labels
    ]


def activities(split: str) -> list[Judged]:
    """KL's processing activities; the areas are those of their KLE groups. Even ones are dev, odd ones test."""
    fields = json.loads((SHARED / "facts/fagomraader.json").read_text(encoding="utf-8"))
    rows = json.loads((SHARED / "data/kl_article30_behandlingsaktiviteter.json").read_text(encoding="utf-8"))
    judged = []
    for number, row in enumerate(rows):
        groups = row["kleGroups"] or row["kleMainGroups"] or []
        areas = {
            f["key"] for f in fields for kle in f["kle"] if any(g == kle or g.startswith(f"{kle}.") for g in groups)
        }
        if areas and number % 2 == ("dev", "test").index(split):
            title, text = (FORMULA.sub("", part or "") for part in (row["name"], row["description"]))
            judged.append(Judged(row["name"][:60], {"title": title, "description": text}, frozenset(areas)))
    return judged


def share(rows: Iterable[bool]) -> tuple[int, int]:
    """How many hold, of how many."""
    listed = list(rows)
    return sum(listed), len(listed)


def figures(judged: Iterable[Judged]) -> dict[str, tuple[int, int]]:
    """The figures that are reported: how many of how many. Figures of nothing are left out."""
    answers = [(text, answer(text.fields)) for text in judged]
    some = [(text, given) for text, given in answers if text.areas]
    with_role = [(text, given) for text, given in some if text.roles]
    found = {
        "right area first": share(given.areas[:1] != () and given.areas[0] in text.areas for text, given in some),
        "right area among the first three": share(bool({*given.areas[:3]} & text.areas) for text, given in some),
        "right leader first": share(bool({*given.roles[:1]} & text.roles) for text, given in with_role),
        "right leader among the first three": share(bool({*given.roles[:3]} & text.roles) for text, given in with_role),
        "concerns nobody and was silent": share(not given.areas for text, given in answers if not text.areas),
    }
    return {name: (holds, of) for name, (holds, of) in found.items() if of}


def mistakes(judged: Iterable[Judged]) -> Iterable[str]:
    """Every text whose first area is wrong, with what was found."""
    for text in judged:
        given = answer(text.fields)
        is_right = given.areas[0] in text.areas if given.areas and text.areas else bool(given.areas) == bool(text.areas)
        if not is_right:
            wanted, got = ",".join(sorted(text.areas)) or "nobody", ",".join(given.areas[:3]) or "nobody"
            yield f"{text.name}: judged {wanted}; got {got}: {' '.join(text.fields.values())[:90]!r}"


@cache
def model(path: Path) -> kle.Learnt:
    """The product's model of a KLE list."""
    own = (ROOT / "src/lysning/taxonomy/data/kle.csv").read_text(encoding="utf-8").splitlines()
    return product_model(subjects(path, {row["number"] for row in csv.DictReader(own)}))


def report_kle(path: Path, judged: list[Judged]) -> None:
    """Prints how well the areas of KLE groups fit the judged texts: by the model alone, and as groups are suggested."""
    learnt = model(path)
    told: dict[str, list[tuple[Judged, list[str]]]] = {"the model alone": [], "as suggested": []}
    for text in judged:
        reading = profiles.read(text.fields, default_analyser())
        strengths = {
            area.area_id: area.strength
            for area in scoring.concerned_areas(profiles.evidence(reading, vocabulary()), IDS)
        }
        said = kle.as_title(reading.weights)
        scores = kle.scores(learnt, said)
        told["the model alone"].append((text, sorted(scores, key=lambda number: -scores[number])))
        told["as suggested"].append((text, [each.number for each in kle.candidates(learnt, said, strengths, LISTED)]))
    for name, answers in told.items():
        some = [(text, [_near(number) for number in numbers]) for text, numbers in answers if text.areas]
        firsts = [(text, next(filter(None, areas), frozenset())) for text, areas in some]
        threes = [(text, areas) for text, groups in some for areas in groups[:3]]
        _print(f"KLE, {name}: area of the first", share(bool(areas & text.areas) for text, areas in firsts))
        _print(f"KLE, {name}: groups, of three, in a right area", share(bool(a & text.areas) for text, a in threes))
        _print(f"KLE, {name}: nobody's and silent", share(not n for text, n in answers if not text.areas))


def _near(number: str) -> frozenset[str]:
    return frozenset(KEYS[area] for area in kle.areas_near(number, LISTED))


def _print(name: str, figure: tuple[int, int]) -> None:
    print(f"  {name:58}{figure[0]:>4} of {figure[1]:>3} = {figure[0] / (figure[1] or 1):.0%}")


def report(title: str, judged: list[Judged], *, with_mistakes: bool = False) -> None:
    """Prints the figures of some judged texts, and where asked the mistakes."""
    print(f"\n{title}")
    for name, (holds, of) in figures(judged).items():
        print(f"  {name:36}{holds:>4} of {of:>3} = {holds / of:.0%}")
    if with_mistakes:
        print(*mistakes(judged), sep="\n")
