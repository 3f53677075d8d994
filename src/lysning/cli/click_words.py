"""click's own words in Danish: it asks gettext's default domain, which is pointed at this room's translations.

Listed here so that they are collected, translated and checked like every other message.
"""

import gettext
import os

from lysning.operations.text import PACKAGE, _, ngettext

WORDS = (
    _("Usage:"),
    _("Options"),
    _("Commands"),
    _("Show this message and exit."),
    _("default: {default}"),
    _("Error: {message}"),
    _("Try '{command} {option}' for help."),
    _("No such command {name!r}."),
    _("No such option {name!r}."),
    _("Missing command."),
    _("Missing argument"),
    _("Missing option"),
    _("Invalid value: {message}"),
    _("Invalid value for {param_hint}: {message}"),
    _("Could not open file {filename!r}: {message}"),
    _("Aborted!"),
    _("file"),
    _("{name} {filename!r} does not exist."),
    _("{name} {filename!r} is a directory."),
    _("{name} {filename!r} is not readable."),
    _("{value!r} is not a valid {number_type}."),
    _("{value} is not in the range {range}."),
    ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
    ngettext("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}.", 1),
    ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1),
)


def use() -> None:
    """Lets click speak the language of the terminal."""
    os.environ["LANGUAGE"] = os.environ.get("LYSNING_LANGUAGE", "da")
    gettext.bindtextdomain("django", PACKAGE / "cli" / "locale")
    gettext.textdomain("django")
