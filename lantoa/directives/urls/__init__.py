"""One name space, an address for each thing that the room keeps."""

from django.urls import include, path

from lantoa.directives.urls import outreach, study

app_name = "directives"

urlpatterns = [
    path("hoc-tap/", include(study.patterns)),
    path("tuyen-truyen/", include(outreach.patterns)),
]
