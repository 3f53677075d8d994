"""Writes docs/permissions.md from the rooms' tables: who may do what, for a data protection officer to read.

.venv/bin/python tools/permissions.py          print the page
.venv/bin/python tools/permissions.py --write  renew docs/permissions.md
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "permissions.md"
HEAD = """# Who may do what
Made from the rooms' permission tables by `tools/permissions.py --write`; a test fails when it is stale. Each line is one
verb, what it is done to, whether it can be had without signing in, and the alternatives that allow it; within an alternative
every condition must hold. Nothing else gives a right: not a sign-in, not a link (but for the five answers in a mail, which open
one enquiry), and not Django's admin, which is for the operator's emergencies.

Where the third column says no, a visitor is sent to sign in before anything is looked up, and learns nothing about what exists.
Somebody signed in gets 404 for what is not theirs, and 403 for what they may see but not do.

"""


def page() -> str:
    """The whole page, from the tables as they are now. Django must be set up."""
    from django.utils import translation

    from lysning.core.actors import VISITOR
    from lysning.core.permissions import conceivable, tables

    parts = [HEAD]
    with translation.override("en"):
        for room, table in tables().items():
            parts.append(f"## {room}\n| verb | about | without signing in | allowed to |\n|---|---|---|---|\n")
            for name, verb in table.items():
                either = " · or ".join(
                    " and ".join(str(p.words) for p in alternative) for alternative in verb.alternatives
                )
                about = verb.model.__name__ if verb.model else "–"
                unsigned = "yes" if conceivable(VISITOR, name) else "no"
                parts.append(f"| `{name}` | {about} | {unsigned} | {either} |\n")
            parts.append("\n")
    return "".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lysning.settings.test")
    import django

    django.setup()
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
