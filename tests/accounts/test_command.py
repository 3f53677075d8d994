"""`lysning user`: the first operator comes in by the terminal."""

import pytest
from click.testing import CliRunner
from tests.factories.accounts import make_operator, make_user

from lysning import operations
from lysning.accounts import queries
from lysning.cli.users import user


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(operations, "ready", lambda: None)  # the test's own database is up
    return lambda *words: CliRunner().invoke(user, list(words))


def people():
    return list(queries.platform_memberships().values_list("user__email", "role"))


def test_given_listed_and_ended(run):
    make_user("anna@kl.dk")
    assert run("grant", "Anna@KL.dk", "operator").exit_code == 0
    assert run("grant", "anna@kl.dk", "moderator").exit_code == 0
    assert people() == [("anna@kl.dk", "moderator"), ("anna@kl.dk", "operator")]
    assert "anna@kl.dk" in run("list").output
    assert run("end", "anna@kl.dk", "moderator").exit_code == 0
    assert people() == [("anna@kl.dk", "operator")]


def test_what_cannot_be_done_is_one_sentence_and_an_exit_code(run):
    make_operator(email="anna@kl.dk")
    for words in (
        ("grant", "ukendt@kl.dk", "operator"),
        ("end", "anna@kl.dk", "moderator"),
        ("end", "anna@kl.dk", "operator"),
    ):
        answer = run(*words)
        assert (answer.exit_code, "Traceback" in answer.output) == (1, False)
    assert run("grant", "anna@kl.dk", "owner").exit_code == 2
    assert people() == [("anna@kl.dk", "operator")]
