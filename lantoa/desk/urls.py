from django.urls import URLPattern, path

from lantoa.desk import views

app_name = "desk"

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("viec/kiem-chung/", views.to_verify, name="to_verify"),
    path("viec/kiem-chung/xuat/", views.to_verify_export, name="to_verify_export"),
    path("don-vi/<str:code>/", views.unit, name="unit"),
    path("nhat-ky/", views.record_view, name="record"),
    path("nhat-ky/xuat/", views.record_export, name="record_export"),
    path("nhat-ky/dau-chuoi/", views.heads, name="heads"),
    path("nhat-ky/dau-chuoi/tep/", views.heads_file, name="heads_file"),
    path("nhat-ky/dau-chuoi/verify_audit.py", views.verifier_file, name="verifier_file"),
]
