"""One name space, an address for each thing that the room keeps."""

from django.urls import include, path

from lantoa.directives.urls import directives, issuings, outreach, plans, study

app_name = "directives"

urlpatterns = [
    path("van-ban/", include(directives.patterns)),
    path("ke-hoach/", include(plans.patterns)),
    path("hoc-tap/", include(study.patterns)),
    path("tuyen-truyen/", include(outreach.patterns)),
    path("", include(issuings.patterns)),
]
