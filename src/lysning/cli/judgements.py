"""`lysning judgements`: what people say of hits and enquiries, as a test collection and as figures over time."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from lysning.operations.text import _

Rows = Iterable[Mapping[str, object]]


@click.group(
    help=_("Judgements of the search and the matching by those who use them. Nothing in them tells who judged.")
)
def judgements() -> None:
    pass


@judgements.command(
    help=_(
        "Write two test collections into FOLDER: search (questions and solutions) and match (solutions and posts), each as"
        " corpus.jsonl, queries.jsonl and qrels.tsv, as `lysning bench relevance` reads them."
    )
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar=_("FOLDER"))
def export(folder: Path) -> None:
    from lysning import operations

    operations.ready()
    for name, (corpus, queries, grades) in {"search": _search(), "match": _match()}.items():
        count = _write(folder / name, corpus, queries, grades)
        click.echo(_("{folder}: {count} judgements").format(folder=folder / name, count=count))


@judgements.command(help=_("Show month by month how many hits and enquiries were found relevant."))
@click.option("--json", "as_json", is_flag=True, help=_("The months as one JSON list."))
def report(*, as_json: bool) -> None:
    from lysning import operations

    operations.ready()
    months = _months()
    if as_json:
        click.echo(json.dumps(months, indent=1))
    elif not months:
        click.echo(_("Nobody has judged anything yet."))
    else:
        line = _(
            "{month}: {hits} hits judged, {hits_relevant} relevant; {answers} answers, {answers_relevant} relevant"
        )
        for month in months:
            click.echo(line.format(**month))


def _search() -> tuple[Rows, Rows, dict[str, dict[str, int]]]:
    from lysning.catalogue.models import Solution
    from lysning.matching.actions.subjects import SUBJECTS
    from lysning.matching.models import Judgement
    from lysning.matching.rules.judgements import Said, grades

    said = Judgement.objects.values_list("question", "solution_id", "is_relevant")
    graded = grades(Said(question, str(solution), relevant) for question, solution, relevant in said.iterator())
    names = {question: str(number) for number, question in enumerate(graded, 1)}
    keys = [int(key) for documents in graded.values() for key in documents]
    public = set(Solution.objects.public().filter(pk__in=keys).values_list("pk", flat=True))
    corpus = (
        {"_id": str(s.subject_id), "title": s.fields["title"], "text": s.fields["body"]}
        for s in SUBJECTS["solution"].all()
    )
    queries = [{"_id": names[question], "text": question} for question in graded]
    kept = {
        names[question]: {key: grade for key, grade in documents.items() if int(key) in public}
        for question, documents in graded.items()
    }
    return corpus, queries, kept


def _match() -> tuple[Rows, Rows, dict[str, dict[str, int]]]:
    from lysning.catalogue.models import SolutionVersion
    from lysning.directory.models import Post
    from lysning.enquiries.queries.judgements import judged_by_leaders

    graded: dict[str, dict[str, int]] = defaultdict(dict)
    for each in judged_by_leaders():
        graded[str(each.version_id)][str(each.post_id)] = each.grade
    posts = Post.objects.active().select_related("role", "area").order_by("pk")
    versions = SolutionVersion.objects.filter(pk__in=[int(key) for key in graded]).order_by("pk")
    corpus = ({"_id": str(p.pk), "title": p.role.title_da, "text": f"{p.area.name_da}\n{p.interests}"} for p in posts)
    queries = [{"_id": str(v.pk), "text": f"{v.title}\n{v.problem}\n{v.audience}\n{v.description}"} for v in versions]
    return corpus, queries, dict(graded)


def _write(folder: Path, corpus: Rows, queries: Rows, grades: Mapping[str, Mapping[str, int]]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    lines = [f"{query}\t{key}\t{grade}\n" for query, documents in grades.items() for key, grade in documents.items()]
    (folder / "qrels.tsv").write_text("query\tdocument\tgrade\n" + "".join(lines), encoding="utf-8")
    return len(lines)


def _months() -> list[dict[str, Any]]:
    from lysning.core.clock import day_of
    from lysning.enquiries.queries.judgements import judged_by_leaders
    from lysning.matching.models import Judgement

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for at, is_relevant in Judgement.objects.values_list("judged_at", "is_relevant").iterator():
        counts[f"{day_of(at):%Y-%m}"].update(hits=1, hits_relevant=int(is_relevant))
    for each in judged_by_leaders():
        counts[f"{day_of(each.judged_at):%Y-%m}"].update(answers=1, answers_relevant=int(each.grade > 0))
    names = ("hits", "hits_relevant", "answers", "answers_relevant")
    return [{"month": month, **{name: counts[month][name] for name in names}} for month in sorted(counts)]
