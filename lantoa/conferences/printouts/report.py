"""The review report in the five-part outline that committees use for a directive's review of several years.

Sentences are composed from the figures; a section without figures says so. The text is a first draft for the office: what it
states is exactly what the figures hold, and nothing else.
"""

from datetime import date

from django.utils.translation import gettext as _

from lantoa.conferences.choices import ConferenceKind
from lantoa.conferences.figures.practices import field_key, share_key
from lantoa.conferences.figures.scope import Scope
from lantoa.conferences.models import Conference
from lantoa.conferences.printouts.report_annexes import report_annexes
from lantoa.conferences.printouts.sources import NOTHING_REPORTED, SAMPLE_MARK, Figures, Sources
from lantoa.core import periods
from lantoa.core.vi_dates import format_day
from lantoa.directives.models import Directive
from lantoa.organisation.queries.people import signer_for
from lantoa.printing import document as doc
from lantoa.printing.profiles import profile_on


def review_report(sources: Sources) -> doc.Document:
    """The report as one document object, for Word and PDF alike."""
    conference, issuer = sources.conference, sources.issuer
    signer = signer_for(conference.unit_id, conference.held_on)
    paper = conference.report
    review = _("sơ kết") if conference.kind == ConferenceKind.INTERIM else _("tổng kết")
    years = conference.last_year - conference.first_year + 1
    sample = conference.unit.is_sample
    return doc.Document(
        profile=profile_on(conference.held_on),
        header=doc.Header(
            superior_lines=tuple(sources.superior.organisation_lines) if sources.superior else (),
            issuer_lines=tuple(issuer.issuer_lines),
            symbol=f"BC/{issuer.symbol}",
            number=paper.number if paper else None,
        ),
        place=issuer.seat,
        issued_on=paper.issued_on if paper else conference.held_on,
        kind_name="BÁO CÁO",
        abstract_lines=(
            f"{review} {years} năm thực hiện {_cited(conference.reviewed_directive)}",
            f"({conference.first_year} - {conference.last_year})",
        ),
        blocks=tuple(_body(sources)),
        signature=doc.Signature(
            authority=signer.authority if signer else "",
            post=signer.signing_post if signer else "",
            name=signer.person.full_name if signer else "",
        ),
        metadata=doc.Metadata(
            title=conference.title,
            author=issuer.short_name,
            subject=conference.reviewed_directive.short_label,
        ),
        recipients=_recipients(sources),
        annexes=tuple(report_annexes(sources)),
        issuer_name=issuer.short_name,
        marks=(SAMPLE_MARK,) if sample else (),
    )


def _cited(directive: Directive) -> str:
    """First citation, with a comma before the day (Hướng dẫn 36-HD/VPTW)."""
    return (
        f"{directive.type_name} số {directive.reference}, ngày {format_day(directive.issued_on)} "
        f"của {directive.issuer} về {directive.subject}"
    )


def _recipients(sources: Sources) -> tuple[str, ...]:
    lines = []
    if sources.superior:
        lines.append(sources.superior.short_name)
    lines.append(_("Các chi bộ, đảng bộ trực thuộc"))
    lines.append(_("Lưu Văn phòng"))
    return tuple(lines)


class _Writer:
    """Collects blocks; a figure is printed by its key, and a sentence whose figure has no value is left out."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.blocks: list[doc.Block] = []
        self.said = 0

    def heading(self, level: int, number: str, text: str) -> None:
        self.blocks.append(doc.Heading(level, text, number))  # type: ignore[arg-type]
        self.said = len(self.blocks)

    def say(self, template: str, *keys: str) -> None:
        """One paragraph; `{}` in the template stands for the figures of `keys` in turn."""
        if any(self.figures[key].value is None for key in keys if key in self.figures):
            return
        if any(key not in self.figures for key in keys):
            return
        texts = template.split("{}")
        parts: list[str | doc.Run] = [texts[0]]
        for key, text in zip(keys, texts[1:], strict=True):
            parts += [doc.Figure(key, self.figures[key].text), text]
        self.blocks.append(doc.paragraph(*parts))

    def holds(self, key: str) -> bool:
        """Whether there is such a figure and it is not zero: an older edition lacks what was invented after it."""
        return key in self.figures and bool(self.figures[key].value)

    def close_section(self) -> None:
        if len(self.blocks) == self.said:
            self.blocks.append(doc.paragraph(NOTHING_REPORTED))


def _body(sources: Sources) -> list[doc.Block]:
    write = _Writer(sources.figures)
    _situation(write, sources)
    _leadership(write, sources)
    _results(write, sources)
    _assessment(write, sources)
    _tasks(write, sources)
    return write.blocks


def _situation(write: _Writer, sources: Sources) -> None:
    write.heading(1, "I", "Khái quát đặc điểm, tình hình")
    organisation = sources.issuer.name
    write.say(f"{organisation} có {{}} chi bộ, đảng bộ trực thuộc.", "units.direct")
    kinds = [key for key in sources.figures if key.startswith("units.direct.kind")]
    if len(kinds) > 1:
        listed = ", ".join(f"{{}} {sources.figures[key].label}" for key in kinds)
        write.say(f"Trong đó có {listed}.", *kinds)
    write.say(
        f"Đến cuối năm {sources.conference.last_year}, toàn Đảng bộ có {{}} đảng viên theo báo cáo của các đơn vị.",
        "members.total",
    )
    write.close_section()


def _leadership(write: _Writer, sources: Sources) -> None:
    directive = sources.conference.reviewed_directive
    write.heading(1, "II", "Công tác lãnh đạo, chỉ đạo, quán triệt, triển khai")
    write.heading(2, "1", "Lãnh đạo, chỉ đạo")
    if sources.linked:
        together = "; ".join(_cited(one) for one in sources.linked)
        write.say(f"Việc thực hiện {directive.short_label} được gắn với {together}.")
    write.say(
        "Trong giai đoạn, các đơn vị đã ban hành {} văn bản lãnh đạo, chỉ đạo thực hiện.",
        "guidance.documents",
    )
    write.close_section()
    write.heading(2, "2", "Tổ chức quán triệt")
    write.say(
        "Các đơn vị tổ chức {} hội nghị, lớp quán triệt với {} lượt người tham gia.",
        "study.sessions",
        "study.attendances",
    )
    write.say(
        "Tỷ lệ đảng viên được quán triệt đạt {} ({} trong {} đảng viên).",
        "study.rate",
        "study.rate.numerator",
        "study.rate.denominator",
    )
    write.close_section()


def _results(write: _Writer, sources: Sources) -> None:
    conference = sources.conference
    write.heading(1, "III", "Kết quả thực hiện")
    write.heading(2, "1", "Học tập chuyên đề, đưa vào sinh hoạt chi bộ")
    write.say(
        "Các chi bộ tổ chức {} kỳ sinh hoạt chuyên đề và {} buổi chào cờ, kể chuyện về Bác.",
        "study.thematic_meetings",
        "study.stories",
    )
    write.close_section()
    write.heading(2, "2", "Đăng ký, cam kết làm theo và trách nhiệm nêu gương")
    write.say(
        f"Năm {conference.last_year}, {{}} đảng viên ký cam kết tu dưỡng, rèn luyện, đạt {{}} số đảng viên phải ký.",
        "commitments.members",
        "commitments.rate",
    )
    write.close_section()
    write.heading(2, "3", "Giải quyết vấn đề bức xúc, nổi cộm")
    write.say(
        "Các đơn vị xác định {} vấn đề bức xúc, nổi cộm; đã giải quyết {} vấn đề.",
        "issues.listed",
        "issues.solved",
    )
    write.close_section()
    write.heading(2, "4", "Xây dựng và nhân rộng mô hình hay, cách làm hiệu quả")
    write.say(
        f"Từ năm {conference.first_year} đến năm {conference.last_year}, các đơn vị đăng ký {{}} mô hình; "
        "{} mô hình hay, cách làm hiệu quả được công nhận.",
        "practices.registered",
        "practices.recognised",
    )
    _recognised_twice(write, sources)
    write.say(
        f"Riêng năm {conference.last_year} có {{}} mô hình, trong đó {{}} mô hình được đóng thành tập và triển khai nhân rộng "
        "đến {} chi bộ, đảng bộ trực thuộc.",
        "practices.recognised.last_year",
        "practices.in_booklet",
        "replication.units_given",
    )
    _fields_sentence(write, sources)
    write.say(
        f"Đến ngày {format_day(_eve(conference))}, {{}} đơn vị nhận áp dụng ít nhất một mô hình; {{}} lượt đã áp dụng, "
        "{} lượt đã kiểm chứng có kết quả; {} mô hình có đơn vị khác áp dụng. Còn {} đơn vị chưa trả lời.",
        "replication.units_taking_up",
        "replication.applied",
        "replication.verified",
        "replication.practices_in_use",
        "replication.units_silent",
    )
    write.close_section()
    write.heading(2, "5", "Công tác tuyên truyền")
    write.say(
        "Các đơn vị đăng {} tin, bài; phát hành {} cuốn tài liệu, tập sách.",
        "outreach.items",
        "outreach.publications",
    )
    write.close_section()
    write.heading(2, "6", "Công tác kiểm tra, giám sát")
    write.say(
        "Đã kiểm tra {} lượt tổ chức đảng, giám sát chuyên đề {} lượt tổ chức đảng.",
        "inspection.organisations",
        "inspection.supervised",
    )
    write.close_section()
    write.heading(2, "7", "Biểu dương, khen thưởng")
    write.say(
        "{} tập thể và {} cá nhân có thành tích xuất sắc được tặng giấy khen dịp này.",
        "awards.collectives",
        "awards.individuals",
    )
    write.close_section()


def _recognised_twice(write: _Writer, sources: Sources) -> None:
    """Say how the years add up: a practice recognised in two years is one practice."""
    keys = [f"practices.recognised.{year}" for year in sources.conference.years]
    listed = "; ".join(f"năm {year}: {{}}" for year in sources.conference.years)
    if write.holds("practices.recognised_again"):
        write.say(
            f"Theo năm công nhận: {listed}. Có {{}} lượt là mô hình được công nhận lại ở năm sau, "
            "trong tổng số chỉ đếm một lần.",
            *keys,
            "practices.recognised_again",
        )
    else:
        write.say(f"Theo năm công nhận: {listed}.", *keys)


def _fields_sentence(write: _Writer, sources: Sources) -> None:
    year = sources.conference.last_year
    leading = [code for code in sources.field_names if share_key(year, code) in sources.figures]
    leading.sort(key=lambda code: -(sources.figures[field_key(year, code)].value or 0))
    if not leading:
        return
    listed = "; ".join(f"{sources.field_names[code].lower()} {{}} ({{}})" for code in leading)
    keys = [key for code in leading for key in (field_key(year, code), share_key(year, code))]
    write.say(f"Các lĩnh vực có nhiều mô hình nhất năm {year}: {listed}.", *keys)


def _assessment(write: _Writer, sources: Sources) -> None:
    write.heading(1, "IV", "Đánh giá chung")
    write.heading(2, "1", "Ưu điểm")
    write.say(
        "{} mô hình hay, cách làm hiệu quả được công nhận và {} lượt áp dụng có kết quả kiểm chứng "
        "là kết quả cụ thể của giai đoạn.",
        "practices.recognised",
        "replication.verified",
    )
    write.close_section()
    write.heading(2, "2", "Hạn chế")
    write.say("Còn {} đơn vị chưa trả lời việc nhân rộng mô hình.", "replication.units_silent")
    if write.holds("practices.not_recognised"):
        write.say("Có {} mô hình đăng ký chưa được công nhận.", "practices.not_recognised")
    write.close_section()
    write.heading(2, "3", "Nguyên nhân, bài học kinh nghiệm")
    write.close_section()


def _tasks(write: _Writer, sources: Sources) -> None:
    conference = sources.conference
    write.heading(1, "V", "Phương hướng, nhiệm vụ")
    if conference.also_reviews:
        quarter = periods.from_code(conference.also_reviews)
        write.heading(2, "1", f"Kết quả {quarter.label}")
        write.say(
            "Trong quý, các đơn vị tổ chức {} hội nghị, lớp quán triệt và {} kỳ sinh hoạt chuyên đề.",
            "quarter.sessions",
            "quarter.thematic_meetings",
        )
        write.say(
            "Đăng ký mới {} mô hình; đăng {} tin, bài; kiểm tra {} lượt tổ chức đảng.",
            "quarter.practices",
            "quarter.outreach",
            "quarter.inspections",
        )
        write.close_section()
    if conference.also_launches:
        launched = periods.from_code(conference.also_launches)
        write.heading(2, "2" if conference.also_reviews else "1", f"Nhiệm vụ {launched.label}")
        write.say(
            f"Tiếp tục nhân rộng {{}} mô hình trong tập năm {conference.last_year}; đôn đốc {{}} đơn vị chưa trả lời, "
            "kiểm chứng kết quả ở các đơn vị đã áp dụng.",
            "practices.in_booklet",
            "replication.units_silent",
        )
        write.close_section()


def _eve(conference: Conference) -> date:
    return Scope.of(conference).day
