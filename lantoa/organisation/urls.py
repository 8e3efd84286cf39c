from django.urls import URLPattern, path

from lantoa.organisation import views

app_name = "organisation"

urlpatterns: list[URLPattern] = [
    path("", views.tree, name="tree"),
    path("xuat/", views.export, name="export"),
]
