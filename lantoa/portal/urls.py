from django.urls import path

from lantoa.portal import views

app_name = "portal"

urlpatterns = [
    path("kiem-tra/", views.check_view, name="check"),
    path("kiem-tra/<str:code>/", views.certificate_view, name="certificate"),
]
