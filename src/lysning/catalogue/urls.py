from django.urls import path, register_converter

from lysning.catalogue import views


class Sha256:
    """A SHA-256 in hex, as it stands in an address."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Sha256, "sha256")

app_name = "catalogue"
urlpatterns = [
    path("mine-loesninger/", views.own, name="own"),
    path("loesninger/<slug:slug>/historik/", views.history, name="history"),
    path("loesninger/<slug:slug>/ny-version/", views.new_version, name="new_version"),
    path("loesninger/<slug:slug>/traek-tilbage/", views.withdraw, name="withdraw"),
    path("loesninger/<slug:slug>/slet-kladde/", views.discard, name="discard"),
    path("billeder/<sha256:sha256>.webp", views.picture, name="picture"),
    path("billeder/<sha256:sha256>-400.webp", views.picture, {"ending": "-400"}, name="thumbnail"),
]
