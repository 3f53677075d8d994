from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.accounts import client_for, make_operator
from tests.factories.directory import make_municipality
from tests.factories.taxonomy import make_role

from lysning.core.actors import Actor
from lysning.core.refusal import Refused
from lysning.directory import actions, tasks
from lysning.directory.models import Import, Post
from lysning.taxonomy.models import CpvCode, KleGroup

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OPERATOR = Actor(user_id=7)
LIST = b"kommune;rolle;institution\nAarhus;Skoleleder;Ellevang Skole\n"


def start(content=LIST, kind="posts"):
    return actions.start_import(kind=kind, file_name="liste.csv", content=content, by=OPERATOR, at=NOW)


def work(run):
    tasks.run_import(run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def town(db):
    make_role(key="skoleleder", title_da="Skoleleder")
    return make_municipality("Aarhus")


def test_a_list_is_tried_confirmed_and_written(town):
    run = start()
    assert run.state == "checking"
    assert ProcrastinateJob.objects.filter(task_name="directory.run_import", args={"import_id": run.pk}).count() == 1
    assert work(run).state == "waiting"
    assert (run.new_count, run.changed_count, run.unchanged_count, Post.objects.count()) == (1, 0, 0, 0)
    assert actions.confirm_import(run=run, by=OPERATOR, at=NOW).state == "running"
    assert ProcrastinateJob.objects.filter(task_name="directory.run_import").count() == 2
    assert work(run).state == "finished"
    assert (run.new_count, Post.objects.count(), bytes(run.content)) == (1, 1, b"")
    assert work(run).state == "finished"


def test_mistakes_are_kept_as_rows(town):
    run = work(start(b"kommune;rolle\nAtlantis;Skoleleder\nAarhus;Konge\n"))
    assert (run.state, run.problem_count, bytes(run.content)) == ("refused", 2, b"")
    assert list(run.problems.values_list("line", "column", "code")) == [
        (2, "kommune", "municipality_unknown"),
        (3, "rolle", "role_unknown"),
    ]
    with pytest.raises(Refused) as refused:
        actions.confirm_import(run=run, by=OPERATOR, at=NOW)
    assert refused.value.code == "import_not_waiting"


def test_what_became_wrong_since_the_trial_is_not_written(town):
    run = work(start())
    actions.confirm_import(run=run, by=OPERATOR, at=NOW)
    type(town).objects.update(name="Odense", official_name="Odense Kommune")
    assert work(run).state == "refused"
    assert Post.objects.count() == 0


def test_a_list_can_be_thrown_away(town):
    run = work(start())
    assert actions.discard_import(run=run, by=OPERATOR, at=NOW).state == "discarded"
    assert bytes(Import.objects.get().content) == b""
    with pytest.raises(Refused):
        actions.discard_import(run=run, by=OPERATOR, at=NOW)


def test_code_lists_are_written_too(db):
    for kind, content in [
        ("kle", b"nummer,titel\n27,Social\n27.36,Pleje\n"),
        ("cpv", b"code,name_da\n33196100-4,Ting\n"),
    ]:
        run = work(start(content, kind))
        actions.confirm_import(run=run, by=OPERATOR, at=NOW)
        assert work(run).state == "finished"
    assert KleGroup.objects.get(number="27.36").parent.title == "Social"
    assert CpvCode.objects.get().code == "33196100"


def test_a_warning_is_seen_before_the_yes_and_after_and_stops_nothing(db):
    run = work(start(b"nummer;titel\n27;Social\n27.42.08;Botilbud\n", "kle"))
    assert (run.state, run.problem_count, run.new_count) == ("waiting", 0, 2)
    page = client_for(make_operator()).get(f"/drift/import/{run.pk}/").text
    assert "Se listen nedenfor" in page
    assert "»27.42.08« hører under 27.42, som hverken er i filen eller kendt. Det bliver lagt under 27." in page
    actions.confirm_import(run=run, by=OPERATOR, at=NOW)
    assert work(run).state == "finished"
    assert list(run.problems.values_list("line", "code", "is_warning")) == [(3, "kle_gap", True)]
    assert KleGroup.objects.get(number="27.42.08").parent.number == "27"


@pytest.mark.parametrize(
    ("kind", "content", "code", "field"),
    [
        ("vejr", LIST, "import_kind_unknown", "kind"),
        ("posts", b" \n", "import_is_empty", "file"),
        ("posts", b"x" * 20_000_001, "table_too_large", "file"),
    ],
)
def test_what_cannot_be_uploaded(db, kind, content, code, field):
    with pytest.raises(Refused) as refused:
        start(content, kind)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Import.objects.count() == 0


def test_an_error_nobody_foresaw_marks_the_import(town):
    run = work(start())
    actions.confirm_import(run=run, by=OPERATOR, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE directory_post ADD CONSTRAINT planted CHECK (institution = '')")
    with pytest.raises(IntegrityError):
        work(run)
    run.refresh_from_db()
    assert (run.state, Post.objects.count()) == ("failed", 0)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_before_the_import_is_through():
    make_role(key="skoleleder", title_da="Skoleleder")
    make_municipality("Aarhus")
    rows = b"".join(b"Aarhus;Skoleleder;Skole %d\n" % number for number in range(1500))
    run = work(start(b"kommune;rolle;institution\n" + rows))
    actions.confirm_import(run=run, by=OPERATOR, at=NOW)
    work(run)
    assert (run.done, run.total, run.state) == (1500, 1500, "finished")
