import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from lysning.core import audit, clock
from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry


@pytest.mark.django_db
def test_an_entry_is_written_once_and_never_changed():
    audit.record("core.tried", None, by=SYSTEM, at=clock.now(), before=1, after=2)
    for change in ("UPDATE core_auditentry SET verb = 'x'", "DELETE FROM core_auditentry"):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert list(AuditEntry.objects.values_list("verb", "facts")) == [("core.tried", {"before": 1, "after": 2})]


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        audit.record("core.tried", None, by=SYSTEM, at=clock.now())
