"""A mail server that does what a test tells it, at the process border."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail.backends.base import BaseEmailBackend


class Killed(BaseException):
    """The worker dies: nothing in the program may catch this."""


TAKEN = []
PLAN = {}


class Server(BaseEmailBackend):
    def open(self):
        self._act("open")
        return True

    def send_messages(self, messages):
        self._act("before")
        TAKEN.extend(messages)
        self._act("after")
        return len(messages)

    def close(self):
        self._act("close")

    @staticmethod
    def _act(point):
        if error := PLAN.get(point):
            raise error


REFUSED_FOR_NOW = SMTPRecipientsRefused({"x": (451, b"greylisted")})
REFUSED_FOR_GOOD = SMTPDataError(554, b"no such mail")
HUNG_UP = SMTPServerDisconnected("connection lost")
