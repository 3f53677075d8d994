"""What becomes of solutions when their supplier leaves, through the table of who listens."""

import pytest
from tests.factories.accounts import actor_of, make_member
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_supplier
from tests.factories.enquiries import make_enquiry

from lysning.accounts.actions import delete_account
from lysning.catalogue import actions
from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.actors import SYSTEM

pytestmark = pytest.mark.django_db


def test_a_suppliers_solutions_leave_with_its_last_person():
    supplier = make_supplier()
    owner = make_member(supplier)
    shown, draft, others = (
        make_solution(supplier=supplier),
        make_solution(supplier=supplier, published=False),
        make_solution(),
    )
    enquiry = make_enquiry(version=shown.current_version)
    delete_account(user=owner, by=actor_of(owner), at=clock.now())
    for row in (shown, others, enquiry):
        row.refresh_from_db()
    assert (shown.withdrawn_reason, others.withdrawn_at) == ("Leverandøren har forladt Lysning.", None)
    assert enquiry.withdrawn_at is not None
    assert Solution.objects.filter(pk=draft.pk, withdrawn_at__isnull=False).count() == 0


def test_what_was_withdrawn_before_keeps_its_reason():
    supplier = make_supplier()
    gone, shown = make_solution(supplier=supplier), make_solution(supplier=supplier)
    actions.withdraw_solution(solution=gone, reason="Vi stopper", by=SYSTEM, at=clock.now())
    assert [actions.withdraw_all_of(supplier_id=supplier.pk, by=SYSTEM, at=clock.now()) for _ in range(2)] == [1, 0]
    reasons = dict(Solution.objects.values_list("pk", "withdrawn_reason"))
    assert reasons == {gone.pk: "Vi stopper", shown.pk: "Leverandøren har forladt Lysning."}
