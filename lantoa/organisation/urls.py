from django.urls import URLPattern, path

from lantoa.organisation.views import tree

app_name = "organisation"

urlpatterns: list[URLPattern] = [
    path("", tree.tree, name="tree"),
    path("xuat/", tree.export, name="export"),
]
