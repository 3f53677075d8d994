from django.urls import path

from lysning.directory.views import operator, posts

app_name = "directory"
urlpatterns = [
    path("poster/<int:pk>/", posts.post, name="post"),
    path("poster/<int:pk>/luk/", posts.close_post, name="close_post"),
    path("kommune/<slug:slug>/poster/", posts.posts, name="posts"),
    path("kommune/<slug:slug>/poster/ny/", posts.new_post, name="new_post"),
    path("kommune/<slug:slug>/poster/koordinator/", posts.stand_in, name="stand_in"),
    path("drift/domaener/", operator.domains, name="domains"),
    path("drift/domaener/fjern/", operator.remove_domain, name="remove_domain"),
    path("drift/import/", operator.imports, name="imports"),
    path("drift/import/<int:pk>/", operator.import_run, name="import"),
    path("drift/import/<int:pk>/udfoer/", operator.confirm_import, name="confirm_import"),
    path("drift/import/<int:pk>/kasser/", operator.discard_import, name="discard_import"),
]
