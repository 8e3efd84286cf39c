from django.urls import URLPattern, path

from lantoa.desk.views import pages, progress

app_name = "desk"

urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("viec/kiem-chung/", pages.to_verify, name="to_verify"),
    path("viec/kiem-chung/xuat/", pages.to_verify_export, name="to_verify_export"),
    path("don-vi/<str:code>/", pages.unit, name="unit"),
    path("van-ban/<str:code>/theo-doi/", progress.progress, name="progress"),
    path("van-ban/<str:code>/theo-doi/don-vi/", progress.progress_units, name="progress_units"),
    path("van-ban/<str:code>/theo-doi/don-vi/xuat/", progress.progress_export, name="progress_export"),
    path("van-ban/<str:code>/theo-doi/nhac/", progress.progress_chase, name="progress_chase"),
    path("nhat-ky/", pages.record_view, name="record"),
    path("nhat-ky/xuat/", pages.record_export, name="record_export"),
    path("nhat-ky/dau-chuoi/", pages.heads, name="heads"),
    path("nhat-ky/dau-chuoi/tep/", pages.heads_file, name="heads_file"),
    path("nhat-ky/dau-chuoi/verify_audit.py", pages.verifier_file, name="verifier_file"),
]
