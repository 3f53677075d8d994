from django.urls import include, path, register_converter

from lysning.accounts.views import examples, invitations, operator, organisations, people


class OrganisationKind:
    """Danish words in addresses, our identifiers in the code."""

    words = {"leverandoer": "supplier", "kommune": "municipality", "partner": "partner"}
    regex = "leverandoer|kommune|partner"

    def to_python(self, value: str) -> str:
        return self.words[value]

    def to_url(self, value: str) -> str:
        return next(word for word, kind in self.words.items() if kind == value)


register_converter(OrganisationKind, "organisation_kind")

app_name = "accounts"
account = [
    path("velkommen/", people.welcome, name="welcome"),
    path("mig/", people.me, name="me"),
    path("mig/log-ud-andre-steder/", people.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("mig/data.json", people.export, name="export"),
    path("mig/slet/", people.delete, name="delete"),
    path("leverandoer/ny/", organisations.new_supplier, name="new_supplier"),
    path("kommune/", organisations.claim, name="claim"),
    path("<organisation_kind:kind>/<slug:slug>/medlemmer/", organisations.members, name="members"),
    path("<organisation_kind:kind>/<slug:slug>/medlemmer/inviter/", organisations.invite, name="invite"),
    path("medlemskab/<int:pk>/afslut/", organisations.end_membership, name="end_membership"),
    path("invitation/<int:pk>/traek-tilbage/", organisations.withdraw_invitation, name="withdraw_invitation"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
]
urlpatterns = [
    path("konto/", include(account)),
    path("drift/adgange/", operator.claims, name="claims"),
    path("drift/adgange/<int:pk>/", operator.decide_claim, name="decide_claim"),
    path("drift/roller/", operator.platform_roles, name="platform_roles"),
    path("eksempel/", examples.examples, name="examples"),
    path("eksempel/ind/<int:pk>/", examples.enter, name="enter_as_example"),
]
