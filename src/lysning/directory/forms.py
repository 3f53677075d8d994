from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lysning.directory.actions import PostChanges
from lysning.directory.models import EmailDomain, Import, Municipality, Post
from lysning.directory.queries import municipality_places
from lysning.directory.rules import MOST_STAND_IN_ROOM, MOST_WEEKLY_ROOM
from lysning.taxonomy.models import LeaderRole
from lysning.taxonomy.queries import areas
from lysning.taxonomy.rules import MAX_BYTES

TABLES_ACCEPTED = ".csv,.txt,.tsv,.json,text/csv"


class StandInForm(forms.Form):
    """How much a municipality's coordinator takes in place of leaders."""

    stand_in_room = forms.IntegerField(
        label=_("Enquiries a week to the coordinator, at most"),
        min_value=0,
        max_value=MOST_STAND_IN_ROOM,
        widget=forms.NumberInput(attrs={"class": "input-char-3"}),
        help_text=_("From 0 to 50. With 0, posts without an address get none."),
    )


class PostForm(forms.Form):
    """The settings of a post, as its leader or the coordinator writes them."""

    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("What you call the post in your municipality. Leave it empty to use our name for it."),
    )
    institution = forms.CharField(
        label=_("Institution"),
        required=False,
        max_length=200,
        help_text=_(
            "The school, nursing home, library or other place. Leave it empty for a post in the administration."
        ),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Where enquiries go. Use a shared mailbox if you have one. Without it they go to the coordinator."),
    )
    weekly_room = forms.IntegerField(
        label=_("Enquiries a week, at most"),
        min_value=0,
        max_value=MOST_WEEKLY_ROOM,
        widget=forms.NumberInput(attrs={"class": "input-char-3"}),
        help_text=_("From 0 to 10. With 0 you get none."),
    )
    interests = forms.CharField(
        label=_("What you look for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A few words on problems you would like to solve. They help the right ideas to find you."),
    )
    mail_mode = forms.ChoiceField(
        label=_("How you want your mail"),
        choices=[("single", _("One mail for each enquiry")), ("weekly", _("All in one mail on Monday"))],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Language of the mails"), choices=[("da", _("Danish")), ("en", _("English"))], widget=forms.RadioSelect
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(post: Post) -> dict[str, Any]:
        """What the form shows before anyone has written in it."""
        names = ("title", "institution", "email", "weekly_room", "interests", "mail_mode", "language", "revision")
        return {name: getattr(post, name) for name in names}

    def changes(self) -> PostChanges:
        """The cleaned settings without the revision."""
        cleaned = self.cleaned_data
        return PostChanges(
            title=cleaned["title"],
            institution=cleaned["institution"],
            email=cleaned["email"],
            weekly_room=cleaned["weekly_room"],
            interests=cleaned["interests"],
            mail_mode=cleaned["mail_mode"],
            language=cleaned["language"],
        )


class NewPostForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    institution = forms.CharField(
        label=_("Institution"),
        required=False,
        max_length=200,
        help_text=_(
            "The school, nursing home, library or other place. Leave it empty for a post in the administration."
        ),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("What you call the post in your municipality. Leave it empty to use our name for it."),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [
            ("", _("Choose")),
            *((area.name, [(each.key, each.title) for each in area.roles.all()]) for area in areas()),
        ]

    def chosen_role(self) -> LeaderRole:
        """The chosen role."""
        return LeaderRole.objects.get(key=self.cleaned_data["role"])

    def changes(self) -> PostChanges:
        """What was written about the new post."""
        cleaned = self.cleaned_data
        return PostChanges(institution=cleaned["institution"], title=cleaned["title"], email=cleaned["email"])


class PostFilterForm(forms.Form):
    """The filter over a municipality's posts; what makes no sense filters nothing."""

    area = forms.ChoiceField(label=_("Service area"), required=False)
    q = forms.CharField(label=_("Search in title, institution and e-mail"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [("", _("All service areas")), *((each.key, each.name) for each in areas())]

    def wanted(self) -> dict[str, str]:
        """The arguments of `queries.posts_of`."""
        self.is_valid()
        return {"area_key": self.cleaned_data.get("area", ""), "text": self.cleaned_data.get("q", "")}


class DomainForm(forms.Form):
    municipality = forms.ChoiceField(label=_("Municipality"))
    domain = forms.CharField(label=_("Domain"), max_length=120, help_text=_("The part after @, as in kommune.dk."))
    source = forms.CharField(
        label=_("How do you know?"), max_length=300, help_text=_("The page or the letter where you have seen it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipality = self.fields["municipality"]
        assert isinstance(municipality, forms.ChoiceField)
        municipality.choices = [("", _("Choose")), *((place.code, place.name) for place in municipality_places())]

    def chosen_municipality(self) -> Municipality:
        """The chosen municipality."""
        return Municipality.objects.get(code=self.cleaned_data["municipality"])


class RemoveDomainForm(forms.Form):
    domain = forms.ModelChoiceField(EmailDomain.objects.select_related("municipality"), widget=forms.HiddenInput)


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What does the list hold?"),
        choices=Import.KINDS,
        widget=forms.RadioSelect,
        initial="posts",
    )
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        allow_empty_file=True,
        help_text=_(
            "CSV from any spreadsheet, topics also as JSON, up to 20 MB and 100,000 rows. Nothing is written before you say"
            " yes."
        ),
        widget=forms.FileInput(attrs={"accept": TABLES_ACCEPTED}),
    )

    def content(self) -> bytes:
        """The file's bytes; one byte more than is allowed is enough to see that it is too large."""
        content: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return content
