"""The verbs of the room: declare, submit, co-sign, support, answer, join, close, hide."""

from lysning.needs.actions.answering import answer_need
from lysning.needs.actions.cosigning import cosign_need, edit_cosignature, withdraw_cosignature
from lysning.needs.actions.declaring import NeedFacts, close_need, declare_need, edit_need, hide_need, show_need
from lysning.needs.actions.joining import join_need, separate_need
from lysning.needs.actions.submitting import publish_need, submit_need, take_back_need
from lysning.needs.actions.supporting import (
    Asked,
    ask_to_support,
    asked_by,
    confirm_support,
    forget_person,
    forget_requests,
    support_need,
    supports,
    take_back_by_link,
    take_back_support,
)

__all__ = [
    "Asked",
    "NeedFacts",
    "answer_need",
    "ask_to_support",
    "asked_by",
    "close_need",
    "confirm_support",
    "cosign_need",
    "declare_need",
    "edit_cosignature",
    "edit_need",
    "forget_person",
    "forget_requests",
    "hide_need",
    "join_need",
    "publish_need",
    "separate_need",
    "show_need",
    "submit_need",
    "support_need",
    "supports",
    "take_back_by_link",
    "take_back_need",
    "take_back_support",
    "withdraw_cosignature",
]
