from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.notifications import actions
from lysning.notifications.actions import letters, moderation_letters, need_letters


@app.task(name="notifications.send_mail", pass_context=False)
def send_mail(mail_id: int) -> None:
    """Sends one mail."""
    actions.send(mail_id=mail_id, at=clock.now())


@app.task(name="notifications.write_offer", pass_context=False, retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def write_offer(enquiry_id: int) -> None:
    """Writes the mail of one offer."""
    letters.write_offer(enquiry_id=enquiry_id, at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="notifications.sweep", queueing_lock="notifications.sweep", pass_context=False)
def sweep(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Finds the mails that a dead worker left behind."""
    actions.expire_sending(at=clock.now())
    actions.requeue_forgotten(at=clock.now())


@app.periodic(cron="10 5 * * *")
@app.task(name="notifications.reports_waiting", queueing_lock="notifications.reports_waiting", pass_context=False)
def reports_waiting(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Tells the moderators in the morning of what came after yesterday's mail."""
    moderation_letters.write_waiting(at=clock.now())


@app.periodic(cron="0 5 * * 1")
@app.task(
    name="notifications.digests",
    queueing_lock="notifications.digests",
    lock="notifications.digests",
    retry=RetryStrategy(max_attempts=6, exponential_wait=5),
    pass_context=False,
)
def digests(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Writes the week's mails on Monday morning: five o'clock UTC is six or seven in Denmark."""
    actions.write_digests(at=clock.now())


@app.periodic(cron="40 2 * * *")
@app.task(name="notifications.forget_unconfirmed", queueing_lock="notifications.forget_unconfirmed", pass_context=False)
def forget_unconfirmed(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Deletes the addresses that nobody has confirmed within seven days."""
    actions.forget_unconfirmed(at=clock.now())


@app.periodic(cron="45 2 * * *")
@app.task(
    name="notifications.forget_support_mails", queueing_lock="notifications.forget_support_mails", pass_context=False
)
def forget_support_mails(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Deletes yesterday's mails that tell who was asked to support which need."""
    need_letters.forget_support_mails(at=clock.now())
