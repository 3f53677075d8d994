"""Around the search box: how a word may go on, and whether a hit helped."""

import re

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, done, load, policy, refuse
from lysning.core.plaintext import clean
from lysning.core.refusal import Refused
from lysning.matching.actions.judging import judge_hit
from lysning.matching.queries.search import LONGEST
from lysning.matching.queries.wording import beginnings

KEPT_SECONDS = 300
NO_LETTER = re.compile(r"[\W_]*")
"""What may stand before a word that somebody is typing, and stays: a quote, or the minus that leaves it out."""


class JudgeForm(forms.Form):
    """A word on one hit: the question it answered or not, and which of the two."""

    q = forms.CharField(max_length=LONGEST)
    verdict = forms.ChoiceField(
        choices=[("yes", gettext_lazy("This helps")), ("no", gettext_lazy("This does not help"))]
    )


@policy(PUBLIC)
def words(request: HttpRequest) -> HttpResponse:
    """The options of the search box's list: the text so far with its last word gone on."""
    typed = clean(request.GET.get("q", "")[:LONGEST])
    last = typed.rsplit(maxsplit=1)[-1] if typed else ""
    before = typed[: len(typed) - len(NO_LETTER.sub("", last, count=1))]
    options = [before + word for word in beginnings("solution", typed)]
    response = render(request, "web/_words.html", {"options": options})
    response["Cache-Control"] = f"max-age={KEPT_SECONDS}"
    return response


@policy("matching.judge", "POST")
def judge(request: HttpRequest, slug: str) -> HttpResponse:
    solution = load(Solution.objects.public(), request, see="catalogue.view_solution", slug=slug)
    form = JudgeForm(request.POST)
    if form.is_valid():
        question, verdict = form.cleaned_data["q"], form.cleaned_data["verdict"]
        try:
            judge_hit(
                question=question, solution=solution, is_relevant=verdict == "yes", by=actor_of(request), at=clock.now()
            )
            back = f"{reverse('web:explore')}?{urlencode({'q': question})}#{slug}"
            return done(request, _("Thank you. Your word makes the search better for everyone."), back)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "web/not_judged.html", {"form": form, "solution": solution}, status=422)
