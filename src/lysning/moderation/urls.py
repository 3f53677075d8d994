from django.urls import path, register_converter

from lysning.moderation import views


class SubjectKind:
    """Danish words in addresses, our identifiers in the code."""

    words = {
        "loesning": "solution",
        "behov": "need",
        "placering": "placement",
        "faellesskab": "coalition",
        "afproevning": "trial",
        "fund": "finding",
    }
    regex = "|".join(words)

    def to_python(self, value: str) -> str:
        return self.words[value]

    def to_url(self, value: str) -> str:
        return next(word for word, kind in self.words.items() if kind == value)


register_converter(SubjectKind, "subject_kind")

app_name = "moderation"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("sag/<int:pk>/", views.case, name="case"),
    path("sag/<int:pk>/afgoer/", views.decide, name="decide"),
    path("sag/<int:pk>/anke/afgoer/", views.decide_appeal, name="decide_appeal"),
    path("sag/<int:pk>/anke/", views.appeal, name="appeal"),
    path("retning/<slug:municipality>/<slug:area>/", views.report_direction, name="report_direction"),
    path("indlaeg/<int:pk>/", views.report_post, name="report_post"),
    path("<subject_kind:kind>/<slug:slug>/", views.report, name="report"),
]
