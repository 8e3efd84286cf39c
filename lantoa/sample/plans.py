"""Plans of 2020 and 2021 for the directive: the bloc's, and those of the 98 units, some missing, two copied from another unit.

Numbers, days and measures are invented; the same seed gives the same plans.
"""

from datetime import date, timedelta
from random import Random

from lantoa.core import clock
from lantoa.directives.models import PlanMeasure, UnitPlan
from lantoa.directives.plan_texts import MeasureText, PlanText
from lantoa.directives.services.plans.entering import NewPlan, enter_plans
from lantoa.sample.story import ACTOR, SEED, Story

TITLE = "Kế hoạch đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm {year}"
OF_THE_BLOC = [
    "Mỗi cấp ủy chọn hai việc đột phá gắn với nhiệm vụ chính trị của cơ quan, đăng ký trong quý I và báo kết quả cuối năm.",
    "Người đứng đầu công khai lịch tiếp dân, đối thoại với đảng viên và người lao động ít nhất hai lần trong năm.",
    "Chi bộ sinh hoạt chuyên đề mỗi quý một lần, mỗi lần đi đến một việc làm cụ thể có người lo và có hạn.",
    "Giới thiệu ít nhất một mô hình, cách làm hay để nhân rộng trong Đảng bộ Khối.",
]
DUE = (date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30), date(2021, 11, 30))
POSTS = ("Bí thư", "Phó Bí thư", "Ủy viên phụ trách tuyên giáo", "Trưởng phòng Hành chính", "Bí thư Đoàn")
PROOFS = ("Báo cáo quý", "Ảnh và sổ theo dõi", "Số quyết định", "Bảng so sánh trước và sau", "Biên bản họp")
# What a unit says on its own account: a place, a deed, a measure.
PLACES = (
    "Bộ phận tiếp nhận hồ sơ",
    "Văn phòng cấp ủy",
    "Chi bộ phòng Tổng hợp",
    "Phòng Kế hoạch",
    "Tổ văn thư",
    "Chi đoàn cơ quan",
    "Phòng Nghiệp vụ",
    "Ban quản lý trụ sở",
)
DEEDS = (
    "trả kết quả trước hẹn {n} ngày",
    "bỏ {n} loại giấy tờ mà cơ sở dữ liệu đã có",
    "thay {n} cuộc họp tập trung mỗi quý bằng họp trực tuyến",
    "nhận giúp {n} hộ khó khăn ở ấp kết nghĩa",
    "giảm {n} phần trăm tiền điện so với năm trước",
    "mở lớp tin học buổi tối cho {n} người lao động lớn tuổi",
    "trồng và giữ {n} cây xanh dọc tuyến kênh",
    "kể {n} mẩu chuyện về Bác trong giờ chào cờ",
    "trực thêm {n} buổi trưa mỗi tháng cho người ở xa",
    "số hóa {n} mét giá hồ sơ cũ",
    "đỡ đầu {n} học sinh mồ côi đến hết cấp ba",
    "lập tủ sách {n} đầu sách ở sảnh chờ",
)
MANNERS = (
    "theo lịch dán ngay cửa ra vào, ai cũng xem được",
    "do đoàn viên thay nhau làm, mỗi tuần một tổ",
    "từ khoản tiết kiệm hội nghị, không xin thêm kinh phí",
    "cùng hội phụ nữ phường bên cạnh, họp bàn ba tháng một lần",
    "bắt đầu ở tầng một rồi mới mở ra các tầng trên",
    "bằng phần mềm sẵn có, cán bộ trẻ hướng dẫn người lớn tuổi",
    "làm thử hai tháng, được thì giữ, chưa được thì bỏ",
    "mời người về hưu góp ý trước khi bắt đầu",
    "giao hẳn cho một người, lãnh đạo chỉ xem kết quả",
    "lấy ngày thứ Sáu cuối tháng làm ngày kiểm lại",
    "đăng ký với công đoàn để cùng theo dõi",
    "ghi thành quy trình một trang giấy",
)
MEASURED = (
    "kết quả dán ở bảng tin tầng trệt",
    "cuối quý so với quý trước và nói rõ vì sao",
    "phần chưa xong báo trong sinh hoạt chi bộ",
    "hỏi ý kiến người đến làm việc bằng phiếu ngắn",
    "chụp ảnh trước và sau để đối chiếu",
    "ghi vào sổ việc làm theo của chi bộ",
)
WITHOUT_EVERY = 14  # of so many units one has none in 2021
COPIES = {"HG-031": "HG-012", "HG-077": "HG-054"}  # whose own words are another's
FIRST = "HG-005"  # adopted its plan before the bloc


def build_plans(story: Story) -> None:
    with clock.set_to(date(2020, 4, 1)):
        enter_plans(actor=ACTOR, plans=[_of_bloc(story, 2020, date(2020, 1, 15))])
        _of_units(story, 2020, UnitPlan.objects.get(unit=story.bloc, year=2020))
    enter_plans(actor=ACTOR, plans=[_of_bloc(story, 2021, date(2021, 1, 18))])
    _of_units(story, 2021, UnitPlan.objects.get(unit=story.bloc, year=2021))


def _of_bloc(story: Story, year: int, day: date) -> NewPlan:
    measures = [
        (MeasureText(text, POSTS[at % 2], _due(at, year), PROOFS[at % len(PROOFS)]), None)
        for at, text in enumerate(OF_THE_BLOC)
    ]
    text = PlanText(TITLE.format(year=year), "Đơn vị nào cũng có việc làm theo, nhìn thấy được và đo được.")
    return NewPlan(story.bloc, year, [story.directive], text, f"{year - 1998}-KH/ĐUK", day, measures)


def _of_units(story: Story, year: int, parent: UnitPlan) -> None:
    above = list(parent.versions.get().measures.all())
    day = parent.versions.get().dated_on
    if day is None:
        raise ValueError("the bloc's plan is adopted")
    plans = []
    for place, code in enumerate(story.units):
        pick = Random(f"{SEED}/plans/{code}/{year}")
        if (year == 2021 and (place % WITHOUT_EVERY == 9)) or (year == 2020 and place % 20 == 3):
            continue
        after = -6 if code == FIRST and year == 2021 else 8 + int(pick.random() ** 2 * 55)
        plans.append(
            NewPlan(
                story.units[code],
                year,
                [story.directive],
                PlanText(TITLE.format(year=year)),
                f"{pick.randrange(3, 60):02d}-KH/{'CB' if story.unit_rows[code]['kind'] == 'grassroots_cell' else 'ĐU'}",
                day + timedelta(days=after),
                [*_taken(above, pick, year), *_own(COPIES.get(code, code) if year == 2021 else code, year)],
                parent,
            )
        )
    enter_plans(actor=ACTOR, plans=plans)


def _taken(above: list[PlanMeasure], pick: Random, year: int) -> list[tuple[MeasureText, PlanMeasure | None]]:
    """Two of the bloc's measures, in its words."""
    chosen = sorted(pick.sample(range(len(above)), 2))
    return [
        (MeasureText(above[at].text, pick.choice(POSTS), _due(at, year), above[at].proof), above[at])
        for at in chosen
    ]


def _own(code: str, year: int) -> list[tuple[MeasureText, PlanMeasure | None]]:
    """Three or four measures of the unit's own, drawn by its code."""
    pick = Random(f"{SEED}/plans/own/{code}/{year}")
    count = pick.choice((3, 4))
    deeds = zip(pick.sample(DEEDS, count), pick.sample(MANNERS, count), strict=True)
    return [
        (
            MeasureText(
                f"{pick.choice(PLACES)} {deed.format(n=pick.randrange(2, 30))} {manner}; {pick.choice(MEASURED)}.",
                pick.choice(POSTS),
                _due(pick.randrange(4), year),
                pick.choice(PROOFS),
            ),
            None,
        )
        for deed, manner in deeds
    ]


def _due(at: int, year: int) -> date:
    return DUE[at % len(DUE)].replace(year=year)
