from django.urls import path

from lysning.web.publish import pictures, steps

app_name = "publish"
urlpatterns = [
    path("loesninger/ny/", steps.new, name="new"),
    path("udgiv/<slug:slug>/<int:step>/", steps.step, name="step"),
    path("udgiv/<slug:slug>/<int:step>/gem/", steps.autosave, name="autosave"),
    path("udgiv/<slug:slug>/billeder/", pictures.pictures, name="pictures"),
    path("udgiv/<slug:slug>/billeder/<int:pk>/fjern/", pictures.remove, name="remove_picture"),
    path("udgiv/<slug:slug>/udgiv/", steps.publish, name="publish"),
]
