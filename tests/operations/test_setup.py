import os
import subprocess
import sys

import pytest

PROGRAM = "from lysning.operations.setup import direct_connection as c; print(c().execute('SELECT 1').fetchone()[0])"


@pytest.mark.usefixtures("django_db_setup")
@pytest.mark.parametrize("pool", ["0", "1"])
def test_the_database_is_reached_before_django_is_set_up(pool):
    """As the first start does it: what only Django understands among the settings is left out."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "LYSNING_DB_POOL": pool},
    )
    assert (done.stdout, done.stderr) == ("1\n", "")
