"""What firms and their solutions are called, for texts that should not lean on them."""

from lysning.catalogue.models import Solution
from lysning.core.kept import kept_for

KEPT_SECONDS = 60


@kept_for(KEPT_SECONDS, keep_nothing=False)
def product_names() -> tuple[str, ...]:
    """The titles of the public solutions and the names of their suppliers, at most a minute old. One query."""
    rows = Solution.objects.public().values_list("current_version__title", "supplier__name")
    return tuple(sorted({name for row in rows for name in row if name}))
