from django.urls import path

from lysning.direction.views import (
    compare,
    country,
    directions,
    feeds,
    files,
    imports,
    memo,
    placements,
    radar,
    reviewing,
)

app_name = "direction"
HOME = "<slug:municipality>/"
RADAR = "<slug:municipality>/<slug:area>/"
DOT = "<slug:municipality>/<slug:area>/<slug:slug>/"
urlpatterns = [
    path("", country.country, name="country"),
    path("atom.xml", feeds.country, name="country_feed"),
    path("land/<slug:area>/atom.xml", feeds.area, name="area_feed"),
    path("<slug:municipality>/atom.xml", feeds.municipality, name="municipality_feed"),
    path("<slug:municipality>/<slug:area>/atom.xml", feeds.radar, name="feed"),
    path("land/<slug:area>/", country.country_area, name="country_area"),
    path("land/<slug:area>/radar.<str:kind>", country.country_file, name="country_file"),
    path("land/<slug:area>/sammenlign/", compare.compare, name="compare"),
    path("land/<slug:area>/sammenlign.csv", compare.compare_file, name="compare_file"),
    path(HOME, radar.municipality, name="municipality"),
    path(RADAR, radar.direction, name="direction"),
    path(f"{RADAR}radar.<str:kind>", files.file, name="file"),
    path(f"{RADAR}notat/", memo.memo, name="memo"),
    path(f"{RADAR}notat.<str:kind>", memo.memo, name="memo_file"),
    path(f"{RADAR}ny/", directions.new, name="new"),
    path(f"{RADAR}ret/", directions.edit, name="edit"),
    path(f"{RADAR}udgiv/", directions.publish, name="publish"),
    path(f"{RADAR}gaelder/", reviewing.keep_direction, name="keep_direction"),
    path(f"{RADAR}placer/", placements.place, name="place"),
    path(f"{RADAR}hent/", imports.bring, name="bring"),
    path(DOT, radar.placement, name="placement"),
    path(f"{DOT}ret/", placements.edit_placement, name="edit_placement"),
    path(f"{DOT}gaelder/", reviewing.keep_placement, name="keep_placement"),
    path(f"{DOT}fjern/", placements.remove, name="remove"),
    path(f"{DOT}tilbage/", placements.restore, name="restore"),
]
