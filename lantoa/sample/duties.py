"""Tasks of quarter II/2021, as a conference of the bloc concluded them: in every state, some late, some with more time asked for.

What is to be done and how it is told is invented, like the conclusion itself.
"""

from datetime import date
from random import Random

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.conferences.services.raising import Raise, raise_tasks
from lantoa.core import clock
from lantoa.organisation.models import Unit
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.sample.issues import tie_to_conclusion
from lantoa.sample.review import BRIEFED, build_briefing
from lantoa.sample.story import ACTOR, SEED, Story
from lantoa.tasks import services
from lantoa.tasks.choices import OriginKind
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_tasks

# What, due day, what proves it, sentence of the conclusion, every how many units.
CONCLUSIONS: list[tuple[str, date, str, str, int]] = [
    (
        "Rà soát, bổ sung kế hoạch học tập chuyên đề năm 2021",
        date(2021, 3, 31),
        "Số, ngày của kế hoạch đã ban hành",
        "Các tổ chức cơ sở đảng rà soát, bổ sung kế hoạch học tập chuyên đề năm 2021, xong trước ngày 31/3.",
        4,
    ),
    (
        "Chọn một thủ tục còn rườm rà để rút ngắn trong quý II",
        date(2021, 4, 9),
        "Tên thủ tục, số ngày trước và sau",
        "Mỗi cơ quan chọn một thủ tục còn rườm rà, rút ngắn ngay trong quý II, đăng ký trước ngày 09/4.",
        3,
    ),
    (
        "Công khai lịch tiếp dân, tiếp người lao động của người đứng đầu",
        date(2021, 4, 29),
        "Ảnh bảng lịch hoặc đường dẫn trang tin",
        "Người đứng đầu công khai lịch tiếp dân, tiếp người lao động và giữ đúng lịch từ tháng 5.",
        5,
    ),
    (
        "Báo kết quả việc làm theo của các chi bộ trong quý II",
        date(2021, 6, 15),
        "Bảng kê việc làm theo, mỗi chi bộ một việc",
        "Chi bộ nào cũng có ít nhất một việc làm theo cụ thể; đơn vị báo kết quả trước ngày 15/6.",
        2,
    ),
]
PROVED = CONCLUSIONS[1][0]  # not reported done without a file
PROCEDURES = [
    ("Xác nhận công tác phí", 5, 2),
    ("Cấp giấy đi đường", 3, 1),
    ("Trả lời đơn kiến nghị của người lao động", 15, 10),
    ("Nghiệm thu sửa chữa nhỏ", 10, 6),
]
SHOWN = "HG-048"  # the hospital, whose people the sample lets one sign in as: it is given each of them
RESULTS = [
    "Đã ban hành kế hoạch bổ sung, gửi các chi bộ.",
    "Đã niêm yết ở nơi tiếp dân, có ảnh lưu tại văn phòng cấp ủy.",
    "Đã đăng ký và thông báo trong hội nghị cơ quan.",
]
REASONS = [
    "Chờ ý kiến của cơ quan cấp trên về phạm vi thủ tục.",
    "Đơn vị đang kiện toàn cấp ủy, cần thêm thời gian.",
]


def build_duties(story: Story) -> None:
    pick = Random(f"{SEED}/duties")
    codes = list(story.units)
    points = build_briefing(story, [sentence for _title, _due, _proof, sentence, _every in CONCLUSIONS])
    for point, (title, due_on, proof, _sentence, every) in zip(points, CONCLUSIONS, strict=True):
        units = [story.units[code] for code in codes[codes.index(SHOWN) % every :: every]]
        row = Raise(title, due_on, units, proof, proof_required=title == PROVED)
        with clock.set_to(BRIEFED):
            raise_tasks(actor=ACTOR, point=point, rows=[row])
        for task in Task.objects.filter(origin_subject_id=point.pk).order_by("code"):
            _carry_on(task, pick)
    _own_parts(story)
    tie_to_conclusion(story, points[0].conclusion)


def _carry_on(task: Task, pick: Random) -> None:
    """As far as the unit has come by the day of the story: the sooner it is due, the further."""
    near = task.due_on <= date(2021, 4, 9)
    fate = pick.random() if near else pick.random() * 0.55
    if fate < 0.15:
        return
    with clock.set_to(date(2021, 3, 16 + pick.randrange(8))):
        task = services.begin_task(actor=ACTOR, task=task, row_version=task.row_version)
    if fate < 0.25:
        _ask_for_time(task, pick)
    elif fate >= 0.4 or not near:
        if not near and fate < 0.5:
            return
        with clock.set_to(date(2021, 3, 25 + pick.randrange(6))):
            task = services.report_done(
                actor=ACTOR,
                task=task,
                result=pick.choice(RESULTS),
                row_version=task.row_version,
                proof=_proof_of(task, pick) if task.proof_required else None,
            )
        _settle(task, fate)


def _proof_of(task: Task, pick: Random) -> AcceptedFile:
    """A table of one shortened procedure."""
    name, before, after = pick.choice(PROCEDURES)
    columns = (
        SheetColumn("Thủ tục", width=48),
        SheetColumn("Số ngày trước", "count", 14),
        SheetColumn("Số ngày sau", "count", 14),
    )
    title = "Thủ tục được rút ngắn"
    heading = (title, f"Dữ liệu minh họa, {task.unit.code}")
    sheet = Sheet(title, columns, [(name, before, after)], heading=heading)
    content = workbook_bytes([sheet], title=title, author="Dữ liệu minh họa", day=BRIEFED)
    return AcceptedFile(Kind.XLSX, "thu-tuc-rut-ngan.xlsx", content)


def _ask_for_time(task: Task, pick: Random) -> None:
    wanted = date(2021, 5, 14) if task.due_on < date(2021, 5, 1) else date(2021, 6, 30)
    with clock.set_to(date(2021, 3, 29)):
        services.ask_more_time(
            actor=ACTOR,
            task=task,
            wanted_on=wanted,
            reason=pick.choice(REASONS),
            row_version=task.row_version,
        )
    if pick.random() < 0.6:
        with clock.set_to(date(2021, 3, 30)):
            services.answer_more_time(
                actor=ACTOR, task=task, granted=True, answer="", row_version=task.row_version + 1
            )


def _settle(task: Task, fate: float) -> None:
    with clock.set_to(date(2021, 4, 2)):
        if fate >= 0.6:
            services.confirm_done(actor=ACTOR, task=task, row_version=task.row_version)
        elif fate >= 0.55:
            services.send_back(
                actor=ACTOR,
                task=task,
                reason="Chưa thấy minh chứng kèm theo.",
                row_version=task.row_version,
            )


def _own_parts(story: Story) -> None:
    """A unit divides its task, and one is cancelled."""
    whole = Task.objects.filter(state="not_begun", due_on=date(2021, 6, 15)).order_by("code").first()
    if whole is None:
        return
    unit: Unit = whole.unit
    with clock.set_to(date(2021, 4, 5)):
        for title in ("Chi bộ báo việc làm theo về văn phòng cấp ủy", "Tổng hợp bảng kê việc làm theo"):
            part = NewTask(title, date(2021, 6, 8), origin_kind=OriginKind.BY_HAND)
            give_tasks(actor=ACTOR, asker=unit, units=[unit], task=part, parent=whole)
        dropped = Task.objects.filter(state="not_begun", due_on=date(2021, 4, 29)).order_by("code").first()
        if dropped is not None:
            services.cancel_task(
                actor=ACTOR,
                task=dropped,
                reason="Đơn vị không tiếp dân trực tiếp.",
                row_version=dropped.row_version,
            )
