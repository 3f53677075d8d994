from django.urls import path

from lysning.notifications.views import following, mails

app_name = "notifications"
urlpatterns = [
    path("drift/post/", mails.mails, name="mails"),
    path("drift/post/<uuid:key>/", mails.mail, name="mail"),
    path("drift/post/<uuid:key>/afgoer/", mails.settle, name="settle"),
    path("eksempel/post/", mails.example_mails, name="example_mails"),
    path("eksempel/post/<uuid:key>/", mails.example_mail, name="example_mail"),
    path("foelg/", following.follow, name="follow"),
    path("foelg/sendt/", following.follow_sent, name="follow_sent"),
    path("foelg/bekraeft/<str:token>/", following.confirm, name="confirm"),
    path("foelg/mit/", following.mine, name="mine"),
    path("foelg/mit/slut/", following.end_all, name="end_all"),
    path("foelg/mit/<int:pk>/slut/", following.end, name="end"),
    path("foelg/adresse/<str:token>/", following.following, name="following"),
    path("post/afmeld/<str:token>/", mails.unsubscribe, name="unsubscribe"),
]
