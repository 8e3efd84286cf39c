from django.urls import path

from lantoa.conferences.views import carrying, conclusions, planning, quarters, raising, reviews

app_name = "conferences"

urlpatterns = [
    path("", reviews.conference_list, name="list"),
    path("moi/", planning.conference_new, name="new"),
    path("<str:code>/", reviews.conference_page, name="detail"),
    path("<str:code>/sua/", planning.conference_edit, name="edit"),
    path("<str:code>/huy/", planning.conference_cancel, name="cancel"),
    path("<str:code>/khoi-phuc/", planning.conference_restore, name="restore"),
    path("<str:code>/con-so/<str:key>/", reviews.figure_panel, name="figure"),
    path("<str:code>/chot/", reviews.freeze, name="freeze"),
    path("<str:code>/lam-tai-lieu/", reviews.ask_for_pack, name="make_pack"),
    path("<str:code>/tai-lieu/", reviews.pack_progress, name="pack"),
    path("<str:code>/tai-ve/<str:kind>/", reviews.download, name="download"),
    path("<str:code>/quy/", quarters.quarter, name="quarter"),
    path("<str:code>/quy/in/", quarters.quarter_print, name="quarter_print"),
    path("<str:code>/quy/xuat/", quarters.quarter_export, name="quarter_export"),
    path("<str:code>/quy/chuyen-tiep/", carrying.quarter_carry, name="carry"),
    path("<str:code>/ket-luan/", conclusions.conclusion_page, name="conclusion"),
    path("<str:code>/ket-luan/nhap/", conclusions.points_enter, name="points_enter"),
    path("<str:code>/ket-luan/thong-qua/", conclusions.conclusion_adopt, name="adopt"),
    path("<str:code>/ket-luan/mo-lai/", conclusions.conclusion_reopen, name="reopen"),
    path("<str:code>/ket-luan/thong-bao/", conclusions.conclusion_announce, name="announce"),
    path("<str:code>/ket-luan/thong-bao.docx", conclusions.conclusion_word, name="conclusion_word"),
    path("<str:code>/ket-luan/<int:number>/", conclusions.point_page, name="point"),
    path("<str:code>/ket-luan/<int:number>/sua/", conclusions.point_edit, name="point_edit"),
    path("<str:code>/ket-luan/<int:number>/quan-triet/", conclusions.point_mark, name="point_mark"),
    path("<str:code>/ket-luan/<int:number>/giao/", raising.point_give, name="point_give"),
    path("<str:code>/ket-luan/<int:number>/giao-bang/", raising.point_table, name="point_table"),
]
