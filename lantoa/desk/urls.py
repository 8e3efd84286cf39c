from django.urls import URLPattern, path

from lantoa.desk import views

app_name = "desk"

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("viec/kiem-chung/", views.to_verify, name="to_verify"),
    path("don-vi/<str:code>/", views.unit, name="unit"),
]
