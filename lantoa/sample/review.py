"""The conference of 7 April 2021 with the draft of its conclusion, and the quarterly briefing of March before it.

What the briefing concluded is invented. The draft says in its own words what the article reports of the conference.
"""

from datetime import date

from lantoa.conferences.choices import ConferenceKind, PointKind
from lantoa.conferences.models import ConclusionPoint
from lantoa.conferences.services.conclusions import (
    NewPoint,
    adopt_conclusion,
    announce_conclusion,
    enter_points,
    mark_for_study,
)
from lantoa.conferences.services.editions import freeze_edition, number_report
from lantoa.conferences.services.planning import ConferencePlan, plan_conference
from lantoa.core import clock
from lantoa.sample.story import ACTOR, FIRST_YEAR, HELD_ON, LAST_YEAR, Story

BRIEFED = date(2021, 3, 12)
SECRETARY = "Bí thư Đảng ủy Khối"
DRAFT = [
    "Mỗi chi bộ, đảng bộ trực thuộc căn cứ chức năng, nhiệm vụ của mình xây dựng mô hình, cách làm có chất lượng, hiệu quả thiết thực.",
    "Tiếp tục nhân rộng 22 mô hình đã đóng tập; đơn vị trả lời rõ áp dụng mô hình nào, kết quả ra sao.",
    "Tăng cường kiểm tra, giám sát, đôn đốc, uốn nắn việc thực hiện Chỉ thị 05.",
    "Đổi mới hình thức tuyên truyền để việc học tập và làm theo lan ra các tầng lớp nhân dân, không dừng ở cán bộ, đảng viên.",
    "Cấp ủy, người đứng đầu và từng cán bộ, đảng viên nêu gương, tự giác học tập và làm theo.",
    "Làm tốt cải cách hành chính, nâng cao đạo đức công vụ, hoàn thành nhiệm vụ quý II.",
]


def build_review(story: Story) -> None:
    """Plan the conference, number its report, freeze the first edition, draft what it is to conclude."""
    with clock.set_to(date(2021, 3, 8)):
        conference = plan_conference(
            actor=ACTOR,
            unit=story.bloc,
            code="SK-2021-01",
            plan=ConferencePlan(
                kind=ConferenceKind.INTERIM,
                title="Sơ kết 5 năm thực hiện Chỉ thị 05",
                held_on=HELD_ON,
                directive=story.directive,
                years=(FIRST_YEAR, LAST_YEAR),
                reviews="2021Q1",
                launches="2021Q2",
            ),
        )
    with clock.set_to(date(2021, 4, 5)):
        number_report(actor=ACTOR, conference=conference, issued_on=HELD_ON, number=15)
        freeze_edition(actor=ACTOR, conference=conference)
        enter_points(actor=ACTOR, conference=conference, points=[NewPoint(text) for text in DRAFT])


def build_briefing(story: Story, sentences: list[str]) -> list[ConclusionPoint]:
    """The briefing of the first quarter: its conclusion, adopted and announced; gives the points that `sentences` became.

    Besides them two are only to be made known, and of one nobody has decided yet what is to be done.
    """
    with clock.set_to(date(2021, 3, 2)):
        conference = plan_conference(
            actor=ACTOR,
            unit=story.bloc,
            plan=ConferencePlan(
                kind=ConferenceKind.QUARTERLY,
                title="Giao ban quý I/2021",
                held_on=BRIEFED,
                reviews="2020Q4",
                launches="2021Q1",
                place="Hội trường Đảng ủy Khối",
                invited=104,
                attended=None,
            ),
        )
    with clock.set_to(BRIEFED):
        points = enter_points(
            actor=ACTOR, conference=conference, points=[NewPoint(text) for text in sentences]
        )
        known = [
            NewPoint(
                "Người đứng đầu làm trước, đơn vị làm sau; nói ít, làm việc cụ thể.",
                PointKind.DIRECTION,
                SECRETARY,
            ),
            NewPoint(
                "Khó khăn ở cơ sở phải được trả lời, không để việc kéo dài qua quý.",
                PointKind.DIRECTION,
                SECRETARY,
            ),
            NewPoint(
                "Văn phòng Đảng ủy Khối tổng hợp tiến độ từng việc, báo cáo tại hội nghị sơ kết.",
                PointKind.DIRECTION,
                SECRETARY,
            ),
        ]
        said = enter_points(actor=ACTOR, conference=conference, points=known)
        conclusion = said[0].conclusion
        conclusion.refresh_from_db()
        conclusion = adopt_conclusion(actor=ACTOR, conference=conference, row_version=conclusion.row_version)
        for point in said[:2]:
            mark_for_study(actor=ACTOR, point=point, for_study=True, row_version=point.row_version)
    with clock.set_to(date(2021, 3, 15)):
        announce_conclusion(
            actor=ACTOR,
            conference=conference,
            issued_on=date(2021, 3, 15),
            row_version=conclusion.row_version,
        )
    return points
