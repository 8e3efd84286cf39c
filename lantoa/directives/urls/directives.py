from django.urls import path

from lantoa.directives.views import directives, statuses, versions

patterns = [
    path("", directives.directive_list, name="directives"),
    path("xuat/", directives.directives_export, name="directives_export"),
    path("moi/", directives.directive_new, name="directive_new"),
    path("<str:code>/", directives.directive, name="directive"),
    path("<str:code>/sua/", directives.directive_edit, name="directive_edit"),
    path("<str:code>/tep/", directives.directive_file, name="directive_file"),
    path("<str:code>/noi/", directives.directive_link, name="directive_link"),
    path("<str:code>/bo-noi/<uuid:link>/", directives.directive_unlink, name="directive_unlink"),
    path("<str:code>/ban-nhap/", versions.draft, name="directive_draft"),
    path("<str:code>/cong-bo/", versions.publish, name="directive_publish"),
    path("<str:code>/bo-ban-nhap/", versions.discard, name="directive_discard"),
    path("<str:code>/tinh-trang/", statuses.status, name="directive_status"),
    path("<str:code>/tinh-trang/<uuid:status>/bo/", statuses.take_back, name="directive_status_remove"),
    path("<str:code>/phien-ban/<int:number>/", versions.version, name="directive_version"),
    path("<str:code>/so-sanh/", versions.compare, name="directive_compare"),
]
