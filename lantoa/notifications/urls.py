from django.urls import path

from lantoa.notifications.views import notices, outbox, preferences, rules

app_name = "notifications"

urlpatterns = [
    path("", notices.notice_list, name="list"),
    path("da-doc/", notices.notice_read, name="read"),
    path("gui-thu/", outbox.outbox, name="outbox"),
    path("tuy-chon/", preferences.preferences, name="preferences"),
    path("ngay-nghi/", rules.holidays, name="holidays"),
    path("ngay-nghi/xuat/", rules.holidays_export, name="holidays_export"),
    path("ngay-nghi/ghi/", rules.holidays_enter, name="holidays_enter"),
    path("ngay-nghi/<uuid:holiday>/", rules.holiday, name="holiday"),
    path("ngay-nghi/<uuid:holiday>/bo/", rules.holiday_remove, name="holiday_remove"),
    path("nhac-viec/", rules.ladder, name="ladder"),
    path("nhac-viec/them/", rules.step_add, name="step_add"),
    path("nhac-viec/<uuid:step>/thoi/", rules.step_end, name="step_end"),
    path("gio-gui/", rules.hours, name="hours"),
    path("gio-gui/dat/", rules.hours_set, name="hours_set"),
    path("<uuid:notice>/", notices.notice_open, name="open"),
]
