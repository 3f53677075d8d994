"""What is done with coalitions."""

from lysning.community.actions.coalitions import (
    close_coalition,
    edit_coalition,
    hide_coalition,
    set_next_step,
    show_coalition,
    start_coalition,
)
from lysning.community.actions.decisions import record_decision, revise_decision
from lysning.community.actions.members import (
    approve,
    decline,
    hand_over,
    join,
    leave,
    remove_member,
    renew_mandate,
    withdraw,
)
from lysning.community.actions.reminding import remind_of_tasks
from lysning.community.actions.work import (
    add_document,
    add_task,
    edit_task,
    forget_unused_documents,
    hide_post,
    remove_document,
    remove_post,
    settle_task,
    show_post,
    step_out,
    take_part,
    write_post,
)

__all__ = [
    "add_document",
    "add_task",
    "approve",
    "close_coalition",
    "decline",
    "edit_coalition",
    "edit_task",
    "forget_unused_documents",
    "hand_over",
    "hide_coalition",
    "hide_post",
    "join",
    "leave",
    "record_decision",
    "remind_of_tasks",
    "remove_document",
    "remove_member",
    "remove_post",
    "renew_mandate",
    "revise_decision",
    "set_next_step",
    "settle_task",
    "show_coalition",
    "show_post",
    "start_coalition",
    "step_out",
    "take_part",
    "withdraw",
    "write_post",
]
