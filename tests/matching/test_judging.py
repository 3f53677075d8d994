from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.catalogue import make_solution

from lysning.core.actors import Actor
from lysning.core.refusal import Refused
from lysning.matching.actions.judging import judge_hit
from lysning.matching.models import Judgement
from lysning.matching.rules.judgements import Said, grades, names_somebody

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


def judge(solution, question="Fald om  natten", *, is_relevant=True, user_id=1, at=AT):
    return judge_hit(question=question, solution=solution, is_relevant=is_relevant, by=Actor(user_id), at=at)


@pytest.mark.django_db
def test_a_change_of_mind_counts_once_and_others_count_beside():
    solution = make_solution()
    judge(solution)
    judge(solution, "fald om natten", is_relevant=False, at=AT + timedelta(days=1))
    judge(solution, user_id=2)
    rows = Judgement.objects.order_by("pk").values_list("question", "is_relevant")
    assert list(rows) == [("fald om natten", False), ("fald om natten", True)]


@pytest.mark.django_db
def test_who_judged_cannot_be_read_and_changes_with_the_year():
    solution = make_solution()
    first, later = judge(solution), judge(solution, at=AT + timedelta(days=60))
    assert len({first.judge, later.judge}) == 2
    assert not {first.judge, later.judge} & {"1", "2026:1", "2027:1"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("", "question_missing"),
        (" \u200b ", "question_missing"),
        ("hvad fejler 010190-1234", "question_names_somebody"),
        ("skriv til ida@saal.dk", "question_names_somebody"),
        ("ring 12 34 56 78", "question_names_somebody"),
    ],
)
def test_a_question_that_is_none_or_names_somebody_is_not_kept(question, code):
    with pytest.raises(Refused) as refused:
        judge(make_solution(), question)
    assert refused.value.code == code
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("text", ["fald hos 80-årige", "27.35.04", "12.500 kr. i 2027", "mindst 1234567 borgere"])
def test_ordinary_numbers_name_nobody(text):
    assert not names_somebody(text)


def test_grades_follow_the_majority_and_a_draw_counts_as_no():
    said = [
        Said("q", "a", True),
        Said("q", "a", True),
        Said("q", "a", False),
        Said("q", "b", True),
        Said("q", "b", False),
    ]
    assert grades(said) == {"q": {"a": 1, "b": 0}}
