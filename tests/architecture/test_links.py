"""A link leads to a page: no template links to an address that only takes a form."""

import re
from pathlib import Path

from tests.architecture.test_matrix import OURS

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "lysning"
LINK = re.compile(r"""<a\b[^>]*?href="{%\s*url\s+["']([\w:]+)["']""")


def linked():
    """Each template with the name of each address it links to."""
    for template in PACKAGE.glob("*/templates/**/*.html"):
        for name in LINK.findall(template.read_text(encoding="utf-8")):
            yield template.relative_to(PACKAGE).as_posix(), name


def test_there_are_links_to_look_at():
    assert len({name for _template, name in linked()} & set(OURS)) > 30


def test_a_link_leads_to_what_can_be_read():
    assert [(template, name) for template, name in linked() if name in OURS and "GET" not in OURS[name].policy[1]] == []
