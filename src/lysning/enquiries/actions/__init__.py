"""The verbs of the room."""

from lysning.enquiries.actions.allocating import ALLOCATION_JOB, Run, next_number, request_allocation, run_allocation
from lysning.enquiries.actions.answering import answer_enquiry, change_answer
from lysning.enquiries.actions.asking import answer_question, ask_question
from lysning.enquiries.actions.fitting import say_whether_it_fits
from lysning.enquiries.actions.handing_over import hand_over
from lysning.enquiries.actions.keeping_time import escalate_due, remind_due
from lysning.enquiries.actions.measuring import add_to_measure, measure_promises
from lysning.enquiries.actions.refusals import CONFLICTS
from lysning.enquiries.actions.seeing import mark_seen
from lysning.enquiries.actions.withdrawing import withdraw_enquiries, withdraw_outdated

__all__ = [
    "ALLOCATION_JOB",
    "CONFLICTS",
    "Run",
    "add_to_measure",
    "answer_enquiry",
    "answer_question",
    "ask_question",
    "change_answer",
    "escalate_due",
    "hand_over",
    "mark_seen",
    "measure_promises",
    "next_number",
    "remind_due",
    "request_allocation",
    "run_allocation",
    "say_whether_it_fits",
    "withdraw_enquiries",
    "withdraw_outdated",
]
