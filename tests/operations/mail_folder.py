"""A mail server at the process border: each mail it takes is a file; while a file `hold` lies there, it never says yes."""

import os
import time
from pathlib import Path
from uuid import uuid4

from django.core.mail.backends.base import BaseEmailBackend


class MailFolder(BaseEmailBackend):
    def send_messages(self, messages):
        folder = Path(os.environ["MAIL_FOLDER"])
        for message in messages:
            (folder / f"{uuid4()}.eml").write_bytes(message.message().as_bytes())
        while (folder / "hold").exists():
            time.sleep(0.05)
        return len(messages)
