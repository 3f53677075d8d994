import json

import pytest
from click.testing import CliRunner
from tests.factories.directory import make_post
from tests.factories.enquiries import make_published
from tests.factories.taxonomy import make_area, make_role

from lysning import operations
from lysning.cli.allocate import allocate
from lysning.core import clock
from lysning.enquiries.models import Allocation, Enquiry

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Såler mod fald",
    "problem": "Ældre borgere på plejehjem falder, og hjemmeplejen opdager faldrisikoen for sent.",
    "audience": "Beboere på plejehjem og borgere i hjemmeplejen.",
    "description": "Sålerne måler gangen hos den ældre. Sygeplejersken får besked før et fald.",
}


@pytest.fixture(autouse=True)
def _database_is_ready(monkeypatch):
    monkeypatch.setattr(operations, "ready", lambda **_: [])


@pytest.fixture
def version():
    role = make_role(make_area("aeldre-sundhed"), title_da="Ældrechef")
    for number in range(2):
        make_post(role=role, email=f"post{number}@kommune.dk")
    return make_published(areas=[role.area], at=clock.now(), **WORDS)


def run(*arguments):
    return CliRunner().invoke(allocate, arguments)


def test_a_dry_run_tells_and_writes_nothing(version):
    told = json.loads(run("--dry-run", "--json").stdout)
    assert (told["is_dry"], told["offers"], told["solutions"][0]["solution"]) == (True, 2, version.title)
    assert (Allocation.objects.count(), Enquiry.objects.count()) == (0, 0)


def test_a_run_without_a_solution_says_why():
    told = run("--dry-run").stdout
    assert "Ingen løsning er på tur" in told
    assert "0 løsninger, 0 tilbud" in told


def test_a_date_is_run_once_unless_asked_again(version):
    assert "1 løsning, 2 tilbud" in run().stdout
    assert "er lavet tidligere" in run().stdout
    assert json.loads(run("--again", "--json").stdout)["number"] == 2
    assert (Allocation.objects.count(), Enquiry.objects.count()) == (2, 2)


def test_a_day_that_has_not_come_is_wrong_use(version):
    refused = run("--date", "2999-01-01")
    assert (refused.exit_code, "dag, der ikke er kommet" in refused.stderr) == (2, True)
    assert run("--date", "2999-01-01", "--dry-run").exit_code == 0
