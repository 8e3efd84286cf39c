from django.urls import path

from lantoa.directives.views import cascade, plan_lists, plan_measures, plans

patterns = [
    path("", plan_lists.plan_list, name="plans"),
    path("xuat/", plan_lists.plans_export, name="plans_export"),
    path("cay/", plan_lists.plans_tree, name="plans_tree"),
    path("giong-nhau/", plan_lists.plans_alike, name="plans_alike"),
    path("nhac/", plan_lists.plans_chase, name="plans_chase"),
    path("thu-tu/", cascade.cascade, name="cascade"),
    path("moi/", plans.plan_new, name="plan_new"),
    path("<str:code>/", plans.plan, name="plan"),
    path("<str:code>/sua/", plans.plan_edit, name="plan_edit"),
    path("<str:code>/lay/", plans.plan_take, name="plan_take"),
    path("<str:code>/ban-hanh/", plans.plan_adopt, name="plan_adopt"),
    path("<str:code>/ban-moi/", plans.plan_revise, name="plan_revise"),
    path("<str:code>/bo-du-thao/", plans.plan_drop, name="plan_drop"),
    path("<str:code>/tep/", plans.plan_paper_keep, name="plan_paper_keep"),
    path("<str:code>/ban-<int:number>/tep/", plans.plan_paper, name="plan_paper"),
    path("<str:code>/bien-phap/moi/", plan_measures.measure_add, name="plan_measure_add"),
    path("<str:code>/bien-phap/<uuid:measure>/sua/", plan_measures.measure_edit, name="plan_measure_edit"),
    path("<str:code>/bien-phap/<uuid:measure>/bo/", plan_measures.measure_remove, name="plan_measure_remove"),
    path("<str:code>/bien-phap/<uuid:measure>/giao/", plan_measures.measure_give, name="plan_measure_give"),
]
