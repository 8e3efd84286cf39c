"""One name space, an address for each thing that the room keeps."""

from django.urls import include, path

from lantoa.directives.urls import outreach, plans, study

app_name = "directives"

urlpatterns = [
    path("ke-hoach/", include(plans.patterns)),
    path("hoc-tap/", include(study.patterns)),
    path("tuyen-truyen/", include(outreach.patterns)),
]
