"""The conditional update alone, without the row lock that the actions take besides."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.factories.direction import make_direction

from lysning.core.refusal import Refused
from lysning.core.revisions import update_unchanged
from lysning.direction.models import Direction


@pytest.mark.django_db
def test_who_saves_on_what_was_read_before_another_saved_is_refused_and_writes_nothing():
    row = make_direction(published=False)
    mine, theirs = (Direction.objects.get(pk=row.pk) for _ in range(2))
    assert update_unchanged(mine, revision=1, background="Mit").revision == 2
    with pytest.raises(Refused) as refused:
        update_unchanged(theirs, revision=1, background="Deres")
    assert refused.value.code == "stale"
    row.refresh_from_db()
    assert (row.background, row.revision) == ("Mit", 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_wins():
    key, together = make_direction(published=False).pk, Barrier(2)

    def save(words):
        try:
            row = Direction.objects.get(pk=key)
            together.wait(timeout=20)
            return update_unchanged(row, revision=1, background=words).background
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(save, ("A", "B")))
    row = Direction.objects.get(pk=key)
    assert (said, row.revision) == ([row.background, "stale"], 2)
