from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lysning.core.http import refuse
from lysning.matching.actions.synonyms import faults_of, refusal_of, written
from lysning.matching.queries.synonyms import Synonyms
from lysning.matching.rules.synonyms import ALL_AREAS, LONGEST_NOTE, LONGEST_WORDS, USED, WITHDRAWN
from lysning.matching.text.tables import Synonym
from lysning.taxonomy.queries import areas

LARGEST_LIST = 1_000_000
LONGEST_SEARCH = 100
TOO_LONG = {"max_length": _("Write at most %(limit_value)s characters.")}
WORDS_WRONG = {"required": _("Write at least one word."), **TOO_LONG}


def _with_areas(field: forms.Field, all_of_them: str) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(all_of_them, _("All service areas")), *((area.key, area.name) for area in areas())]


class SynonymFilterForm(forms.Form):
    """The filter over the list; what makes no sense filters nothing."""

    q = forms.CharField(label=_("Search in the words"), required=False, max_length=LONGEST_SEARCH)
    area = forms.ChoiceField(label=_("Service area"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All pairs")),
            ("own", _("What we have decided ourselves")),
            ("off", _("Those that are switched off")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _with_areas(self.fields["area"], "")

    def wanted(self) -> dict[str, str]:
        """The arguments of `queries.synonyms.listed`."""
        self.is_valid()
        names = {"text": "q", "area_key": "area", "show": "show"}
        return {name: self.cleaned_data.get(field, "") for name, field in names.items()}


class SynonymForm(forms.Form):
    """One pair to try."""

    layman = forms.CharField(
        label=_("What people say"),
        max_length=LONGEST_WORDS,
        error_messages=WORDS_WRONG,
        help_text=_(
            "One word, or a phrase such as “drops out”. A phrase must be said in full, and only works one way."
        ),
    )
    trade = forms.CharField(
        label=_("What the profession says"),
        max_length=LONGEST_WORDS,
        error_messages=WORDS_WRONG,
        help_text=_(
            "The word that solutions and needs are described with. The short one finds more than the long one."
        ),
    )
    area = forms.ChoiceField(
        label=_("Service area"),
        required=False,
        error_messages={"invalid_choice": _("Choose a service area, or all of them.")},
        help_text=_("For finding the pair again. It counts in every search."),
    )
    source = forms.CharField(
        label=_("Where does it come from?"),
        required=False,
        max_length=LONGEST_NOTE,
        error_messages=TOO_LONG,
        help_text=_("For instance a municipality's list of words. Leave it empty if you thought of it yourself."),
    )
    status = forms.ChoiceField(
        choices=[(USED, USED), (WITHDRAWN, WITHDRAWN)], required=False, widget=forms.HiddenInput, initial=USED
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _with_areas(self.fields["area"], ALL_AREAS)

    def pair(self, synonyms: Synonyms, at: datetime) -> Synonym | None:
        """The pair, when one can decide on it as the list is; otherwise None, with what is wrong at its field."""
        if not self.is_valid():
            return None
        cleaned = self.cleaned_data
        pair = written(
            cleaned["layman"],
            cleaned["trade"],
            area_key=cleaned["area"],
            source=cleaned["source"],
            status=cleaned["status"] or USED,
            at=at,
        )
        for fault in faults_of(pair, synonyms):
            refuse(self, refusal_of(fault))
        return None if self.errors else pair


class ReasonForm(forms.Form):
    """Why, and of which list the effect was looked at."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_NOTE,
        help_text=_("A few words for whoever looks after the list later. They are kept with your name and the day."),
        error_messages={
            "required": _("Say why, in a few words. Whoever looks after the list later can read it."),
            **TOO_LONG,
        },
    )
    version = forms.CharField(max_length=60, widget=forms.HiddenInput)


class SynonymListForm(forms.Form):
    """A list of pairs as a file."""

    file = forms.FileField(
        label=_("List"),
        widget=forms.FileInput(attrs={"accept": ".tsv,.csv,.txt"}),
        help_text=_("Columns: layman and trade, and if you like area, source and status. At most 1 MB."),
    )

    def clean_file(self) -> bytes:
        """What the file holds."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise ValidationError(_("The file is larger than 1 MB. Split it into smaller files."))
        content: bytes = file.read()
        return content
