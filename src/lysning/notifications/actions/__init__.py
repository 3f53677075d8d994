"""The verbs of the room: write a mail, send it, judge what became of it, follow things, gather a week into one mail."""

from lysning.notifications.actions.digest import write_digests
from lysning.notifications.actions.following import (
    ask_to_follow,
    asked_by,
    confirm,
    end_all,
    end_subscription,
    follow,
    follower_of,
    forget_unconfirmed,
)
from lysning.notifications.actions.send import expire_sending, requeue_forgotten, send
from lysning.notifications.actions.settle import confirm_arrived, send_again
from lysning.notifications.actions.subscribe import resubscribe, unsubscribe
from lysning.notifications.actions.write import following_token, write_mail, write_message

__all__ = [
    "ask_to_follow",
    "asked_by",
    "confirm",
    "confirm_arrived",
    "end_all",
    "end_subscription",
    "expire_sending",
    "follow",
    "follower_of",
    "following_token",
    "forget_unconfirmed",
    "requeue_forgotten",
    "resubscribe",
    "send",
    "send_again",
    "unsubscribe",
    "write_digests",
    "write_mail",
    "write_message",
]
