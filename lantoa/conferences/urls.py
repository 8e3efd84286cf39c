from django.urls import path

from lantoa.conferences import views

app_name = "conferences"

urlpatterns = [
    path("", views.conference_list, name="list"),
    path("<str:code>/", views.conference_page, name="detail"),
    path("<str:code>/con-so/<str:key>/", views.figure_panel, name="figure"),
    path("<str:code>/chot/", views.freeze, name="freeze"),
    path("<str:code>/lam-tai-lieu/", views.ask_for_pack, name="make_pack"),
    path("<str:code>/tai-lieu/", views.pack_progress, name="pack"),
    path("<str:code>/tai-ve/<str:kind>/", views.download, name="download"),
]
