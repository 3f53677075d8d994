"""Every address of the site, by room."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from lysning.accounts.views.people import choose_language
from lysning.operations.views import health

# The admin's own form would let anybody try passwords without end; the site's sign-in counts them.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("lysning.web.publish.urls")),
    path("", include("lysning.enquiries.urls")),
    path("", include("lysning.directory.urls")),
    path("", include("lysning.accounts.urls")),
    path("konto/", include("lysning.accounts.entrance_urls")),
    path("retning/", include("lysning.direction.urls")),
    path("afproevninger/", include("lysning.trials.urls")),
    path("viden/", include("lysning.evidence.urls")),
    path("behov/", include("lysning.needs.urls")),
    path("faellesskaber/", include("lysning.community.urls")),
    path("indberetning/", include("lysning.moderation.urls")),
    path("", include("lysning.notifications.urls")),
    path("", include("lysning.catalogue.urls")),
    path("drift/ordpar/", include("lysning.matching.urls")),
    path("", include("lysning.web.urls")),
    path("sprog/", choose_language, name="set_language"),
    path("sundhed", health, name="health"),
    path("noeddrift/", admin.site.urls),
]
