from django.urls import path

from lysning.web.pages import (
    areas,
    content,
    explore,
    front,
    jobs,
    municipalities,
    open_data,
    operator,
    promises,
    solution,
    suppliers,
)

app_name = "web"
urlpatterns = [
    path("", front.front, name="front"),
    path("hjem/", front.home, name="home"),
    path("loesninger/", explore.explore, name="explore"),
    path("loesninger/<slug:slug>/", solution.solution, name="solution"),
    path("leverandoerer/<slug:slug>/", suppliers.supplier, name="supplier"),
    path("fagomraader/", areas.areas, name="areas"),
    path("fagomraader/<slug:key>/", areas.area, name="area"),
    path("kommuner/", municipalities.municipalities, name="municipalities"),
    path("kommuner/<slug:slug>/", municipalities.municipality, name="municipality"),
    path("loefter/", promises.promises, name="promises"),
    path("loefter/data.json", promises.promises_json, name="promises_json"),
    path("data/", open_data.open_data, name="open_data"),
    path("data/loesninger.json", open_data.solutions, name="data_solutions"),
    path("data/behov.json", open_data.needs, name="data_needs"),
    path("data/kommuner.json", open_data.municipalities, name="data_municipalities"),
    path("om/", content.page, {"name": "about"}, name="about"),
    path("privatliv/", content.page, {"name": "privacy"}, name="privacy"),
    path("tilgaengelighed/", content.page, {"name": "accessibility"}, name="accessibility"),
    path("hjaelp/", content.page, {"name": "help"}, name="help"),
    path("favicon.ico", content.favicon, name="favicon"),
    path("robots.txt", content.robots, name="robots"),
    path(".well-known/security.txt", content.security, name="security"),
    path("drift/", operator.overview, name="operator"),
    path("drift/opgaver/", jobs.jobs, name="jobs"),
    path("drift/opgaver/<int:job_id>/igen/", jobs.retry, name="retry_job"),
]
