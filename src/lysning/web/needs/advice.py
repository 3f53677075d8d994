"""What we say about a need while it is being written: what it does not say yet, which names it leans on, who has it already."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.queries import product_names
from lysning.core.actors import Actor
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.core.plaintext import clean
from lysning.matching.queries.similar import needs_that_say, worth_showing
from lysning.matching.text.readability import readability
from lysning.needs.rules import LONGEST, Said, names_in, tells_of_a_person, unclear
from lysning.web.alike import Neighbour, neighbouring_needs, reading_of

TEXTS = ("title", "description", "audience", "scale", "tried")
LONG_WORDS_SHOWN = 6
LONGEST_NUMBER = 7
ADVICE = {
    "what": _("Tell what happens and what it leads to. Two or three sentences more help a supplier to understand."),
    "who": _("Say whom it concerns: residents, pupils, staff?"),
    "how_many": _("Give a number, also a rough one: how many people, how often, how many hours?"),
    "tried": _("Tell what has been tried, and what came of it."),
    "solution": _(
        "The text asks for a kind of solution. Describe what must be different, and more kinds of answers can come."
    ),
    "title": _("Let the first line say the problem in three words or more."),
    "heavy": _("Shorter sentences and shorter words help a busy reader."),
    "long": _("The text is long. Put what weighs most first, and leave out the rest."),
}


@dataclass(frozen=True)
class NeedAdvice:
    """What could be clearer, how hard the text is to read, the names it leans on, and needs that say the same."""

    has_begun: bool
    unclear: Sequence[Promise | str]
    lix: int
    word_count: int
    long_words: Sequence[str]
    names: Sequence[str]
    tells_of_a_person: bool
    similar: Sequence[Neighbour]

    @property
    def is_clear(self) -> bool:
        """True when there is a text and nothing to say about it."""
        return self.has_begun and not (self.unclear or self.names or self.tells_of_a_person)


def need_advice(said: Said, actor: Actor) -> NeedAdvice:
    """What we can say about a need as it stands. At most eight queries, however long it is."""
    measured = readability(said.description)
    longest = sorted({word.surface.lower() for word in measured.long_words}, key=lambda word: (-len(word), word))
    fields = {"title": said.title, "body": said.whole.removeprefix(said.title)}
    found = worth_showing(needs_that_say(fields, actor=actor)) if said.title or said.description else []
    return NeedAdvice(
        has_begun=bool(said.whole),
        unclear=[ADVICE[code] for code in unclear(said, words=measured.words, lix=measured.lix)],
        lix=measured.lix,
        word_count=measured.words,
        long_words=longest[:LONG_WORDS_SHOWN],
        names=names_in(said.whole, product_names()),
        tells_of_a_person=tells_of_a_person(said.whole),
        similar=neighbouring_needs(found, reading_of({"title": said.title, "description": said.whole})),
    )


@policy(PUBLIC, "POST")
def advise(request: HttpRequest) -> HttpResponse:
    """The advice about what stands in the form, for the page that asks while somebody writes. Nothing of it is kept."""
    sent = {name: clean(request.POST.get(name, ""))[: LONGEST[name]] for name in TEXTS}
    number = request.POST.get("people_concerned", "")[:LONGEST_NUMBER]
    people = int(number) if number.isascii() and number.isdigit() else None
    said = Said(**sent, people_concerned=people)
    return render(request, "web/needs/_advice.html", {"advice": need_advice(said, actor_of(request))})
