"""The columns that a list may have, and the heads under which offices keep them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantoa.core.text import folding_key

LONGEST_HEAD: Final = 60  # characters: what is longer is a title or a narrative, no head


@dataclass(frozen=True)
class Column:
    """`heads`: folded heads under which it is met; the first is the house's own."""

    name: str
    title: str | Promise
    heads: tuple[str, ...]
    required: bool = False


def _column(name: str, title: str | Promise, *heads: str, required: bool = False) -> Column:
    return Column(name, title, tuple(folding_key(one) for one in heads), required)


COLUMNS: Final = (
    _column(
        "title",
        _("Tên mô hình"),
        "Tên mô hình",
        "Mô hình",
        "Tên mô hình, cách làm hay",
        "Tên mô hình, cách làm",
        "Tên mô hình/cách làm hiệu quả",
        "Tên mô hình, giải pháp",
        "Tên cách làm",
        "Cách làm hay",
        "Tên mô hình đăng ký",
        "Mô hình đăng ký",
        "Mô hình, cách làm hiệu quả",
        "Mô hình hay, cách làm hiệu quả",
        "Mô hình hay, cách làm hay",
        "Mô hình, điển hình",
        "Tên gọi mô hình",
        "Tên",
        required=True,
    ),
    _column(
        "unit",
        _("Đơn vị"),
        "Đơn vị",
        "Tên đơn vị",
        "Mã đơn vị",
        "Đơn vị thực hiện",
        "Đơn vị đăng ký",
        "Cơ quan, đơn vị",
        "Cơ quan",
        "Chi, đảng bộ",
        "Chi bộ, đảng bộ",
        "Đảng bộ, chi bộ",
        "Tổ chức đảng",
        "Cơ sở đảng",
        "Tổ chức cơ sở đảng",
        "Nơi thực hiện",
        "Địa chỉ",
    ),
    _column(
        "year",
        _("Năm"),
        "Năm",
        "Năm đăng ký",
        "Năm thực hiện",
        "Năm học",
        "Thời gian",
        "Thời gian thực hiện",
        "Năm công nhận",
        "Giai đoạn",
        "Thời điểm",
        "Năm triển khai",
    ),
    _column(
        "field", _("Lĩnh vực"), "Lĩnh vực", "Lĩnh vực hoạt động", "Nhóm lĩnh vực", "Nhóm", "Loại mô hình"
    ),
    _column(
        "subject",
        _("Tập thể/Cá nhân"),
        "Tập thể/Cá nhân",
        "Tập thể, cá nhân",
        "TT/CN",
        "Của tập thể hay cá nhân",
        "Của",
        "Đối tượng",
        "Chủ thể",
        "Loại hình",
    ),
    _column(
        "content",
        _("Nội dung, cách làm"),
        "Nội dung",
        "Nội dung, cách làm",
        "Cách làm",
        "Nội dung mô hình",
        "Tóm tắt nội dung",
        "Nội dung thực hiện",
        "Nội dung chính",
        "Tóm tắt",
        "Mô tả",
        "Cách thức thực hiện",
        "Nội dung, giải pháp",
    ),
    _column(
        "result",
        _("Kết quả"),
        "Kết quả",
        "Kết quả thực hiện",
        "Hiệu quả",
        "Kết quả đạt được",
        "Kết quả, hiệu quả",
        "Hiệu quả mang lại",
        "Kết quả nổi bật",
    ),
    _column(
        "state",
        _("Tình trạng"),
        "Tình trạng",
        "Trạng thái",
        "Công nhận",
        "Kết quả xét",
        "Kết quả xét công nhận",
        "Xếp loại",
        "Kết quả công nhận",
        "Được công nhận",
    ),
    _column("code", _("Mã mô hình"), "Mã mô hình", "Mã", "Mã số", "Mã hiệu", "Ký hiệu"),
    _column("note", _("Ghi chú"), "Ghi chú", "Ghi chú khác", "Chú thích"),
)
BY_NAME: Final = {one.name: one for one in COLUMNS}
# A number in order and the report's own columns are known and never read.
UNREAD: Final = frozenset(
    map(folding_key, ("STT", "TT", "Số TT", "Số thứ tự", "Thứ tự", "Kết quả nhập", "Cần sửa"))
)


def proposed(heads: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Column name → place from 0, for these heads. What an office chose before (`remembered`: folded head → name, "" for
    «not read») goes before what the house knows; a whole head before the first words of one.
    """
    keys = [folding_key(one) for one in heads]
    found: dict[str, int] = {}
    taken: set[int] = set()

    def take(name: str, place: int) -> None:
        if name in BY_NAME and name not in found and place not in taken:
            found[name] = place
            taken.add(place)

    for place, key in enumerate(keys):
        if key in remembered:
            take(remembered[key], place)
            taken.add(place)
    for column in COLUMNS:
        for head in column.heads:
            if head in keys:
                take(column.name, keys.index(head))
    for column in COLUMNS:
        for place, key in enumerate(keys):
            if key not in UNREAD and any(key.startswith(f"{head} ") for head in column.heads):
                take(column.name, place)
    return found


def known_heads(heads: Sequence[str]) -> int:
    """How many of these are heads of a list; 0 where none names the practice."""
    if any(len(one) > LONGEST_HEAD for one in heads if one):
        return 0
    found = proposed(heads, {})
    return len(found) + any(folding_key(one) in UNREAD for one in heads) if "title" in found else 0
