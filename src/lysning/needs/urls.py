from django.urls import path

from lysning.needs.views import answering, cosigning, joining, reading, supporting, writing

app_name = "needs"
urlpatterns = [
    path("", reading.needs, name="needs"),
    path("atom.xml", reading.feed, name="feed"),
    path("nyt/", writing.new, name="new"),
    path("borger/", writing.citizen, name="citizen"),
    path("stoette/<str:token>/", supporting.confirm_support, name="confirm_support"),
    path("<slug:slug>/", reading.need, name="need"),
    path("<slug:slug>/ret/", writing.edit, name="edit"),
    path("<slug:slug>/luk/", writing.close, name="close"),
    path("<slug:slug>/traek-tilbage/", writing.take_back, name="take_back"),
    path("<slug:slug>/underskriv/", cosigning.cosign, name="cosign"),
    path("<slug:slug>/underskriv/<int:pk>/", cosigning.edit_cosignature, name="edit_cosignature"),
    path("<slug:slug>/underskriv/<int:pk>/traek-tilbage/", cosigning.withdraw_cosignature, name="withdraw_cosignature"),
    path("<slug:slug>/stoet/", supporting.support, name="support"),
    path("<slug:slug>/stoet/sendt/", supporting.support_sent, name="support_sent"),
    path("<slug:slug>/svar/", answering.answer, name="answer"),
    path("<slug:slug>/laeg-sammen/", joining.join, name="join"),
    path("<slug:slug>/skil-ad/", joining.separate, name="separate"),
]
