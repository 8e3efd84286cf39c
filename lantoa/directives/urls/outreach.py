from django.urls import path

from lantoa.directives.views import board35, outreach, outreach_entry, outreach_lists

patterns = [
    path("", outreach.outreach_list, name="outreach"),
    path("xuat/", outreach.outreach_export, name="outreach_export"),
    path("lich/", outreach.outreach_month, name="outreach_month"),
    path("moi/", outreach_entry.outreach_new, name="outreach_new"),
    path("nhap-danh-sach/", outreach_lists.outreach_import, name="outreach_import"),
    path("nhap-danh-sach/<uuid:batch>/hoan-tac/", outreach_lists.outreach_undo, name="outreach_undo"),
    path("bcd-35/", board35.board35, name="board35"),
    path("<str:code>/", outreach.outreach_activity, name="outreach_activity"),
    path("<str:code>/tep/", outreach.outreach_file, name="outreach_file"),
    path("<str:code>/sua/", outreach_entry.outreach_edit, name="outreach_edit"),
    path("<str:code>/huy/", outreach_entry.outreach_cancel, name="outreach_cancel"),
    path("<str:code>/khoi-phuc/", outreach_entry.outreach_bring_back, name="outreach_bring_back"),
]
