from django.urls import URLPattern, path

from lantoa.organisation.views import people, posts, tree

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
]
