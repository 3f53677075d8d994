from django.urls import path

from lysning.web.publish import views

app_name = "publish"
urlpatterns = [
    path("loesninger/ny/", views.new, name="new"),
    path("udgiv/<slug:slug>/<int:step>/", views.step, name="step"),
    path("udgiv/<slug:slug>/forslag/", views.suggestions, name="suggestions"),
    path("udgiv/<slug:slug>/billeder/", views.add_picture, name="add_picture"),
    path("udgiv/<slug:slug>/billeder/<int:pk>/fjern/", views.remove_picture, name="remove_picture"),
    path("udgiv/<slug:slug>/udgiv/", views.publish, name="publish"),
]
