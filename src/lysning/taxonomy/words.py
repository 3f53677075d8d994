"""What can be wrong with any list that somebody brings, in words."""

from django.utils.translation import gettext_lazy as _

from lysning.core.refusal import refusal_words

refusal_words(
    table_too_large=_("The file is larger than %(megabytes)s MB. Split it into smaller files."),
    table_too_long=_("The file has more than %(rows)s rows. Split it into smaller files."),
    table_not_text=_("This is not a text file. Save the list as CSV and try again."),
    table_headings=_("The first line must hold the headings. Missing: %(missing)s. Found: %(found)s."),
    table_is_json=_("This is JSON. Save the list as CSV, with the headings in the first line: %(missing)s."),
    table_json_broken=_("The file cannot be read as JSON. It must hold a list with an object for each row."),
    table_broken=_("The file cannot be read as CSV. Is a quotation mark left open?"),
    row_json_broken=_("The line cannot be read as JSON. It must hold one object."),
    row_too_wide=_("The row has %(cells)s cells, but there are only %(headings)s headings."),
    row_twice=_("The same thing stands in line %(first)s with other words."),
    cell_empty=_("The cell is empty."),
)
