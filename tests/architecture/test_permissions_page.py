from tools.permissions import PAGE, page


def test_the_page_is_what_the_tables_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "run .venv/bin/python tools/permissions.py --write"
