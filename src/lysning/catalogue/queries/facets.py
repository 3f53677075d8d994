"""What everyone may see of the catalogue, kept in the process until it changes."""

from django.db import connection

from lysning.catalogue.models import Solution
from lysning.catalogue.rules.facets import Shelf, shelf
from lysning.core.kept import KeptWhile


def _state() -> tuple[int, int]:
    """What differs whenever another change of the catalogue can be seen: changes are rows, and late ones add to the count."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0), count(*) FROM catalogue_solutionchange")
        newest, number = cursor.fetchone()
    return newest, number


def _read(_state: tuple[int, int]) -> Shelf:
    """The public solutions with their marks, the newest first; exact at the moment it is asked for.

    One query that reads two numbers, and a second one only after the catalogue has changed: what narrows and counts tens of
    thousands of rows for every reader is then done where they lie side by side, in a millisecond.
    """
    newest = Solution.objects.public().order_by("-published_at", "-pk").values_list("pk", "marks")
    return shelf(newest.iterator(chunk_size=5_000))


public_shelf = KeptWhile(_state, _read)
