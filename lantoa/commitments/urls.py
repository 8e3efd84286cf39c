from django.urls import path

from lantoa.commitments.views import counts, others, own, public, steps

app_name = "commitments"

urlpatterns = [
    path("", own.mine, name="mine"),
    path("bat-dau/", steps.begin, name="begin"),
    path("ai-da-xem/", own.seen, name="seen"),
    path("cua-nguoi-khac/", others.others, name="others"),
    path("cong-khai/", public.public, name="public"),
    path("cong-khai/<str:code>/", public.public_pledge, name="public_pledge"),
    path("nguoi-duoc-xem/", others.readers, name="readers"),
    path("nguoi-duoc-xem/<uuid:naming>/thoi/", others.reader_end, name="reader_end"),
    path("don-vi/", counts.begin_unit, name="begin_unit"),
    path("so-lieu/", counts.counts, name="counts"),
    path("so-lieu/xuat/", counts.counts_export, name="counts_export"),
    path("so-lieu/ghi/", counts.state, name="state"),
    path("<int:year>/", own.year, name="year"),
    path("<int:year>/viet/", steps.write, name="write"),
    path("<int:year>/ky/", steps.sign, name="sign"),
    path("<int:year>/rut-chu-ky/", steps.withdraw, name="withdraw"),
    path("<int:year>/tu-nhan-xet/<str:half>/", steps.review, name="review"),
    path("<int:year>/chuyen-tiep/", steps.carry, name="carry"),
    path("<int:year>/cong-khai/", public.show, name="show"),
    path("<int:year>/mang-theo/", steps.take_along, name="take_along"),
    path("<int:year>/in/", own.printed, name="print"),
    path("<int:year>/word/", own.word, name="word"),
    path("<str:code>/", others.pledge, name="pledge"),
    path("<str:code>/nhan-xet/", others.remark, name="remark"),
    path("<str:code>/rut-nhan-xet/", others.remark_withdraw, name="remark_withdraw"),
]
