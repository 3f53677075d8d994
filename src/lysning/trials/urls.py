from django.urls import path

from lysning.trials.views import acting, agreement, listing, measuring, protocols, reading, trial

app_name = "trials"
ONE = "<slug:slug>/"
urlpatterns = [
    path("", listing.trials, name="trials"),
    path("atom.xml", listing.feed, name="feed"),
    path("maal/", listing.measures, name="measures"),
    path("hvor-mange/", listing.sample, name="sample"),
    path("ny/", protocols.new, name="new"),
    path(ONE, trial.trial, name="trial"),
    path(f"{ONE}protokol/", protocols.protocol, name="protocol"),
    path(f"{ONE}protokol/<int:number>/", protocols.protocol, name="version"),
    path(f"{ONE}protokol/hvem-og-hvad/", protocols.parties, name="parties"),
    path(f"{ONE}protokol/<slug:part>/", protocols.edit, name="edit"),
    path(f"{ONE}aftale/", agreement.agreement, name="agreement"),
    path(f"{ONE}aftale.<str:kind>", agreement.agreement, name="agreement_file"),
    path(f"{ONE}flyt/<slug:key>/", acting.move, name="move"),
    path(f"{ONE}plads/", acting.apply, name="apply"),
    path(f"{ONE}plads/afmeld/", acting.withdraw, name="withdraw"),
    path(f"{ONE}steder/", acting.sites, name="sites"),
    path(f"{ONE}steder/<int:pk>/", acting.edit_site, name="edit_site"),
    path(f"{ONE}maalinger/", reading.measured, name="measured"),
    path(f"{ONE}maalinger/indberet/", measuring.report, name="report"),
    path(f"{ONE}maalinger/hent/", measuring.bring, name="bring"),
    path(f"{ONE}maalinger/hent/<int:pk>/", measuring.sheet_run, name="sheet_run"),
    path(f"{ONE}maalinger/mangler.csv", reading.template, name="template"),
    path(f"{ONE}maalinger/<int:pk>/", reading.history, name="history"),
    path(f"{ONE}maalinger.csv", reading.sheet, name="sheet"),
    path(f"{ONE}kalender.ics", reading.days, name="days"),
]
