"""What a change among organisations means for solutions; lysning.subscriptions says when these are called."""

from lysning.accounts.events import SupplierClosed
from lysning.catalogue import actions
from lysning.core import clock
from lysning.core.actors import SYSTEM


def supplier_closed(event: SupplierClosed) -> None:
    """Nobody answers for a closed supplier's solutions any more."""
    actions.withdraw_all_of(supplier_id=event.supplier_id, by=SYSTEM, at=clock.now())
