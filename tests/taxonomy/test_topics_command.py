"""`lysning export topics` and `lysning import topics`: what leaves can be changed and brought back."""

import json

import pytest
from click.testing import CliRunner
from tests.factories.taxonomy import make_topic

from lysning.cli import manual
from lysning.taxonomy.models import Topic

pytestmark = pytest.mark.django_db


def command(*arguments):
    done = CliRunner().invoke(manual, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.mark.parametrize("name", ["emner.csv", "emner.json"])
def test_topics_leave_are_changed_tried_and_written(tmp_path, name):
    make_topic("fald", name_da="Faldsensor", merged_into=make_topic("ny"))
    make_topic("forslag", accept=False)
    file = tmp_path / name
    assert command("export", "topics", str(file)).stdout.strip().endswith("3 emner")
    same = json.loads(command("import", "topics", str(file), "--apply", "--json").stdout)
    assert (same["new"], same["changed"], same["unchanged"]) == (0, 0, 3)
    file.write_text(file.read_text(encoding="utf-8").replace("Faldsensor", "Faldmåtte"), encoding="utf-8")
    tried = json.loads(command("import", "topics", str(file), "--json").stdout)
    assert (tried["changed"], tried["is_applied"]) == (1, False)
    assert Topic.objects.get(key="fald").name_da == "Faldsensor"
    command("import", "topics", str(file), "--apply")
    assert Topic.objects.get(key="fald").name_da == "Faldmåtte"


def test_a_bad_row_is_told_with_line_column_and_reason_and_ends_in_one(tmp_path):
    topic = make_topic("fald")
    area = topic.areas.get().key
    file = tmp_path / "emner.csv"
    file.write_text(f"key;name_da;name_en;explanation_da;explanation_en;areas\na;N;N;E;E;{area}\nB!;N;N;E;E;{area}\n")
    done = command("import", "topics", str(file), "--apply")
    assert (done.exit_code, Topic.objects.count()) == (1, 1)
    assert "linje 3, key: »B!« kan ikke stå i en adresse" in done.stderr
