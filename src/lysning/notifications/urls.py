from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "notifications"
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse: return HttpResponse("x")
urlpatterns = [path("post/afmeld/<str:token>/", unsubscribe, name="unsubscribe")]
