from django.urls import URLPattern, path

from lantoa.organisation.views import (
    comparison,
    decisions,
    hand_overs,
    imports,
    people,
    posts,
    reorganisations,
    tree,
)

app_name = "organisation"

urlpatterns: list[URLPattern] = [
    path("", tree.tree, name="tree"),
    path("xuat/", tree.export, name="export"),
    path("nguoi-dung/", people.people_list, name="people"),
    path("nguoi-dung/xuat/", people.people_export, name="people_export"),
    path("nguoi-dung/moi/", people.invite_where, name="invite_where"),
    path("nguoi-dung/<uuid:person_id>/", people.person, name="person"),
    path("nguoi-dung/<uuid:person_id>/sua-ten/", people.rename, name="person_rename"),
    path("nguoi-dung/<uuid:person_id>/giao-vai-tro/", people.role_give, name="role_give"),
    path("nguoi-dung/<uuid:person_id>/vai-tro/<uuid:assignment>/thoi/", people.role_end, name="role_end"),
    path("nguoi-dung/<uuid:person_id>/lien-ket/", people.link, name="person_link"),
    path("nguoi-dung/<uuid:person_id>/khoa/", people.account_close, name="account_close"),
    path("nguoi-dung/<uuid:person_id>/mo-lai/", people.account_reopen, name="account_reopen"),
    path("nguoi-dung/<uuid:person_id>/go-hai-buoc/", people.factor_reset, name="factor_reset"),
    path("don-vi/<str:code>/moi-nguoi/", people.invite, name="invite"),
    path("don-vi/<str:code>/chuc-vu/", posts.posts, name="posts"),
    path("don-vi/<str:code>/chuc-vu/<uuid:term>/thoi/", posts.post_end, name="post_end"),
    path("sap-xep/", reorganisations.reorganisation_list, name="reorganisations"),
    path("sap-xep/lap/", reorganisations.create, name="reorganisation_create"),
    path("sap-xep/<str:code>/", reorganisations.reorganisation, name="reorganisation"),
    path(
        "sap-xep/<str:code>/buoc/<uuid:step>/",
        reorganisations.reorganisation_step,
        name="reorganisation_step",
    ),
    path(
        "sap-xep/<str:code>/kiem-tra/", reorganisations.reorganisation_recheck, name="reorganisation_recheck"
    ),
    path("sap-xep/<str:code>/xem-truoc/", reorganisations.reorganisation_check, name="reorganisation_check"),
    path(
        "sap-xep/<str:code>/doi-chieu/", reorganisations.reorganisation_export, name="reorganisation_export"
    ),
    path(
        "sap-xep/<str:code>/phe-duyet/", reorganisations.reorganisation_approve, name="reorganisation_approve"
    ),
    path("sap-xep/<str:code>/ap-dung/", reorganisations.reorganisation_apply, name="reorganisation_apply"),
    path("sap-xep/<str:code>/hoan-tac/", reorganisations.reorganisation_undo, name="reorganisation_undo"),
    path("sap-xep/<str:code>/bo/", reorganisations.reorganisation_drop, name="reorganisation_drop"),
    path("so-sanh/", comparison.comparison, name="comparison"),
    path("so-sanh/xuat/", comparison.export, name="comparison_export"),
    path("quyet-dinh/", decisions.decisions, name="decisions"),
    path("quyet-dinh/xuat/", decisions.export, name="decisions_export"),
    path("quyet-dinh/<str:code>/", decisions.decision, name="decision"),
    path("quyet-dinh/<str:code>/tep/", decisions.paper, name="decision_paper"),
    path("quyet-dinh/<str:code>/huy-bo/", decisions.undo, name="decision_undo"),
    path("ban-giao/", hand_overs.hand_over_list, name="hand_overs"),
    path("ban-giao/xuat/", hand_overs.hand_overs_export, name="hand_overs_export"),
    path("ban-giao/<str:code>/", hand_overs.hand_over, name="hand_over"),
    path("ban-giao/<str:code>/so-lieu/", hand_overs.hand_over_state, name="hand_over_state"),
    path("ban-giao/<str:code>/phan-cong/", hand_overs.hand_over_assign, name="hand_over_assign"),
    path("ban-giao/<str:code>/cap-nhat/", hand_overs.hand_over_refresh, name="hand_over_refresh"),
    path("ban-giao/<str:code>/them-noi-dung/", hand_overs.hand_over_line, name="hand_over_line"),
    path("ban-giao/<str:code>/lap-lai/", hand_overs.hand_over_reopen, name="hand_over_reopen"),
    path("ban-giao/<str:code>/xac-nhan/", hand_overs.hand_over_confirm, name="hand_over_confirm"),
    path("ban-giao/<str:code>/quyet-dinh/", hand_overs.hand_over_settle, name="hand_over_settle"),
    path("ban-giao/<str:code>/bien-ban/<str:kind>/", hand_overs.hand_over_print, name="hand_over_print"),
    path("nhap-cay/", imports.import_list, name="imports"),
    path("nhap-cay/moi/", imports.import_new, name="import_new"),
    path("nhap-cay/tep-mau/", imports.tree_as_file, name="tree_file"),
    path("nhap-cay/<str:code>/", imports.import_detail, name="import"),
    path("nhap-cay/<str:code>/xuat/", imports.import_export, name="import_export"),
    path("nhap-cay/<str:code>/ap-dung/", imports.import_apply, name="import_apply"),
    path("nhap-cay/<str:code>/bo/", imports.import_discard, name="import_discard"),
]
