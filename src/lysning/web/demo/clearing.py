"""Taking the example away again: every row that is marked, and what hangs on it. Real data stay as they are."""

from datetime import datetime

from django.db import transaction

from lysning.accounts.models import User
from lysning.catalogue.models import Solution, SolutionImage, SolutionVersion
from lysning.core import audit, clock
from lysning.core.actors import SYSTEM, Actor
from lysning.directory.models import Post, Supplier
from lysning.enquiries.models import Allocation, AllocationOutcome, Enquiry, PromiseMeasure
from lysning.evidence.actions import remove_examples
from lysning.matching.actions import read_projects, remove_document
from lysning.moderation.models import Report
from lysning.needs.models import Need
from lysning.notifications.models import Mail
from lysning.web.demo.coalitions import clear_coalitions
from lysning.web.demo.directions import clear_directions
from lysning.web.demo.findings import clear_findings
from lysning.web.demo.trials import clear_trials
from lysning.web.figures import forget_figures


@transaction.atomic
def clear_demo(*, by: Actor = SYSTEM, at: datetime | None = None) -> dict[str, int]:
    """Removes all that is marked as an example; returns how many rows of each kind went. A second time removes nothing.

    Enquiries about example solutions go too, whoever answered them. The audit log keeps its lines: it only grows.
    """
    moment = at or clock.now()
    solutions = list(Solution.objects.filter(is_example=True).values_list("pk", flat=True))
    needs = list(Need.objects.filter(is_example=True).values_list("pk", flat=True))
    enquiries = Enquiry.objects.filter(version__solution_id__in=solutions)
    counts = {"solutions": len(solutions), "needs": len(needs), "enquiries": enquiries.count()}
    counts["directions"] = clear_directions()
    counts["findings"] = clear_findings()
    counts["trials"] = clear_trials()
    counts["coalitions"] = clear_coalitions()
    Report.objects.filter(solution_id__in=solutions).delete()
    Report.objects.filter(need_id__in=needs).delete()
    AllocationOutcome.objects.filter(version__solution_id__in=solutions).delete()
    enquiries.delete()
    Allocation.objects.filter(is_example=True).delete()
    SolutionImage.objects.filter(version__solution_id__in=solutions).delete()
    Solution.objects.filter(pk__in=solutions).update(current_version=None, published_at=None)
    SolutionVersion.objects.filter(solution_id__in=solutions).delete()
    Solution.objects.filter(pk__in=solutions).delete()
    Need.objects.filter(pk__in=needs).delete()
    for key in solutions:
        remove_document("solution", key, at=moment)
    for key in needs:
        remove_document("need", key, at=moment)
    projects = remove_examples()
    for key in projects:
        remove_document("project", key, at=moment)
    read_projects(at=moment)
    counts["projects"] = len(projects)
    counts |= _people_and_places(moment)
    if counts["enquiries"]:
        PromiseMeasure.objects.all().delete()
    if any(counts.values()):
        audit.record("web.clear_demo", None, by=by, at=moment, **counts)
    forget_figures()
    return counts


def _people_and_places(at: datetime) -> dict[str, int]:
    counts = {
        "mails": Mail.objects.filter(is_example=True).delete()[0],
        "people": User.objects.filter(is_example=True).count(),
        "suppliers": Supplier.objects.filter(is_example=True).count(),
    }
    User.objects.filter(is_example=True).delete()
    Supplier.objects.filter(is_example=True).delete()
    posts = list(Post.objects.filter(is_example=True).values_list("pk", flat=True))
    Post.objects.filter(pk__in=posts).update(email="", interests="", is_example=False)
    for key in posts:
        remove_document("post", key, at=at)
    return counts | {"posts": len(posts)}
