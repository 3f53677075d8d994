import subprocess
import sys

import pytest
from tests.operations.conftest import own_environment

from lysning.operations.places import CHECKOUT

TEST = "import pytest\n@pytest.mark.browser\ndef test_page():\n    raise AssertionError('ran')\n"


@pytest.mark.parametrize(
    ("ci", "code", "last"), [("", 0, "1 skipped"), ("true", 1, "1 error"), ("false", 0, "1 skipped")]
)
def test_without_chromium_a_browser_test_is_skipped_loudly_and_fails_in_ci(tmp_path, ci, code, last):
    path = tmp_path / "test_page.py"
    path.write_text(TEST)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-c", CHECKOUT / "pyproject.toml", path],
        check=False,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env=own_environment(PATH="/nowhere", LYSNING_CHROMIUM="", CI=ci, DATABASE_URL="postgresql:///unused"),
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert last in done.stdout.splitlines()[-1]
    assert ("BROWSER TESTS DID NOT RUN" in done.stdout) is (code == 0)
    assert "Chromium is missing" in done.stdout
