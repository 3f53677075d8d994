from datetime import UTC, datetime

import pytest
from tests.factories.needs import make_need

from lysning.matching.actions import fold, rebuild_space, remove_document
from lysning.matching.actions.checking import Fault, check_index, repair_index
from lysning.matching.actions.subjects import SUBJECTS
from lysning.matching.models import Document, Generation, TermRow, Word
from lysning.matching.queries.search import answers

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def needs():
    """Two needs in a folded index."""
    made = [
        make_need(title="Fald om natten", description="Beboere falder, og ingen hører det."),
        make_need(title="Affald uden tomme ture", description="Bilerne kører forgæves til tomme spande."),
    ]
    rebuild_space("need", SUBJECTS["need"].all, at=AT)
    return made


def live():
    return Generation.objects.live("need").get()


def stale(need):
    type(need).objects.filter(pk=need.pk).update(title="Noget helt andet")
    return Fault("need", "stale", need.pk)


def spoilt(need, **fields):
    Document.objects.filter(generation=live(), subject_id=need.pk).update(is_folded=False, **fields)
    fold(live(), at=AT)  # so that the postings say what the spoilt row says
    return Fault("need", "stale", need.pk)


def spoilt_terms(need):
    return spoilt(need, terms=["skræmmende"], impacts=[1.0])


def spoilt_impacts(need):
    row = Document.objects.get(generation=live(), subject_id=need.pk)
    return spoilt(need, impacts=[impact * 2 for impact in row.impacts])


def spoilt_order(need):
    return spoilt(need, words=" noget helt andet |")


def missing(need):
    remove_document("need", need.pk, at=AT)
    return Fault("need", "missing", need.pk)


def surplus(need):
    type(need).objects.filter(pk=need.pk).update(closed_at=AT)
    return Fault("need", "surplus", need.pk)


def rows(_need):
    TermRow.objects.filter(generation=live()).first().delete()
    return Fault("need", "rows", 0)


def changed_rows(_need):
    row = TermRow.objects.filter(generation=live()).first()
    TermRow.objects.filter(pk=row.pk).update(impacts=bytes(row.impacts)[:-1] + b"\x01")
    return Fault("need", "rows", 0)


def words(_need):
    Word.objects.filter(generation=live(), form="natten").update(documents=7)
    return Fault("need", "words", 1)


def unread(_need):
    Generation.objects.filter(pk=live().pk).update(analyser_version="another")
    return Fault("need", "unread")


def test_an_index_in_order_has_no_faults(needs):
    assert check_index("need") == []
    assert repair_index("need", at=AT) == []


HARMS = (
    *(stale, spoilt_terms, spoilt_impacts, spoilt_order),
    *(missing, surplus, rows, changed_rows, words, unread),
)


@pytest.mark.parametrize("harm", HARMS)
def test_each_harm_is_named_and_mended(needs, harm):
    fault = harm(needs[0])
    assert check_index("need") == [fault]
    assert repair_index("need", at=AT) == [fault]
    assert check_index("need") == []
    assert answers("need", "fald om natten").ids == ([] if harm is surplus else [needs[0].pk])


def test_after_a_repair_what_stands_in_the_database_is_found(needs):
    stale(needs[0])
    repair_index("need", at=AT)
    assert answers("need", "noget andet").ids == [needs[0].pk]
    assert answers("need", "fald om natten").ids == [needs[0].pk]  # the description still speaks of it


def test_a_space_never_read_is_read(needs):
    Document.objects.all().delete()
    live().delete()
    assert repair_index("need", at=AT) == [Fault("need", "unread")]
    assert answers("need", "affald").ids == [needs[1].pk]
    fold(live(), at=AT)
