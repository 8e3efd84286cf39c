from django.urls import path

from lantoa.issues.views import board, files, lists, raising, rules, steps

app_name = "issues"

urlpatterns = [
    path("", lists.issue_list, name="list"),
    path("xuat/", lists.issues_export, name="export"),
    path("theo-doi/", board.issue_board, name="board"),
    path("theo-doi/xuat/", board.board_export, name="board_export"),
    path("neu/", raising.issue_raise, name="raise"),
    path("quy-dinh/", rules.issue_rules, name="rules"),
    path("quy-dinh/xuat/", rules.issue_rules_export, name="rules_export"),
    path("quy-dinh/chu-de/them/", rules.theme_add, name="theme_add"),
    path("quy-dinh/chu-de/<uuid:theme>/thoi/", rules.theme_end, name="theme_end"),
    path("quy-dinh/chu-de/<uuid:theme>/dung-tiep/", rules.theme_keep, name="theme_keep"),
    path("quy-dinh/muc/dat/", rules.clocks_set, name="clocks_set"),
    path("quy-dinh/muc/<uuid:rule>/rut/", rules.clocks_withdraw, name="clocks_withdraw"),
    path("<str:code>/", lists.issue, name="issue"),
    path("<str:code>/sua/", raising.issue_change, name="change"),
    path("<str:code>/bo-sung/", raising.issue_add, name="add"),
    path("<str:code>/rut/", raising.issue_withdraw, name="withdraw"),
    path("<str:code>/khoi-phuc/", raising.issue_restore, name="restore"),
    path("<str:code>/tiep-nhan/", steps.issue_take_up, name="take_up"),
    path("<str:code>/rut-buoc/", steps.issue_take_back, name="take_back"),
    path("<str:code>/viec-da-lam/", steps.issue_tell, name="tell"),
    path("<str:code>/chuyen-cap-tren/", steps.issue_escalate, name="escalate"),
    path("<str:code>/giao-nhiem-vu/", steps.issue_task, name="task"),
    path("<str:code>/bao-da-giai-quyet/", steps.issue_propose, name="propose"),
    path("<str:code>/tra-loi/", steps.issue_settle, name="settle"),
    path("<str:code>/mo-lai/", steps.issue_reopen, name="reopen"),
    path("<str:code>/de-nghi-cap-tren/", steps.issue_ask_above, name="ask_above"),
    path("<str:code>/tep/", files.file_add, name="file_add"),
    path("<str:code>/tep/<uuid:file>/", files.file_get, name="file"),
    path("<str:code>/tep/<uuid:file>/bo/", files.file_remove, name="file_remove"),
    path("<str:code>/tep/<uuid:file>/khoi-phuc/", files.file_restore, name="file_restore"),
]
