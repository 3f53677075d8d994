"""Reads whose SQL is written once."""

import pytest
from tests.factories.directory import make_municipality

from lysning.core.written import WrittenOnce
from lysning.directory.models import Municipality

pytestmark = pytest.mark.django_db


def test_the_statement_is_written_once_and_read_for_any_keys(django_assert_num_queries):
    written = []

    @WrittenOnce
    def names(keys):
        written.append(keys)
        return Municipality.objects.filter(pk__among=keys).order_by("name").values_list("pk", "name")

    one, other, third = (make_municipality(name) for name in ("Bogense", "Asnæs", "Corsør"))
    with django_assert_num_queries(2):
        assert names([one.pk, other.pk, one.pk]) == [(other.pk, "Asnæs"), (one.pk, "Bogense")]
        assert names(iter([third.pk])) == [(third.pk, "Corsør")]
    assert len(written) == 1


def test_keys_stand_wherever_the_read_asks_for_them():
    @WrittenOnce
    def twice(keys):
        rows = Municipality.objects.filter(pk__among=keys).order_by().values_list("pk")
        return rows.union(rows, all=True)

    place = make_municipality("Bogense")
    assert twice([place.pk]) == [(place.pk,), (place.pk,)]


def test_no_keys_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert WrittenOnce(lambda keys: Municipality.objects.filter(pk__among=keys).values_list("pk"))([]) == []
