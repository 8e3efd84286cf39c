"""The papers that the sample's bloc carries out. Numbers, days, issuers and subjects of the central papers are as published; the
wording of their parts is ours, a short telling and no quotation. The bloc's own plan is invented."""

from datetime import date

from lantoa.directives.choices import LinkKind
from lantoa.directives.models import Directive
from lantoa.directives.services.directives import NewDirective, enter_directives, link_directives
from lantoa.directives.services.versions import PartText, publish_version, save_draft
from lantoa.sample.story import ACTOR, Story

ISSUED_05 = date(2016, 5, 15)
NOTED = "Dữ liệu minh họa: lời văn tóm tắt, không phải nguyên văn."
PAPERS = [
    NewDirective(
        "03-CT/TW",
        "Chỉ thị",
        "Bộ Chính trị",
        date(2011, 5, 14),
        "tiếp tục đẩy mạnh việc học tập và làm theo tấm gương đạo đức Hồ Chí Minh",
        "Chỉ thị 03",
        "học tập và làm theo",
        until=ISSUED_05,
    ),
    NewDirective(
        "05-CT/TW",
        "Chỉ thị",
        "Bộ Chính trị",
        ISSUED_05,
        "đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "Chỉ thị 05",
        "học tập và làm theo",
    ),
    NewDirective(
        "04-NQ/TW",
        "Nghị quyết",
        "Ban Chấp hành Trung ương khóa XII",
        date(2016, 10, 30),
        "tăng cường xây dựng, chỉnh đốn Đảng",
        "Nghị quyết Trung ương 4",
        "thực hiện",
    ),
    NewDirective(
        "18-KH/ĐUK",
        "Kế hoạch",
        "Đảng ủy Khối",
        date(2016, 12, 5),
        "thực hiện Chỉ thị số 05-CT/TW gắn với Nghị quyết Trung ương 4 trong Đảng bộ Khối",
        "Kế hoạch 18",
        "thực hiện",
        issuer_kind="party_local",
    ),
]
DIRECTIVE_05 = [
    PartText(
        "1",
        "Mục đích",
        "Làm cho việc học Bác thành việc làm thường ngày của tổ chức đảng, cán bộ, đảng viên.",
    ),
    PartText(
        "2",
        "Nội dung học tập",
        "Học tư tưởng, đạo đức, phong cách; mỗi năm một chuyên đề gắn với nhiệm vụ của đơn vị.",
    ),
    PartText(
        "3",
        "Làm theo",
        "Mỗi cấp ủy, mỗi người đứng đầu chọn việc cụ thể để làm, có thời hạn, có kết quả thấy được.",
    ),
    PartText("4", "Nêu gương", "Cấp trên làm trước cấp dưới, trong Đảng làm trước ngoài xã hội."),
    PartText(
        "5", "Tuyên truyền, nhân rộng", "Tìm, biểu dương và nhân rộng cách làm hay, người tốt việc tốt."
    ),
    PartText("6", "Kiểm tra, sơ kết", "Kiểm tra hằng năm; sơ kết, tổng kết theo hướng dẫn của cấp trên."),
]
RESOLUTION_04 = [
    PartText("I", "Tình hình", "Chỉ ra biểu hiện suy thoái và nguyên nhân để mỗi tổ chức tự soi, tự sửa."),
    PartText("II", "Mục tiêu, quan điểm", "Nhìn thẳng sự thật, xây đi đôi với chống, lấy xây là chính."),
    PartText(
        "III",
        "Nhiệm vụ, giải pháp",
        "Tự phê bình và phê bình; cơ chế, chính sách; kiểm tra, giám sát; phát huy vai trò của Nhân dân.",
    ),
]
PLAN = [
    PartText(
        "I", "Mục đích, yêu cầu", "Thực hiện kịp thời, nghiêm túc trong mọi tổ chức cơ sở đảng thuộc Khối."
    ),
    PartText("II", "Nội dung", ""),
    PartText("II.1", "Quán triệt", "Tổ chức hội nghị quán triệt, mọi đảng viên được học."),
    PartText("II.2", "Đăng ký việc làm theo", "Mỗi đơn vị đăng ký ít nhất một mô hình trong năm."),
    PartText("III", "Tổ chức thực hiện", "Các đơn vị báo cáo kết quả hằng quý."),
]
PLAN_REVISED = [
    *PLAN[:3],
    PartText(
        "II.2",
        "Đăng ký việc làm theo",
        "Mỗi đơn vị đăng ký ít nhất một mô hình trong năm, ghi rõ chỉ tiêu đo được.",
    ),
    PartText(
        "II.3", "Nêu gương", "Người đứng đầu nêu gương theo quy định, báo kết quả trước chi bộ hằng năm."
    ),
    PLAN[4],
]


def build_register(story: Story) -> Directive:
    """Enter the papers and their words; returns the one that the story is about."""
    before, directive, resolution, plan = enter_directives(actor=ACTOR, unit=story.bloc, directives=PAPERS)
    for one, parts in ((directive, DIRECTIVE_05), (resolution, RESOLUTION_04)):
        _publish(one, one.issued_on, NOTED, parts)
    _publish(plan, plan.issued_on, "", PLAN)
    _publish(
        plan,
        date(2019, 3, 15),
        "Bổ sung chỉ tiêu đo được và phần nêu gương của người đứng đầu.",
        PLAN_REVISED,
    )
    links = [
        (directive, before, LinkKind.CONTINUES),
        (directive, resolution, LinkKind.GOES_WITH),
        (plan, directive, LinkKind.CARRIES_OUT),
        (plan, resolution, LinkKind.CARRIES_OUT),
    ]
    for source, target, kind in links:
        link_directives(actor=ACTOR, source=source, target=target, kind=kind)
    return directive


def _publish(directive: Directive, adopted_on: date, note: str, parts: list[PartText]) -> None:
    draft = save_draft(actor=ACTOR, directive=directive, adopted_on=adopted_on, note=note, parts=parts)
    publish_version(actor=ACTOR, version=draft, row_version=draft.row_version)
