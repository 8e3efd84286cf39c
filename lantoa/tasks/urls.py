from django.urls import path

from lantoa.tasks.views import calendar, chasing, giving, lists, proofs, requests, steps

app_name = "tasks"

urlpatterns = [
    path("", lists.task_list, name="list"),
    path("xuat/", lists.tasks_export, name="export"),
    path("giao/", giving.task_give, name="give"),
    path("nhap-bang/", giving.task_table, name="table"),
    path("tra-loi-gia-han/", requests.requests_page, name="requests"),
    path("lich/", calendar.task_month, name="month"),
    path("lich/dia-chi/", calendar.feed_page, name="feed_page"),
    path("lich/<str:token>.ics", calendar.feed, name="feed"),
    path("<str:code>/", lists.task, name="task"),
    path("<str:code>/bat-dau/", steps.task_begin, name="begin"),
    path("<str:code>/bao-xong/", steps.task_report, name="report"),
    path("<str:code>/rut-lai/", steps.task_take_back, name="take_back"),
    path("<str:code>/xac-nhan/", steps.task_settle, name="settle"),
    path("<str:code>/mo-lai/", steps.task_reopen, name="reopen"),
    path("<str:code>/gia-han/", steps.task_more_time, name="more_time"),
    path("<str:code>/tra-loi-gia-han/", steps.task_answer_time, name="answer_time"),
    path("<str:code>/phan-cong/", steps.task_post, name="post"),
    path("<str:code>/chia-nho/", giving.task_split, name="split"),
    path("<str:code>/minh-chung/", proofs.proof_add, name="proof_add"),
    path("<str:code>/minh-chung/<uuid:proof>/tep/", proofs.proof_file, name="proof_file"),
    path("<str:code>/minh-chung/<uuid:proof>/bo/", proofs.proof_remove, name="proof_remove"),
    path("<str:code>/minh-chung/<uuid:proof>/khoi-phuc/", proofs.proof_restore, name="proof_restore"),
    path("<str:code>/don-doc/", chasing.task_chase, name="chase"),
    path("<str:code>/huy/", steps.task_cancel, name="cancel"),
]
