"""Danish is complete: no message missing, unfinished, superfluous or with other placeholders than the English one."""

import pytest
from tools import messages


@pytest.mark.parametrize("room", messages.rooms())
def test_every_message_has_its_danish(room):
    assert list(map(str, messages.problems(room))) == []


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    template = tmp_path / "room" / "templates" / "room" / "page.html"
    template.parent.mkdir(parents=True)
    template.write_text(
        '<p class="it\'s">\n   {% translate "Answer" context "verb" %}\n'
        "{% blocktranslate trimmed count n=posts|length %}\n  {{ n }} post\n{% plural %}\n  {{ n }} posts\n"
        "{% endblocktranslate %}</p>"
    )
    (tmp_path / "room" / "views.py").write_text('def view():\n    return _("Hello "\n        "%(name)s")\n')
    return "room"


def shown(room):
    return [(problem.kind, problem.message) for problem in messages.problems(room)]


def test_messages_are_found_in_python_and_templates(room):
    assert messages.update(room) == 3
    assert shown(room) == [
        ("missing", "verb | 'Answer'"),
        ("missing", "'%(n)s post'"),
        ("missing", "'Hello %(name)s'"),
    ]


def test_update_keeps_translations_and_drops_what_vanished(room):
    messages.update(room)
    path = messages.po_path(room)
    text = path.read_text()
    path.write_text(text.replace('msgid "Answer"\nmsgstr ""', 'msgid "Answer"\nmsgstr "Svar"'))
    assert messages.update(room) == 2
    (messages.PACKAGE / "room" / "views.py").write_text("")
    assert ("superfluous", "'Hello %(name)s'") in shown(room)
    assert messages.update(room) == 1
    assert shown(room) == [("missing", "'%(n)s post'")]


def test_a_lost_placeholder_and_an_unfinished_text_are_problems(room):
    messages.update(room)
    path = messages.po_path(room)
    text = path.read_text()
    text = text.replace('msgid "Hello %(name)s"\nmsgstr ""', 'msgid "Hello %(name)s"\nmsgstr "Hej"')
    text = text.replace('msgid "Answer"\nmsgstr ""', 'msgid "Answer"\nmsgstr "Svar"')
    text = text.replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%(n)s post"\nmsgstr[1] ""')
    path.write_text(text.replace('msgctxt "verb"', '#, fuzzy\nmsgctxt "verb"'))
    assert shown(room) == [
        ("unfinished", "verb | 'Answer'"),
        ("missing", "'%(n)s post'"),
        ("other placeholders", "'Hello %(name)s'"),
    ]
