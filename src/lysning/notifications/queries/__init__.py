"""What others ask of mails and of what people follow."""

from lysning.notifications.queries.mails import example_mailbox, state_counts, unsettled_mails

__all__ = ["example_mailbox", "state_counts", "unsettled_mails"]
