from django.urls import path

from lantoa.directives.views import attendance, deeds, materials, quizzes, sessions, topics

patterns = [
    path("", sessions.session_list, name="sessions"),
    path("xuat/", sessions.sessions_export, name="sessions_export"),
    path("moi/", sessions.session_new, name="session_new"),
    path("chuyen-de/", topics.topic_list, name="topics"),
    path("chuyen-de/moi/", topics.topic_new, name="topic_new"),
    path("chuyen-de/<str:code>/", topics.topic, name="topic"),
    path("chuyen-de/<str:code>/sua/", topics.topic_edit, name="topic_edit"),
    path("chuyen-de/<str:code>/tai-lieu/moi/", materials.material_new, name="material_new"),
    path("chuyen-de/<str:code>/tai-lieu/<uuid:material>/tep/", materials.material_file, name="material_file"),
    path("chuyen-de/<str:code>/tai-lieu/<uuid:material>/sua/", materials.material_edit, name="material_edit"),
    path(
        "chuyen-de/<str:code>/tai-lieu/<uuid:material>/chuyen/",
        materials.material_move,
        name="material_move",
    ),
    path(
        "chuyen-de/<str:code>/tai-lieu/<uuid:material>/bo/", materials.material_remove, name="material_remove"
    ),
    path(
        "chuyen-de/<str:code>/tai-lieu/<uuid:material>/khoi-phuc/",
        materials.material_restore,
        name="material_restore",
    ),
    path("chuyen-de/<str:code>/tu-kiem-tra/", quizzes.quiz, name="quiz"),
    path("chuyen-de/<str:code>/cau-hoi/", quizzes.questions, name="questions"),
    path("chuyen-de/<str:code>/cau-hoi/moi/", quizzes.question_new, name="question_new"),
    path("chuyen-de/<str:code>/cau-hoi/<uuid:question>/", quizzes.question_edit, name="question_edit"),
    path("chuyen-de/<str:code>/cau-hoi/<uuid:question>/bo/", quizzes.question_remove, name="question_remove"),
    path("co-mat/", attendance.attend, name="attend"),
    path("<str:code>/", sessions.session, name="session"),
    path("<str:code>/in/", sessions.session_print, name="session_print"),
    path("<str:code>/sua/", sessions.session_edit, name="session_edit"),
    path("<str:code>/ket-qua/", sessions.session_result, name="session_result"),
    path("<str:code>/huy/", sessions.session_cancel, name="session_cancel"),
    path("<str:code>/khoi-phuc/", sessions.session_bring_back, name="session_bring_back"),
    path("<str:code>/viec/<int:position>/", deeds.deed_link, name="deed_link"),
    path("<str:code>/diem-danh/", attendance.attendance, name="attendance"),
    path("<str:code>/diem-danh/mo/", attendance.attendance_open, name="attendance_open"),
    path("<str:code>/diem-danh/chot/", attendance.attendance_close, name="attendance_close"),
    path("<str:code>/diem-danh/in/", attendance.attendance_print, name="attendance_print"),
    path("<str:code>/diem-danh/bo/<uuid:line>/", attendance.attendance_remove, name="attendance_remove"),
]
