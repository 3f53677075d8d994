"""Loading the example: through the rooms' own actions where people act, in bulk for the year of history behind them."""

import json
import random
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from lysning.accounts.actions import make_example_user
from lysning.catalogue.actions import publish_solution, save_draft, start_solution
from lysning.catalogue.models import Solution, SolutionVersion
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.progress import Progress, silent
from lysning.directory.models import Municipality, Organisation, Partner, Post, Supplier
from lysning.enquiries.actions import measure_promises, run_allocation
from lysning.evidence.actions import import_projects
from lysning.matching.actions import fold_where_needed, index_post, read_projects
from lysning.moderation.models import Report
from lysning.web.demo.coalitions import write_coalitions
from lysning.web.demo.directions import write_directions
from lysning.web.demo.findings import write_findings
from lysning.web.demo.history import write_history
from lysning.web.demo.needs import write_needs
from lysning.web.demo.trials import write_trials
from lysning.web.figures import forget_figures
from lysning.web.openness import measure_openness

DATA = Path(__file__).resolve().parent / "data"
SEED = 98
REACHABLE_MUNICIPALITIES = 60
HOME, ELSEWHERE = "0751", "0461"
"""Two municipalities have people, so that what one does can be met by the other."""
LEADER_ROLE = "plejehjemsleder"
INTERESTS = {
    HOME: "Fald om natten, tryghed for beboere med demens, søvn uden forstyrrelser.",
    ELSEWHERE: "Genoptræning mellem besøgene, færre køreture, ro om natten i huse med lange gange.",
}
PARTNER = "VIA University College"
REPORTED = "Svar til borgere hele døgnet med kilde"


def load_demo(*, at: datetime | None = None, progress: Progress = silent) -> bool:
    """Fills the database with the example and returns True; nothing happens when it is there already (False).

    `progress(done, total, label)` is told each part.
    """
    moment = at or clock.now()
    if Supplier.objects.filter(is_example=True).exists():
        return False
    parts: list[tuple[str, Callable[[datetime, random.Random], None]]] = [
        ("suppliers", _suppliers),
        ("posts", _posts),
        ("people", _people),
        ("needs", _needs),
        ("solutions", _solutions),
        ("coalitions", _coalitions),
        ("directions", _directions),
        ("trials", _trials),
        ("projects", _projects),
        ("findings", _findings),
        ("history", _history),
        ("allocation", _allocation),
        ("reports", _reports),
        ("measures", _measures),
    ]
    with transaction.atomic():
        for done, (label, part) in enumerate(parts):
            progress(done, len(parts), label)
            part(moment, random.Random(SEED))  # noqa: S311 -- the same example every time, not a secret
        progress(len(parts), len(parts), "")
    forget_figures()
    return True


def rows(name: str) -> list[dict[str, Any]]:
    """The entries of one of the example's files, in order."""
    loaded: dict[str, list[dict[str, Any]]] = tomllib.loads((DATA / f"{name}s.toml").read_text(encoding="utf-8"))
    return loaded[name]


def _suppliers(at: datetime, _dice: random.Random) -> None:
    for row in rows("supplier"):
        email = f"{row['slug']}@lysning.example"
        Supplier.objects.create(
            kind="supplier", is_example=True, created_at=at - timedelta(weeks=50), contact_email=email, **row
        )


def _posts(_at: datetime, dice: random.Random) -> None:
    """Gives the posts of some municipalities an address that leads nowhere; the rest stay without contact."""
    codes = list(Municipality.objects.order_by("code").values_list("code", flat=True))
    known = {need["municipality"] for need in rows("need")} | {HOME, ELSEWHERE}
    chosen = sorted(known | set(dice.sample(codes, min(REACHABLE_MUNICIPALITIES, len(codes)))))
    posts = list(Post.objects.filter(municipality__code__in=chosen, email="").only("pk"))
    for post in posts:
        post.email, post.is_example = f"post-{post.pk}@kommune.example", True
    Post.objects.bulk_update(posts, ["email", "is_example"], batch_size=1000)


def _people(at: datetime, _dice: random.Random) -> None:
    """One made-up account for each role, and the municipal ones in two places; their names say that they are examples."""
    _person(
        "leverandoer", "Leverandør (eksempel)", "supplier_owner", at, Supplier.objects.get(slug="eksempel-gangsans")
    )
    for code, ending in ((HOME, ""), (ELSEWHERE, "-andet-sted")):
        place = Municipality.objects.get(code=code)
        post = Post.objects.get(municipality=place, role__key=LEADER_ROLE, institution="", closed_at__isnull=True)
        _person(f"leder{ending}", f"Plejehjemsleder i {place.name} (eksempel)", "leader", at, place, post)
        _person(f"koordinator{ending}", f"Koordinator i {place.name} (eksempel)", "coordinator", at, place)
        Post.objects.filter(pk=post.pk).update(interests=INTERESTS[code], is_example=True)
        index_post(post.pk, at=at)
    if partner := Partner.objects.filter(name=PARTNER).first():
        _person("partner", "Evaluator (eksempel)", "partner", at, partner)
    _person("moderator", "Moderator (eksempel)", "moderator", at)
    _person("drift", "Drift (eksempel)", "operator", at)


def _person(
    word: str, name: str, role: str, at: datetime, organisation: Organisation | None = None, post: Post | None = None
) -> None:
    email = f"{word}@lysning.example"
    make_example_user(email=email, name=name, role=role, organisation=organisation, post=post, at=at)


def _needs(at: datetime, _dice: random.Random) -> None:
    write_needs(rows("need"), at=at)


def _solutions(at: datetime, dice: random.Random) -> None:
    suppliers = {supplier.slug: supplier for supplier in Supplier.objects.filter(is_example=True)}
    codes = list(Municipality.objects.order_by("code").values_list("code", flat=True))
    for row in rows("solution"):
        published_at = at - timedelta(weeks=row["weeks_ago"], hours=dice.randrange(1, 60))
        used_by = dice.sample(codes, {"in_use": 5, "tested": 1}.get(row["maturity"], 0))
        _publish(suppliers[row["supplier"]], row, used_by, published_at)
    fold_where_needed(at=at)


def _publish(supplier: Supplier, row: dict[str, Any], used_by: list[str], at: datetime) -> None:
    draft = start_solution(supplier=supplier, by=SYSTEM, at=at - timedelta(minutes=7))
    changes = {
        **{
            name: row[name].strip()
            for name in ("title", "problem", "audience", "description", "integrations", "evidence")
        },
        **{name: row[name] for name in ("maturity", "price_model", "personal_data", "ai_use", "medical_device")},
        "wanted_from_municipality": row["wanted"],
        "price_amount": Decimal(str(row["price_amount"])),
        "price_start": Decimal(str(row["price_start"])),
        "price_units": row.get("price_units"),
        "price_unit_name": row.get("price_unit_name", ""),
        "areas": row["areas"],
        "kle_groups": row["kle"],
        "topics": row["topics"],
        "used_by": used_by,
        "contact_email": supplier.contact_email,
    }
    saved = save_draft(version=draft, revision=draft.revision, changes=changes, by=SYSTEM, at=at - timedelta(minutes=5))
    publish_solution(version=saved, by=SYSTEM, at=at)


def _coalitions(at: datetime, _dice: random.Random) -> None:
    write_coalitions(at=at)


def _directions(at: datetime, _dice: random.Random) -> None:
    write_directions(at=at)


def _trials(at: datetime, _dice: random.Random) -> None:
    write_trials(at=at)


def _findings(at: datetime, _dice: random.Random) -> None:
    write_findings(at=at)


def _projects(at: datetime, _dice: random.Random) -> None:
    content = json.dumps(rows("project")).encode()
    import_projects(content=content, source="Eksempler", is_example=True, apply=True, by=SYSTEM, at=at)
    read_projects(at=at)


def _history(at: datetime, dice: random.Random) -> None:
    ids = Solution.objects.filter(is_example=True).values_list("current_version_id", flat=True)
    versions = (
        SolutionVersion.objects.filter(pk__in=ids).select_related("solution").prefetch_related("areas", "kle_groups")
    )
    write_history(list(versions.order_by("pk")), at=at, dice=dice, waiting=(HOME, ELSEWHERE))


def _allocation(at: datetime, _dice: random.Random) -> None:
    run_allocation(by=SYSTEM, at=at)


def _reports(at: datetime, _dice: random.Random) -> None:
    """A text that somebody has reported, so that a moderator has something to decide."""
    Report.objects.create(
        solution=Solution.objects.get(is_example=True, current_version__title=REPORTED),
        reason="misleading",
        text="Der står, at den svarer hele døgnet. Hos os var den lukket om natten i to uger.",
        created_at=at - timedelta(days=1),
    )


def _measures(at: datetime, _dice: random.Random) -> None:
    measure_promises(at=at, months=12)
    measure_openness(at=at)
