"""The box in which one asks a public list in words."""

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise

from lysning.core.plaintext import clean
from lysning.matching.queries.search import LONGEST


class SearchForm(forms.Form):
    """What one may ask of a list in words; `label` is the question above the box."""

    q = forms.CharField(required=False, max_length=LONGEST)

    def __init__(self, asked: QueryDict, *, label: Promise) -> None:
        super().__init__(asked)
        self.fields["q"].label = str(label)

    def clean_q(self) -> str:
        """The words without control characters."""
        return clean(self.cleaned_data["q"])

    @property
    def query(self) -> str:
        """The words that may be searched for; empty when nothing is asked, or too much."""
        return self.cleaned_data["q"] if self.is_valid() else ""

    @property
    def status(self) -> int:
        """The status of the page that answers: 422 when what is asked cannot be, otherwise 200."""
        return 422 if self.errors else 200
