from django.urls import path

from lantoa.reporting.views import collections, deciding, drafts, entry, sheets, totals

app_name = "reporting"

urlpatterns = [
    path("", collections.collection_list, name="collections"),
    path("bieu-mau/", sheets.sheet_list, name="sheets"),
    path("bieu-mau/xuat/", sheets.sheets_export, name="sheets_export"),
    path("bieu-mau/moi/", drafts.sheet_create, name="sheet_create"),
    path("bieu-mau/lay-bieu-co-san/", drafts.sheet_take, name="sheet_take"),
    path("bieu-mau/nap-tep/", drafts.sheet_load, name="sheet_load"),
    path("bieu-mau/<str:code>/", sheets.sheet, name="sheet"),
    path("bieu-mau/<str:code>/so-sanh/", sheets.sheet_compare, name="sheet_compare"),
    path("bieu-mau/<str:code>/ban/<int:number>/", sheets.sheet_version, name="sheet_version"),
    path("bieu-mau/<str:code>/ban/<int:number>/in-mau/", sheets.sheet_blank, name="sheet_blank"),
    path("bieu-mau/<str:code>/ban/<int:number>/tep/", sheets.sheet_file, name="sheet_file"),
    path("bieu-mau/<str:code>/soan-ban-moi/", drafts.draft_start, name="draft_start"),
    path("bieu-mau/<str:code>/soan/", drafts.draft, name="draft"),
    path("bieu-mau/<str:code>/soan/xem-truoc/", drafts.draft_preview, name="draft_preview"),
    path("bieu-mau/<str:code>/soan/in-mau/", drafts.draft_blank, name="draft_blank"),
    path("bieu-mau/<str:code>/soan/ban-hanh/", drafts.draft_publish, name="draft_publish"),
    path("bieu-mau/<str:code>/soan/bo/", drafts.draft_drop, name="draft_drop"),
    path("bieu-mau/<str:code>/soan/<slug:kind>/moi/", drafts.draft_row_new, name="draft_row_new"),
    path("bieu-mau/<str:code>/soan/<slug:kind>/<uuid:row>/", drafts.draft_row, name="draft_row"),
    path("bieu-mau/<str:code>/soan/<slug:kind>/<uuid:row>/chuyen/", drafts.draft_move, name="draft_move"),
    path("bieu-mau/<str:code>/soan/<slug:kind>/<uuid:row>/xoa/", drafts.draft_remove, name="draft_remove"),
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
