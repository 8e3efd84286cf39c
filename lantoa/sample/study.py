"""Topics of study since 2018, and the sessions of 2020 and of the first quarter of 2021: as many, and with as many who came, as
the units' quarterly reports say. What is read for the topic of this year, its self-check, the sessions that are planned, and one
call-over that is open.
"""

import random
from datetime import timedelta

from lantoa.core import clock, periods
from lantoa.core.periods import Period
from lantoa.directives.choices import SessionKind, TopicSpan
from lantoa.directives.models import StudyTopic
from lantoa.directives.services.attendance import open_attendance, write_names
from lantoa.directives.services.materials import add_material
from lantoa.directives.services.quizzes import QuestionText, put_question, set_needed
from lantoa.directives.services.sessions import (
    NewSession,
    SessionPlan,
    SessionTold,
    enter_sessions,
    plan_session,
)
from lantoa.directives.services.topics import TopicText, set_topic
from lantoa.sample.names import Names
from lantoa.sample.reports import Size, figures_of_quarter, members_in, size_of
from lantoa.sample.story import ACTOR, LAST_YEAR, SEED, Story

# Topics of the years, as the central committee's department for propaganda gave them out.
TOPICS = {
    2018: "Xây dựng phong cách, tác phong công tác của người đứng đầu, của cán bộ, đảng viên",
    2019: "Xây dựng ý thức tôn trọng Nhân dân, phát huy dân chủ, chăm lo đời sống Nhân dân",
    2020: "Tăng cường khối đại đoàn kết toàn dân tộc, xây dựng Đảng và hệ thống chính trị trong sạch, vững mạnh",
    2021: "Ý chí tự lực, tự cường và khát vọng phát triển đất nước phồn vinh, hạnh phúc",
}
GUIDANCE = "Học nội dung chuyên đề, liên hệ một việc của đơn vị, chọn một việc để làm ngay, ghi vào kết quả buổi học."
TITLES = [
    "Quán triệt chuyên đề năm {year}, liên hệ việc của đơn vị",
    "Học tập chuyên đề {year}: nêu gương của người đứng đầu",
    "Hội nghị quán triệt văn bản mới và nhiệm vụ quý {quarter}/{year}",
    "Lớp học tập chuyên đề {year} cho đảng viên các chi bộ",
]
DEEDS = [
    "Trả kết quả hồ sơ trước hẹn, báo kết quả vào cuối quý.",
    "Mỗi phòng chọn một thủ tục rườm rà để bỏ trong quý.",
    "Người đứng đầu tiếp dân, tiếp người lao động mỗi tuần một buổi.",
    "Họp ngắn hơn một giờ, gửi tài liệu trước hai ngày.",
    "Giúp một hộ khó khăn nơi đơn vị kết nghĩa.",
    "Dọn nơi làm việc mỗi thứ Sáu, không dùng đồ nhựa một lần.",
]
# Made up, as are their addresses.
MATERIALS = [
    ("Tài liệu chuyên đề năm 2021 (dữ liệu minh họa)", "https://tai-lieu.example/chuyen-de-2021"),
    ("Hướng dẫn liên hệ việc của đơn vị (dữ liệu minh họa)", "https://tai-lieu.example/lien-he"),
    ("Phóng sự: một cửa không hẹn lại (dữ liệu minh họa)", "https://tai-lieu.example/phong-su"),
]
QUESTIONS = [
    QuestionText(
        "Sau mỗi buổi học, chi bộ cần ghi lại điều gì để học đi đôi với làm?",
        ["Danh sách người dự", "Việc sẽ làm, ai làm, đến khi nào", "Cảm nghĩ của từng người"],
        1,
        "Kết quả buổi học có mục việc làm theo: việc cụ thể, có thời hạn. Tên người dự chỉ để đếm rồi xóa.",
    ),
    QuestionText(
        "Chuyên đề năm 2021 nhấn mạnh điều gì?",
        ["Ý chí tự lực, tự cường", "Thi đua nước rút", "Sắp xếp lại bộ máy"],
        0,
        "Tên chuyên đề: Ý chí tự lực, tự cường và khát vọng phát triển đất nước phồn vinh, hạnh phúc.",
    ),
    QuestionText(
        "Ai nêu gương trước?",
        ["Đảng viên mới", "Người đứng đầu và cấp ủy", "Cơ quan tuyên truyền"],
        1,
        "Trên trước, dưới sau; trong trước, ngoài sau: người đứng đầu làm trước, nói đi đôi với làm.",
    ),
]
PLACES = ["Hội trường cơ quan", "Phòng họp tầng 2", "Hội trường Khối", ""]


def build_study(story: Story) -> None:
    topics = {year: _topic(story, year, title) for year, title in TOPICS.items()}
    quarters = [periods.quarter(LAST_YEAR, number) for number in (1, 2, 3, 4)]
    quarters.append(periods.quarter(LAST_YEAR + 1, 1))
    sessions = [
        one
        for quarter in quarters
        for code in story.units
        for one in _held(story, code, size_of(story, code), quarter, topics)
    ]
    enter_sessions(actor=ACTOR, sessions=sessions)
    this_year = topics[LAST_YEAR + 1]
    for title, link in MATERIALS:
        add_material(actor=ACTOR, topic=this_year, title=title, link=link)
    for question in QUESTIONS:
        put_question(actor=ACTOR, topic=this_year, text=question)
    set_needed(actor=ACTOR, topic=this_year, needed=2)
    _coming(story, this_year)


def _coming(story: Story, topic: StudyTopic) -> None:
    """Sessions planned for this quarter, of every third unit; the first is held today and its call-over is open."""
    for number, code in enumerate(list(story.units)[::3]):
        plan = SessionPlan(
            f"Sinh hoạt chuyên đề {topic.first_year}: mỗi chi bộ chọn một việc làm ngay",
            SessionKind.THEMATIC,
            story.directive,
            clock.today() + timedelta(days=(number * 5) % 60),
            topic,
            place=PLACES[number % len(PLACES)],
            speaker="Báo cáo viên Đảng ủy Khối",
        )
        session = plan_session(actor=ACTOR, unit=story.units[code], plan=plan)
        if number == 0:
            register = open_attendance(actor=ACTOR, session=session)
            names = Names(SEED + 6)
            came = [names.next()[0] for _n in range(14)]
            write_names(actor=ACTOR, attendance=register, members=came[:11], others=came[11:])


def _topic(story: Story, year: int, title: str) -> StudyTopic:
    text = TopicText(title, TopicSpan.YEAR, story.directive, year, year, GUIDANCE)
    return set_topic(actor=ACTOR, unit=story.bloc, text=text)


def _held(
    story: Story, code: str, size: Size, quarter: Period, topics: dict[int, StudyTopic]
) -> list[NewSession]:
    """The unit's conferences and classes of a quarter: together as many, and with as many who came, as its report says."""
    figures = figures_of_quarter(code, size, quarter)
    count, came = int(figures["T01"] or 0), int(figures["T02"] or 0)
    pick = random.Random(f"{SEED}/study/{code}/{quarter.code}")
    members, year = members_in(size, quarter), quarter.start.year
    number = (quarter.start.month + 2) // 3
    found = []
    for place in range(count):
        there = came // count + (place < came % count)
        present = min(there, members)
        called = max(present, members if present > members // 2 else present + pick.randrange(0, 4))
        excused = (called - present) - (called - present) // 4
        day = quarter.start + timedelta(days=6 + (place * 80) // max(count, 1) + pick.randrange(0, 6))
        title = TITLES[place % len(TITLES)].format(year=year, quarter=number)
        plan = SessionPlan(
            title,
            SessionKind.DISSEMINATION,
            story.directive,
            min(day, quarter.last_day),
            topics.get(year) if place % len(TITLES) != 2 else None,
            online=pick.random() < 0.2,
            place=pick.choice(PLACES),
            speaker=pick.choice(["Báo cáo viên Đảng ủy Khối", "Bí thư cấp ủy", "Báo cáo viên Tỉnh ủy"]),
        )
        deeds = [pick.choice(DEEDS)] if pick.random() < 0.6 else []
        told = SessionTold(pick.choice([60, 90, 120, 180]), called, present, excused, there - present, deeds)
        found.append(NewSession(story.units[code], plan, told))
    return found
