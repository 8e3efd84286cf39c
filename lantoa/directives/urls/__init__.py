"""One name space, an address for each thing that the room keeps."""

from django.urls import include, path

from lantoa.directives.urls import study

app_name = "directives"

urlpatterns = [
    path("hoc-tap/", include(study.patterns)),
]
