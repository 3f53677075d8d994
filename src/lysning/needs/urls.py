from django.urls import path

from lysning.needs import views

app_name = "needs"
urlpatterns = [
    path("", views.needs, name="needs"),
    path("atom.xml", views.feed, name="feed"),
    path("nyt/", views.new, name="new"),
    path("<slug:slug>/", views.need, name="need"),
    path("<slug:slug>/ret/", views.edit, name="edit"),
    path("<slug:slug>/luk/", views.close, name="close"),
]
