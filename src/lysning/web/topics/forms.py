"""What the operator writes about a topic."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.core.formats import alphabetical
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import areas, facts_of
from lysning.taxonomy.rules import TEXTS, TopicFacts


def _text(name: str, label: Any, *, rows: int = 0, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=TEXTS[name], widget=widget, help_text=hint)


class TopicForm(forms.Form):
    """A topic's words, areas and KLE subjects."""

    use_required_attribute = False
    name_da = _text("name_da", _("Name in Danish"), hint=_("A kind of technology, not a product: “Video visits”."))
    name_en = _text("name_en", _("Name in English"))
    explanation_da = _text(
        "explanation_da",
        _("Explanation in Danish"),
        rows=6,
        hint=_("Two to four short sentences: what it is, whom it helps, what to watch. Name no supplier."),
    )
    explanation_en = _text("explanation_en", _("Explanation in English"), rows=6)
    areas = forms.MultipleChoiceField(
        label=_("Service areas"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one service area.")},
    )
    kle_groups = forms.CharField(
        label=_("KLE subjects"), required=False, max_length=200, help_text=_("Numbers, for instance 27.36 29.18.")
    )
    source = forms.CharField(
        label=_("Where is it from?"),
        required=False,
        max_length=TEXTS["source"],
        help_text=_("Everyone can see it. Leave it open if you have written it yourselves."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(area.key, area.name) for area in areas()]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(topic: Topic) -> dict[str, Any]:
        """What the form shows before anyone has written in it."""
        facts = facts_of(topic)
        texts = {name: getattr(facts, name) for name in TEXTS}
        return {
            **texts,
            "areas": list(facts.areas),
            "kle_groups": " ".join(facts.kle_groups),
            "revision": topic.revision,
        }

    def facts(self) -> TopicFacts:
        """What was written, as the action takes it."""
        cleaned = self.cleaned_data
        numbers = tuple(re.findall(r"[^\s,;]+", cleaned["kle_groups"]))
        texts = {name: cleaned[name] for name in TEXTS}
        return TopicFacts(**texts, areas=tuple(cleaned["areas"]), kle_groups=numbers)


class NewTopicForm(TopicForm):
    """A new topic; its key stands in its address and never changes."""

    key = forms.CharField(
        label=_("Word in the address"),
        required=False,
        max_length=60,
        help_text=_("Leave it open, then it is made of the Danish name. It never changes."),
    )
    field_order = ("name_da", "key")


class EditTopicForm(TopicForm):
    """A topic as it stands, with the revision the person looks at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class MergeForm(forms.Form):
    """Which topic another is to count as."""

    use_required_attribute = False
    into = forms.ChoiceField(label=_("Merge it into"), choices=[], error_messages={"required": _("Choose a topic.")})

    def __init__(self, topic: Topic, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = {row.key: row for row in Topic.objects.public().exclude(pk=topic.pk)}
        named = sorted(((row.key, row.name) for row in self._rows.values()), key=lambda pair: alphabetical(pair[1]))
        self.fields["into"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]

    def chosen(self) -> Topic:
        """The chosen topic."""
        return self._rows[self.cleaned_data["into"]]


class SureForm(forms.Form):
    """Yes to what the page shows, of the revision it was drawn from."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
