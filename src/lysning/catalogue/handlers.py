"""What a change among organisations and topics means for solutions; lysning.subscriptions says when these are called."""

from lysning.accounts.events import SupplierClosed
from lysning.catalogue import actions
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.taxonomy.events import TopicMerged, TopicSeparated


def supplier_closed(event: SupplierClosed) -> None:
    """Nobody answers for a closed supplier's solutions any more."""
    actions.withdraw_all_of(supplier_id=event.supplier_id, by=SYSTEM, at=clock.now())


def topics_moved(event: TopicMerged | TopicSeparated) -> None:
    """Has the solutions of a topic that counts as another, or for itself again, found under what it counts as today."""
    actions.follow_topic(topic_id=event.topic_id)
