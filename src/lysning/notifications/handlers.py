"""One function per event that makes a mail; lysning.subscriptions says when they are called.

They run in the transaction of the act: either both are there, the act and its mail, or neither. The offers of an allocation
run are many, so each only puts a job into the queue here and is written by it.
"""

from procrastinate.contrib.django import app

from lysning.accounts.events import (
    AccountGoes,
    ClaimDecided,
    InvitationSent,
    MembershipEnded,
    MunicipalityClaimed,
)
from lysning.accounts.models import User
from lysning.community.events import (
    MemberAsked,
    MemberDeclined,
    MemberJoined,
    MemberLeft,
    MemberRemoved,
    PostWritten,
    TaskGiven,
    TasksDue,
)
from lysning.core import clock
from lysning.direction.events import ReviewDue
from lysning.enquiries.events import (
    EnquiryAnswered,
    EnquiryEscalated,
    EnquiryOffered,
    EnquiryReminderDue,
    QuestionAnswered,
    QuestionAsked,
)
from lysning.evidence.events import FindingPublished
from lysning.moderation.events import AppealDecided, AppealReceived, ReportDecided, ReportReceived
from lysning.needs.events import (
    NeedAnswered,
    NeedCosigned,
    NeedJoined,
    NeedSeparated,
    SupportAsked,
    SupportConfirmed,
)
from lysning.notifications.actions import (
    coalition_letters,
    direction_letters,
    finding_letters,
    letters,
    moderation_letters,
    need_letters,
    people_letters,
    trial_letters,
)
from lysning.notifications.actions.following import end_with_account, follow_confirmed
from lysning.notifications.rules import Wanted
from lysning.trials.events import MeasurementDue, ProtocolChanged, SeatGiven, SeatGivenBack, TrialMoved

OFFER_TASK = "notifications.write_offer"


def enquiry_offered(event: EnquiryOffered) -> None:
    """The post gets the offer, or finds it in its weekly digest."""
    app.configure_task(OFFER_TASK).defer(enquiry_id=event.enquiry_id)


def enquiry_answered(event: EnquiryAnswered) -> None:
    """The supplier's people get the answer."""
    letters.write_answer(enquiry_id=event.enquiry_id, revision=event.revision, at=clock.now())


def question_asked(event: QuestionAsked) -> None:
    """The supplier's people get the question."""
    letters.write_question(question_id=event.question_id, at=clock.now())


def question_answered(event: QuestionAnswered) -> None:
    """The post gets the supplier's reply, with the five answers once more."""
    letters.write_reply(question_id=event.question_id, at=clock.now())


def reminder_due(event: EnquiryReminderDue) -> None:
    """The post is reminded, unless it has chosen the weekly digest."""
    letters.write_reminder(enquiry_id=event.enquiry_id, days=event.days, at=clock.now())


def enquiry_escalated(event: EnquiryEscalated) -> None:
    """The municipality's coordinators get what nobody has answered."""
    letters.write_escalation(enquiry_id=event.enquiry_id, at=clock.now())


def invitation_sent(event: InvitationSent) -> None:
    """The invited address gets its way in."""
    people_letters.write_invitation(invitation_id=event.invitation_id, token=event.token, at=clock.now())


def municipality_claimed(event: MunicipalityClaimed) -> None:
    """The operators hear of a claim that waits, the other coordinators of one that was granted at once."""
    people_letters.write_claim(claim_id=event.claim_id, at=clock.now())


def claim_decided(event: ClaimDecided) -> None:
    """The person hears what was decided, and so do the other coordinators of a yes."""
    people_letters.write_claim_decision(claim_id=event.claim_id, at=clock.now())


def membership_ended(event: MembershipEnded) -> None:
    """A person whose role somebody else has ended is told."""
    people_letters.write_ended_membership(
        membership_id=event.membership_id, by_user_id=event.by_user_id, at=clock.now()
    )


def support_asked(event: SupportAsked) -> None:
    """The owner of the address gets the link with which the support counts."""
    need_letters.write_support(request_id=event.request_id, token=event.token, at=clock.now())


def support_confirmed(event: SupportConfirmed) -> None:
    """The supporter who wants to hear of it follows the need."""
    follow_confirmed(wanted=Wanted("need", event.need_id), email=event.email, language=event.language, at=clock.now())


def need_cosigned(event: NeedCosigned) -> None:
    """Those who described the need hear who has it too."""
    need_letters.write_cosigned(cosignature_id=event.cosignature_id, at=clock.now())


def need_answered(event: NeedAnswered) -> None:
    """The citizen who described the need gets the answer."""
    need_letters.write_answered(answer_id=event.answer_id, at=clock.now())


def need_joined(event: NeedJoined) -> None:
    """All who described or co-signed either need are told and asked."""
    need_letters.write_joined(joining_id=event.joining_id, at=clock.now())


def need_separated(event: NeedSeparated) -> None:
    """All who described or co-signed either need are told."""
    need_letters.write_separated(joining_id=event.joining_id, at=clock.now())


def review_due(event: ReviewDue) -> None:
    """The post hears what it has promised to look at again, all in one mail."""
    direction_letters.write_review(
        post_id=event.post_id,
        placement_ids=event.placement_ids,
        direction_ids=event.direction_ids,
        at=clock.now(),
    )


def measurement_due(event: MeasurementDue) -> None:
    """The municipality's coordinators hear of a period that is over and not reported, once."""
    trial_letters.write_due(seat_id=event.seat_id, period_to=event.period_to, at=clock.now())


def seat_given(event: SeatGiven) -> None:
    """Who moved up from the waiting list hears of it; who asked and got a seat at once has seen it."""
    if event.from_list:
        trial_letters.write_seat(seat_id=event.seat_id, at=clock.now())


def seat_given_back(event: SeatGivenBack) -> None:
    """Who leads and who evaluates the trial hear that a municipality is out, and whether another has come in."""
    trial_letters.write_given_back(
        seat_id=event.seat_id, queue=event.queue, by_user_id=event.by_user_id, at=clock.now()
    )


def trial_moved(event: TrialMoved) -> None:
    """Those whose turn it is, or whose seat it concerns, hear where the trial stands."""
    trial_letters.write_moved(trial_id=event.trial_id, move=event.move, by_user_id=event.by_user_id, at=clock.now())


def protocol_changed(event: ProtocolChanged) -> None:
    """Those who take part, wait, lead or evaluate hear what is new in the protocol."""
    trial_letters.write_protocol(trial_id=event.trial_id, number=event.number, at=clock.now())


def finding_published(event: FindingPublished) -> None:
    """The coordinators of the municipalities that took part hear what their trial has shown."""
    finding_letters.write_finding(finding_id=event.finding_id, number=event.number, at=clock.now())


def report_received(_event: ReportReceived) -> None:
    """The moderators hear that something waits, at most once a day."""
    moderation_letters.write_waiting(at=clock.now())


def appeal_received(_event: AppealReceived) -> None:
    """The moderators hear that something waits, at most once a day."""
    moderation_letters.write_waiting(at=clock.now())


def report_decided(event: ReportDecided) -> None:
    """Who reported it is told, and so is the owner when the text was hidden."""
    moderation_letters.write_decision(report_id=event.report_id, at=clock.now())


def appeal_decided(event: AppealDecided) -> None:
    """The owner is told what came of the appeal."""
    moderation_letters.write_appeal_decision(report_id=event.report_id, at=clock.now())


def account_goes(event: AccountGoes) -> None:
    """What the person follows ends, also what was followed with an address that is theirs."""
    end_with_account(user=User.objects.get(pk=event.user_id), at=clock.now())


def member_asked(event: MemberAsked) -> None:
    """Those who look after the coalition hear that somebody asks to join."""
    coalition_letters.write_request(member_id=event.member_id, at=clock.now())


def member_joined(event: MemberJoined) -> None:
    """Who asked hears that they are in."""
    coalition_letters.write_answer(member_id=event.member_id, by_user_id=event.by_user_id, at=clock.now())


def member_declined(event: MemberDeclined) -> None:
    """Who asked hears why not."""
    coalition_letters.write_answer(member_id=event.member_id, by_user_id=None, at=clock.now())


def member_removed(event: MemberRemoved) -> None:
    """Those who took part for the member hear that it was taken out, and why."""
    coalition_letters.write_removal(member_id=event.member_id, user_ids=event.user_ids, at=clock.now())


def member_left(event: MemberLeft) -> None:
    """Those who look after the coalition hear that a member has left, and its last word."""
    coalition_letters.write_departure(member_id=event.member_id, at=clock.now())


def task_given(event: TaskGiven) -> None:
    """The person hears of the task."""
    coalition_letters.write_task(
        task_id=event.task_id, revision=event.revision, by_user_id=event.by_user_id, at=clock.now()
    )


def tasks_due(event: TasksDue) -> None:
    """The person hears of own tasks whose day comes, all of one coalition in one mail."""
    coalition_letters.write_due(participant_id=event.participant_id, task_ids=event.task_ids, at=clock.now())


def post_written(event: PostWritten) -> None:
    """Those who are mentioned hear where."""
    coalition_letters.write_mentions(post_id=event.post_id, at=clock.now())
