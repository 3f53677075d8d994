from django.urls import path

from lysning.matching import views

app_name = "matching"
urlpatterns = [
    path("", views.synonyms, name="synonyms"),
    path("nyt/", views.new_synonym, name="new_synonym"),
    path("proev/", views.try_synonym, name="try_synonym"),
    path("liste/", views.bring, name="bring"),
    path("ordpar.tsv", views.export, name="export"),
]
