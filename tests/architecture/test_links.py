"""A link leads to a page: no template links to an address that only takes a form, or to one it does not know there."""

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


TAG = re.compile(
    r"{%\s*block (?P<block>\w+)\s*%}|(?P<end>{%\s*endblock\b)|{%\s*url [^%]*? as (?P<made>\w+)\s*%}"
    r"|{{\s*(?P<shown>\w+_url)\b|=(?P<handed>\w+_url)\b"
)


def addresses_of(text):
    """The addresses a template makes, and those it uses: each with the blocks around it."""
    around, made, used = [], [], []
    for found in TAG.finditer(text):
        if found["block"]:
            around.append((found["block"], found.start()))
        elif found["end"]:
            around.pop()
        elif found["made"]:
            made.append((found["made"], tuple(around)))
        else:
            used.append((found["shown"] or found["handed"], tuple(around)))
    return made, used


def forgotten(text):
    """Addresses that are used where they are not known: what one block makes is forgotten in the next."""
    made, used = addresses_of(text)
    return [
        name
        for name, around in used
        if any(name == each for each, _ in made)
        and not any(name == each and around[: len(where)] == where for each, where in made)
    ]


def test_an_address_made_in_one_block_is_not_used_in_another():
    """It would be empty there, and a button that says "cancel" would lead to the page it stands on."""
    assert forgotten('{% block a %}{% url "x" as x_url %}{% endblock %}{% block b %}{{ x_url }}{% endblock %}') == [
        "x_url"
    ]
    assert forgotten('{% block b %}{% url "x" as x_url %}{{ x_url }}{% endblock %}') == []
    found = {
        template.relative_to(PACKAGE).as_posix(): names
        for template in PACKAGE.glob("*/templates/**/*.html")
        if (names := forgotten(template.read_text(encoding="utf-8")))
    }
    assert found == {}
