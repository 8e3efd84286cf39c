"""Layout rules of Party documents as dated data: a paper is printed by the rule in force on its day of
issue."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from lantoa.printing.errors import NoFormatInForce


@dataclass(frozen=True, slots=True)
class FormatProfile:
    """One rule set. Fields end in their unit: `_mm` millimetres, `_pt` points."""

    code: str
    rule: str
    valid_from: date
    # the sheet
    page_width_mm: float = 210
    page_height_mm: float = 297
    margin_top_mm: float = 20
    margin_bottom_mm: float = 20
    margin_left_mm: float = 30
    margin_right_mm: float = 15
    landscape_margin_mm: float = 20
    page_number_from_edge_mm: float = 10
    page_number_pt: float = 14
    # letters
    word_font: str = "Times New Roman"
    pdf_font: str = "Tinos"
    # the head
    header_left_mm: float = 77
    header_right_mm: float = 88
    party_name: str = "ĐẢNG CỘNG SẢN VIỆT NAM"
    party_name_pt: float = 15
    superior_pt: float = 14
    issuer_pt: float = 14
    separator: str = "*"
    number_pt: float = 14
    number_word: str = "Số"
    place_date_pt: float = 14
    kind_pt: float = 16
    abstract_pt: float = 14
    abstract_dashes: str = "-----"
    letter_abstract_pt: float = 12
    # the body
    body_pt: float = 14
    body_line_pt: float = 19
    paragraph_before_pt: float = 6
    first_line_indent_mm: float = 10
    table_pt: float = 12
    end_of_body: str = "."
    # the end
    authority_pt: float = 14
    post_pt: float = 14
    post_bold: bool = False
    name_pt: float = 14
    signature_room_lines: int = 4
    recipients_word: str = "Nơi nhận:"
    recipients_title_pt: float = 14
    recipients_pt: float = 12

    @property
    def text_width_mm(self) -> float:
        """Width of the text on an upright sheet."""
        return self.page_width_mm - self.margin_left_mm - self.margin_right_mm

    @property
    def landscape_text_width_mm(self) -> float:
        """Width of the text on a sheet turned on its side."""
        return self.page_height_mm - 2 * self.landscape_margin_mm

    def as_data(self) -> dict[str, Any]:
        """The fields by name, for the typesetter."""
        data = asdict(self)
        data["valid_from"] = self.valid_from.isoformat()
        return data


HD36_2018 = FormatProfile(
    code="hd36_2018",
    rule="Hướng dẫn 36-HD/VPTW, ngày 03/4/2018 của Văn phòng Trung ương Đảng",
    valid_from=date(2018, 4, 3),
    end_of_body="./.",
)
"""Hướng dẫn 36-HD/VPTW, 03/4/2018, on form and layout of Party documents, under Quy định 66-QĐ/TW,
06/02/2017."""

HD05_2026 = replace(
    HD36_2018,
    code="hd05_2026",
    rule="Hướng dẫn 05-HD/VPTW, ngày 27/5/2026 của Văn phòng Trung ương Đảng",
    valid_from=date(2026, 5, 27),
    end_of_body=".",
)
"""Hướng dẫn 05-HD/VPTW, 27/5/2026, under Quy định 399-QĐ/TW, 09/01/2026: the body ends with a plain full
stop."""

PROFILES = (HD36_2018, HD05_2026)


def profile_on(day: date) -> FormatProfile:
    """The rule in force on `day`. Raises `NoFormatInForce` before the first known rule."""
    in_force = [profile for profile in PROFILES if profile.valid_from <= day]
    if not in_force:
        raise NoFormatInForce(
            f"No layout rule is known for {day.isoformat()}; the first is {HD36_2018.rule}."
        )
    return max(in_force, key=lambda profile: profile.valid_from)
