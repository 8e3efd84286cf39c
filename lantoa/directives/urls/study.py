from django.urls import path

from lantoa.directives.views import sessions, topics

patterns = [
    path("", sessions.session_list, name="sessions"),
    path("xuat/", sessions.sessions_export, name="sessions_export"),
    path("moi/", sessions.session_new, name="session_new"),
    path("chuyen-de/", topics.topic_list, name="topics"),
    path("chuyen-de/moi/", topics.topic_new, name="topic_new"),
    path("chuyen-de/<str:code>/", topics.topic, name="topic"),
    path("chuyen-de/<str:code>/sua/", topics.topic_edit, name="topic_edit"),
    path("<str:code>/", sessions.session, name="session"),
    path("<str:code>/in/", sessions.session_print, name="session_print"),
    path("<str:code>/sua/", sessions.session_edit, name="session_edit"),
    path("<str:code>/ket-qua/", sessions.session_result, name="session_result"),
    path("<str:code>/huy/", sessions.session_cancel, name="session_cancel"),
    path("<str:code>/khoi-phuc/", sessions.session_bring_back, name="session_bring_back"),
]
