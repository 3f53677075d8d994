"""What people in municipalities say of a hit: the true measure of the search."""

import hmac
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import Solution
from lysning.core.actors import Actor
from lysning.core.plaintext import clean
from lysning.core.refusal import Refused, refusal_words
from lysning.matching.models import Judgement
from lysning.matching.rules.judgements import LONGEST_QUESTION, names_somebody

refusal_words(
    question_missing=_("Search for something first. Then you can say whether a solution answers it."),
    question_names_somebody=_(
        "Your question holds a number or an address that may belong to a person. We do not keep such questions."
    ),
)


@transaction.atomic
def judge_hit(*, question: str, solution: Solution, is_relevant: bool, by: Actor, at: datetime) -> Judgement:
    """Keeps what a person says of a solution as an answer to a question; saying it anew replaces what was said.

    Raises Refused when there is no question, or when it may tell who somebody is.
    """
    asked = " ".join(clean(question).lower().split())[:LONGEST_QUESTION]
    if not asked:
        raise Refused("question_missing")
    if names_somebody(asked):
        raise Refused("question_names_somebody")
    said, _made = Judgement.objects.update_or_create(
        judge=_judge(by, at),
        question=asked,
        solution=solution,
        defaults={"is_relevant": is_relevant, "judged_at": at},
    )
    return said


def _judge(by: Actor, at: datetime) -> str:
    who = f"{at.year}:{by.user_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), who, sha256).hexdigest()[:24]
