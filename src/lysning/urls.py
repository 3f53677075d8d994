"""Every address of the site, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("lysning.accounts.urls")),
    path("konto/", include("lysning.accounts.entrance_urls")),
    path("", include("lysning.notifications.urls")),
]
