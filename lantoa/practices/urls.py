from django.urls import path

from lantoa.practices.views import adoptions, checks, deciding, details, editing, likeness, lists, spread

app_name = "practices"

urlpatterns = [
    path("", lists.list_view, name="list"),
    path("xuat/", lists.export_view, name="export"),
    path("bieu-do/", lists.chart_view, name="chart"),
    path("dang-ky/", editing.create_view, name="create"),
    path("gan-giong/", likeness.alike_view, name="alike"),
    path("nhan-rong/<str:order>/", adoptions.answers_view, name="answers"),
    path("nhan-rong/<str:order>/<str:unit>/<str:practice>/", adoptions.answer_view, name="answer"),
    path("lan-toa/", spread.spread_view, name="spread"),
    path("lan-toa/bang/", spread.spread_tables_view, name="spread_tables"),
    path("lan-toa/luot/", spread.spread_turns_view, name="spread_turns"),
    path("lan-toa/luot/xuat/", spread.spread_turns_export_view, name="spread_turns_export"),
    path("lan-toa/don-vi/", spread.spread_units_view, name="spread_units"),
    path("lan-toa/in/", spread.spread_pdf_view, name="spread_pdf"),
    path("lan-toa/xuat/", spread.spread_export_view, name="spread_export"),
    path("hoi-lai/", checks.checks_view, name="checks"),
    path("hoi-lai/xuat/", checks.checks_export_view, name="checks_export"),
    path("<str:code>/", details.detail_view, name="detail"),
    path("<str:code>/in/", details.print_view, name="print"),
    path("<str:code>/sua/", editing.edit_view, name="edit"),
    path("<str:code>/ket-qua/", editing.result_view, name="result"),
    path("<str:code>/nam-<int:year>/dang-ky/", deciding.register_view, name="act_register"),
    path("<str:code>/nam-<int:year>/duy-tri/", deciding.continue_view, name="act_continue"),
    path("<str:code>/nam-<int:year>/tra-lai/", deciding.send_back_view, name="act_send_back"),
    path("<str:code>/nam-<int:year>/hieu-qua/", deciding.effective_view, name="act_effective"),
    path("<str:code>/nam-<int:year>/cong-nhan/", deciding.recognise_view, name="act_recognise"),
    path("<str:code>/nam-<int:year>/khong-cong-nhan/", deciding.refuse_view, name="act_refuse"),
    path("<str:code>/don-vi/", details.units_view, name="units"),
    path("<str:code>/don-vi/<str:unit>/", adoptions.adoption_view, name="adoption"),
    path("<str:code>/don-vi/<str:unit>/ap-dung/", adoptions.report_view, name="adoption_report"),
    path("<str:code>/don-vi/<str:unit>/kiem-chung/", adoptions.verify_view, name="adoption_verify"),
    path("<str:code>/don-vi/<str:unit>/thoi-ap-dung/", adoptions.drop_view, name="adoption_drop"),
    path("<str:code>/don-vi/<str:unit>/hoi-lai-<int:months>/", checks.check_view, name="adoption_check"),
    path("<str:code>/don-vi/<str:unit>/trao-doi/", checks.visit_view, name="adoption_visit"),
]
