from django.urls import path

from lysning.enquiries.views import leaders, links, municipalities, operator, suppliers

app_name = "enquiries"
urlpatterns = [
    path("i-dag/", leaders.today, name="today"),
    path("henvendelser/<uuid:key>/", leaders.enquiry, name="enquiry"),
    path("henvendelser/<uuid:key>/spoerg/", leaders.ask, name="ask"),
    path("henvendelser/<uuid:key>/spoergsmaal/<int:number>/svar/", leaders.reply, name="reply"),
    path("henvendelser/<uuid:key>/send-videre/", leaders.hand_over, name="hand_over"),
    path("svar/<str:token>/", links.link, name="link"),
    path("leverandoer/<slug:slug>/", suppliers.supplier, name="supplier"),
    path("leverandoer/<slug:slug>/<slug:solution>/svar/", suppliers.matrix, name="matrix"),
    path("kommune/<slug:slug>/overblik/", municipalities.municipality, name="municipality"),
    path("drift/fordeling/", operator.allocations, name="allocations"),
    path("drift/fordeling/nu/", operator.run_now, name="run_now"),
    path("drift/fordeling/<int:pk>/", operator.allocation, name="allocation"),
    path("drift/uden-kontakt/", operator.no_contact, name="no_contact"),
]
