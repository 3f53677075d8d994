from datetime import date

from django.urls import path, register_converter

from lysning.enquiries.rules.answers import AnswerKind
from lysning.enquiries.views import leaders, links, municipalities, operator, suppliers


class AnswerWord:
    """Danish words in addresses, our identifiers in the code."""

    words = {
        "interesseret": AnswerKind.INTERESTED,
        "sammen": AnswerKind.TOGETHER,
        "senere": AnswerKind.LATER,
        "har-det": AnswerKind.HAS_IT,
        "ikke-relevant": AnswerKind.NOT_RELEVANT,
    }
    regex = "|".join(words)

    def to_python(self, value: str) -> AnswerKind:
        return self.words[value]

    def to_url(self, value: str) -> str:
        return next(word for word, kind in self.words.items() if kind == value)


class Day:
    """A day as 2027-03-01; a date that does not exist is not an address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(Day, "day")
register_converter(AnswerWord, "answer_word")

app_name = "enquiries"
urlpatterns = [
    path("i-dag/", leaders.today, name="today"),
    path("henvendelser/<uuid:key>/", leaders.enquiry, name="enquiry"),
    path("henvendelser/<uuid:key>/svar/<answer_word:kind>/", leaders.answer, name="answer"),
    path("henvendelser/<uuid:key>/spoerg/", leaders.ask, name="ask"),
    path("henvendelser/<uuid:key>/spoergsmaal/<int:question>/svar/", leaders.reply, name="reply"),
    path("henvendelser/<uuid:key>/passer/", leaders.judge, name="judge"),
    path("henvendelser/<uuid:key>/send-videre/", leaders.hand_over, name="hand_over"),
    path("svar/<str:token>/", links.link, name="link"),
    path("leverandoer/<slug:slug>/", suppliers.supplier, name="supplier"),
    path("leverandoer/<slug:supplier_slug>/<slug:slug>/svar/", suppliers.matrix, name="matrix"),
    path("kommune/<slug:slug>/overblik/", municipalities.municipality, name="municipality"),
    path("drift/fordeling/", operator.allocations, name="allocations"),
    path("drift/fordeling/koer/", operator.allocate, name="allocate"),
    path("drift/fordeling/<day:run_date>/<int:number>/", operator.allocation, name="allocation"),
    path("drift/uden-kontakt/", operator.no_contact, name="no_contact"),
]
