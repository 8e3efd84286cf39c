from django.urls import path

from lantoa.directives.views import duties, issuings, receipts

ONE = "tiep-nhan/dot/<str:code>/"
UNIT = "tiep-nhan/<str:code>/<str:unit>/"

patterns = [
    path("van-ban/<str:code>/phat-dong/", issuings.issuing_new, name="issuing_new"),
    path("tiep-nhan/", receipts.receipt_list, name="receipts"),
    path(ONE, receipts.issuing, name="issuing"),
    path(f"{ONE}sua/", issuings.issuing_edit, name="issuing_edit"),
    path(f"{ONE}viec/", duties.duty_new, name="duty_new"),
    path(f"{ONE}viec/<int:position>/", duties.duty_edit, name="duty_edit"),
    path(f"{ONE}phat-dong/", issuings.issuing_issue, name="issuing_issue"),
    path(f"{ONE}bo/", issuings.issuing_drop, name="issuing_drop"),
    path(f"{ONE}xuat/", receipts.issuing_export, name="issuing_export"),
    path(f"{ONE}in/", receipts.issuing_print, name="issuing_print"),
    path(f"{ONE}nhac/", receipts.issuing_remind, name="issuing_remind"),
    path(f"{ONE}bao-len/", receipts.issuing_escalate, name="issuing_escalate"),
    path(f"{ONE}ban-ky/", receipts.sheet_new, name="sheet_new"),
    path(f"{ONE}ban-ky/<uuid:sheet_id>/", receipts.sheet_file, name="sheet_file"),
    path(f"{ONE}ban-ky/<uuid:sheet_id>/bo/", receipts.sheet_remove, name="sheet_remove"),
    path(UNIT, receipts.receipt, name="receipt"),
    path(f"{UNIT}rut/", receipts.receipt_take_back, name="receipt_take_back"),
]
