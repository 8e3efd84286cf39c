from django.urls import path

from lantoa.notifications.views import notices, outbox, preferences

app_name = "notifications"

urlpatterns = [
    path("", notices.notice_list, name="list"),
    path("da-doc/", notices.notice_read, name="read"),
    path("gui-thu/", outbox.outbox, name="outbox"),
    path("tuy-chon/", preferences.preferences, name="preferences"),
    path("<uuid:notice>/", notices.notice_open, name="open"),
]
