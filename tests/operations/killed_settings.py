"""The settings of a worker that a test kills: its mails leave the process, into a folder."""

from lysning.settings.test import *  # noqa: F403 -- Django's way of layering settings

EXAMPLE_MODE = False
MAIL_BACKEND = "tests.operations.mail_folder.MailFolder"
