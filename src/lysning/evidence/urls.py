from django.urls import path

from lysning.evidence.views import adopting, answers, cases, findings, writing

app_name = "evidence"
urlpatterns = [
    path("", findings.findings, name="findings"),
    path("atom.xml", findings.feed, name="feed"),
    path("skriv/", writing.to_write, name="to_write"),
    path("skriv/<slug:trial>/<slug:measure>/", writing.start, name="start"),
    path("studie/", writing.study, name="study"),
    path("beregner/", cases.calculator, name="calculator"),
    path("beregner/gem/", cases.keep, name="keep_case"),
    path("beregner/<uuid:key>/", cases.case, name="case"),
    path("beregner/<uuid:key>/ret/", cases.edit, name="edit_case"),
    path("beregner/<uuid:key>/efter/", cases.check, name="check_case"),
    path("samlet/<slug:topic>/<slug:measure>/", answers.answer, name="answer"),
    path("tilslutning/<int:pk>/tilbage/", adopting.withdraw, name="withdraw"),
    path("<slug:slug>/", findings.finding, name="finding"),
    path("<slug:slug>/v<int:number>/", findings.version, name="version"),
    path("<slug:slug>/v<int:number>.<str:kind>", findings.file, name="file"),
    path("<slug:slug>/ret/", writing.edit, name="edit"),
    path("<slug:slug>/udgiv/", writing.publish, name="publish"),
    path("<slug:slug>/tilslut/", adopting.adopt, name="adopt"),
]
