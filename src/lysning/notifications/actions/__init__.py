"""The verbs of the room: write a mail, send it, judge what became of it, gather a week's mails into one."""

from lysning.notifications.actions.digest import write_digests
from lysning.notifications.actions.send import expire_sending, requeue_forgotten, send
from lysning.notifications.actions.settle import confirm_arrived, send_again
from lysning.notifications.actions.subscribe import resubscribe, unsubscribe
from lysning.notifications.actions.write import write_mail, write_message

__all__ = [
    "confirm_arrived",
    "expire_sending",
    "requeue_forgotten",
    "resubscribe",
    "send",
    "send_again",
    "unsubscribe",
    "write_digests",
    "write_mail",
    "write_message",
]
