from django.urls import path

from lysning.notifications import views

app_name = "notifications"
urlpatterns = [
    path("drift/post/", views.mails, name="mails"),
    path("drift/post/<uuid:key>/", views.mail, name="mail"),
    path("drift/post/<uuid:key>/afgoer/", views.settle, name="settle"),
    path("eksempel/post/", views.example_mails, name="example_mails"),
    path("eksempel/post/<uuid:key>/", views.example_mail, name="example_mail"),
    path("post/afmeld/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
