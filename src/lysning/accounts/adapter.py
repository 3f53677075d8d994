"""How allauth's sign-up and sign-in fit the house."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Addresses in lower case."""

    def clean_email(self, email: str) -> str:
        """The address as we keep it."""
        return str(super().clean_email(email)).lower()
