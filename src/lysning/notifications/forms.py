from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """The address of somebody who follows without an account."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a link that you open to confirm it. The address is used for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """The address in lower case."""
        return str(self.cleaned_data["email"]).lower()
