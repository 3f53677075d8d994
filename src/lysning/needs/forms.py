from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from lysning.directory.models import Municipality
from lysning.directory.queries import municipality_places
from lysning.needs.actions import NeedFacts
from lysning.needs.models import CoSignature, Need
from lysning.needs.queries import Declarer
from lysning.needs.queries.naming import product_names
from lysning.needs.rules import LONGEST, Said
from lysning.taxonomy.queries import area_by_key, areas

EVERYBODY = 6_000_000
WORDS = ("title", "description", "audience", "scale", "tried", "people_concerned")
ASKED = ("names_are_meant", "is_about_nobody")
"""Boxes that are shown when a rule has asked."""


def _long(name: str, rows: int, **facts: Any) -> forms.CharField:
    return forms.CharField(max_length=LONGEST[name], widget=forms.Textarea(attrs={"rows": rows}), **facts)


class PeopleField(forms.IntegerField):
    """How many people a need concerns."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("How many people does it concern?"))
        kwargs.setdefault("help_text", _("A rough number is enough. It shows how big the need is."))
        widget = forms.NumberInput(attrs={"class": "input-char-7"})
        super().__init__(required=False, min_value=1, max_value=EVERYBODY, widget=widget, **kwargs)


class NeedForm(forms.Form):
    """What a need says, however it comes about."""

    title = forms.CharField(
        label=_("The need in one line"),
        max_length=LONGEST["title"],
        help_text=_("The problem, and not what should solve it."),
    )
    description = _long(
        "description",
        7,
        label=_("What is the problem?"),
        help_text=_("What happens, when, and what does it lead to? Name no product and no person."),
    )
    audience = _long(
        "audience",
        2,
        label=_("Whom does it concern?"),
        required=False,
        help_text=_("For instance residents, pupils or staff."),
    )
    people_concerned = PeopleField()
    scale = _long(
        "scale",
        3,
        label=_("How big is the problem?"),
        required=False,
        help_text=_("How often does it happen? What does it cost in time or money?"),
    )
    tried = _long(
        "tried",
        3,
        label=_("What have you tried?"),
        required=False,
        help_text=_("And what came of it? That something did not work helps others too."),
    )
    area = forms.ChoiceField(label=_("Service area"))
    names_are_meant = forms.BooleanField(
        label=_("The name must stay, for the problem cannot be understood without it"), required=False
    )
    is_about_nobody = forms.BooleanField(label=_("Nobody can be recognised in the text"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [("", _("Choose")), *((each.key, each.name) for each in areas())]

    def stop_complaining(self) -> None:
        """Lets the form be drawn as it is written so far, without complaints about what is not written yet."""
        self._errors = ErrorDict()

    @property
    def asked(self) -> list[forms.BoundField]:
        """The boxes that a rule has asked for, or that are ticked already."""
        return [self[name] for name in ASKED if self[name].errors or self[name].value()]

    @property
    def said(self) -> Said:
        """What stands in the form now, also while it is being written."""
        number = str(self["people_concerned"].value() or "")
        texts = {name: str(self[name].value() or "") for name in WORDS[:-1]}
        return Said(**texts, people_concerned=int(number) if number.isascii() and number.isdigit() else None)

    def need_facts(self) -> NeedFacts:
        """What the need says, as the actions take it."""
        words = {name: self.cleaned_data[name] for name in (*WORDS, *ASKED)}
        area = area_by_key(self.cleaned_data["area"])
        assert area is not None  # the form offers only those there are
        return NeedFacts(area=area, names=product_names(), **words)


class NewForm(NeedForm):
    """A need that is written now; the form has a number of its own, so that sending it twice makes one need."""

    sent_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"sent_key": uuid4(), **(initial or {})}, **kwargs)


class DeclareForm(NewForm):
    """A municipality's new need; who may declare in several names chooses one. The area of the post is suggested."""

    field_order = ["declarer", *WORDS[:3], "people_concerned", "scale", "tried", "area"]
    declarer = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, declarers: Sequence[Declarer], **kwargs: Any) -> None:
        suggested = declarers[0].post
        super().__init__(*args, initial={"area": suggested.area.key} if suggested else None, **kwargs)
        self._declarers = choose_declarer(self, declarers)

    def facts(self) -> dict[str, Any]:
        """What the need says and in whose name, as `declare_need` takes it."""
        declarer = chosen_declarer(self, self._declarers)
        sent_key = self.cleaned_data["sent_key"]
        return {
            "municipality": declarer.municipality,
            "post": declarer.post,
            "facts": self.need_facts(),
            "sent_key": sent_key,
        }


class CitizenForm(NewForm):
    """A citizen's new need, and which municipality it is about."""

    field_order = ["municipality", *WORDS[:3], "people_concerned", "scale", "tried", "area"]
    municipality = forms.ChoiceField(label=_("Which municipality is it about?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *((place.slug, place.name) for place in municipality_places())]
        self.fields["tried"].label = _("What has been tried?")
        self.fields["tried"].help_text = _("By yourself, or by the municipality as far as you know.")

    def facts(self) -> dict[str, Any]:
        """What the need says and about which municipality, as `submit_need` takes it."""
        municipality = Municipality.objects.get(slug=self.cleaned_data["municipality"])
        return {"municipality": municipality, "facts": self.need_facts(), "sent_key": self.cleaned_data["sent_key"]}


class EditForm(NeedForm):
    """The words of a need that stands."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        said = {name: getattr(need, name) for name in (*WORDS, "revision")}
        super().__init__(*args, initial={**said, "area": need.area.key}, **kwargs)

    def facts(self) -> dict[str, Any]:
        """What the need says and on which revision, as `edit_need` takes it."""
        return {"revision": self.cleaned_data["revision"], "facts": self.need_facts()}


class CloseForm(forms.Form):
    closing_note = _long(
        "closing_note",
        3,
        label=_("What came of it?"),
        help_text=_("Everyone can read it. It also helps others that something did not work."),
    )


class CosignForm(forms.Form):
    """A municipality's own words and numbers about a need that another one has described."""

    declarer = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect)
    words = _long(
        "words", 4, label=_("How is it with you?"), help_text=_("Everyone can read it. Name no product and no person.")
    )
    people_concerned = PeopleField(label=_("How many people does it concern with you?"))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        declarers: Sequence[Declarer] = (),
        cosignature: CoSignature | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        names = ("words", "people_concerned", "revision")
        said = {name: getattr(cosignature, name) for name in names} if cosignature else initial
        super().__init__(data, initial=said)
        self._declarers = choose_declarer(self, declarers)

    def facts(self) -> dict[str, Any]:
        """In whose name and what is said, as `cosign_need` takes it."""
        declarer = chosen_declarer(self, self._declarers)
        return {"municipality": declarer.municipality, "post": declarer.post, **self.words_said()}

    def words_said(self) -> dict[str, Any]:
        """What is said alone."""
        return {name: self.cleaned_data[name] for name in ("words", "people_concerned")}


class AnswerForm(forms.Form):
    answer = _long(
        "answer",
        8,
        label=_("The municipality's answer"),
        help_text=_("Say what you will do, when, and what you will not do. Earlier versions can still be read."),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class JoinForm(forms.Form):
    into = forms.ChoiceField(label=_("Into which need?"), widget=forms.RadioSelect)
    reason = _long("reason", 3, label=_("Why are they the same?"), help_text=_("Everyone can read it."))

    def __init__(self, *args: Any, choices: Sequence[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(need.slug, f"{need.title} ({need.municipality.name})") for need in choices]


class SeparateForm(forms.Form):
    reason = _long("reason", 3, label=_("Why do they part?"), help_text=_("Everyone can read it."))


class SupportForm(forms.Form):
    """The address of somebody who wants to support a need without an account."""

    email = forms.EmailField(
        label=_("Your own e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send you a link. Your support counts when you have followed it and pressed the button."),
    )


class ConfirmForm(forms.Form):
    """Everyone who supports is asked whether we may write; neither answer is chosen beforehand."""

    wants_news = forms.TypedChoiceField(
        label=_("May we write to you about the need?"),
        help_text=_(
            "When it is answered, joined into another need or closed, for instance. Your support counts in either case."
        ),
        choices=[
            ("yes", _("Yes, one mail on Mondays when something happens. Keep my address for that")),
            ("no", _("No, forget my address as soon as my support counts")),
        ],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )


def choose_declarer(form: forms.Form, declarers: Sequence[Declarer]) -> dict[str, Declarer]:
    """Offers in whose name the form may be sent; a form with one name to choose does not ask."""
    field = form.fields["declarer"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(declarer.key, str(declarer)) for declarer in declarers]
    if len(declarers) <= 1:
        del form.fields["declarer"]
    return {declarer.key: declarer for declarer in declarers}


def chosen_declarer(form: forms.Form, declarers: dict[str, Declarer]) -> Declarer:
    """In whose name the form was sent."""
    return declarers[form.cleaned_data.get("declarer") or next(iter(declarers))]
