from django.urls import path

from lantoa.reporting.views import collections, deciding, entry, totals

app_name = "reporting"

urlpatterns = [
    path("", collections.collection_list, name="collections"),
    path("<str:code>/", totals.collection_totals, name="totals"),
    path("<str:code>/xuat/", totals.export, name="export"),
    path("<str:code>/so-lieu/<str:indicator>/", totals.makeup, name="makeup"),
    path("<str:code>/in-mau/", collections.blank, name="blank"),
    path("<str:code>/duyet-tiep/", deciding.next_report, name="next"),
    path("<str:code>/<str:unit>/", entry.report, name="report"),
    path("<str:code>/<str:unit>/luu/", entry.save, name="save"),
    path("<str:code>/<str:unit>/dong/<int:position>/", entry.line_help, name="line"),
    path("<str:code>/<str:unit>/chuyen/", entry.hand, name="hand"),
    path("<str:code>/<str:unit>/gui/", entry.send, name="send"),
    path("<str:code>/<str:unit>/in/", entry.printed, name="print"),
    path("<str:code>/<str:unit>/duyet/", deciding.accept_report, name="accept"),
    path("<str:code>/<str:unit>/tra-lai/", deciding.return_report, name="return"),
]
