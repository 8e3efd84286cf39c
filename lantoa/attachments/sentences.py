"""What a refused file's sender is told: what is wrong, where, what to do."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from lantoa.attachments.choices import Kind
from lantoa.core import vi_numbers

_COUNTS = ("limit", "pages")


def sentence_of(code: str, where: dict[str, Any]) -> str:
    """The sentence of a fault; `where` fills in sheet, cell, page and limit. An unknown code is a broken file."""
    filled = dict(where)
    for name in _COUNTS:
        if name in filled:
            filled[name] = vi_numbers.format_count(int(filled[name]))
    known = _sentences()
    write = known.get(code, known["broken"])
    return write(filled, where)


def _sentences() -> dict[str, Callable[[dict[str, Any], dict[str, Any]], str]]:
    def plain(sentence: str) -> Callable[[dict[str, Any], dict[str, Any]], str]:
        return lambda filled, _raw: sentence % filled if "%(" in sentence else sentence

    def unpacked(_filled: dict[str, Any], raw: dict[str, Any]) -> str:
        sentence = _(
            "Tệp sau khi giải nén quá lớn (giới hạn %(limit)s MB). Hãy xóa các trang tính, hình ảnh không dùng rồi tải lại."
        )
        return sentence % {"limit": vi_numbers.format_count(int(raw["limit"]) // 1024 // 1024)}

    def pixels(_filled: dict[str, Any], raw: dict[str, Any]) -> str:
        sentence = _("Ảnh quá lớn (tối đa %(limit)s triệu điểm ảnh). Hãy thu nhỏ ảnh rồi tải lại.")
        return sentence % {"limit": vi_numbers.format_count(int(raw["limit"]) // 1_000_000)}

    unsafe = _(
        "Tệp có cấu trúc không an toàn nên không nhận. Hãy mở bằng Word hoặc Excel, lưu thành tệp mới rồi tải lại."
    )
    return {
        "broken": plain(_("Tệp bị hỏng, không đọc được. Hãy mở lại tệp gốc, lưu thành tệp mới rồi tải lại.")),
        "cut": plain(_("Tệp tải lên chưa trọn vẹn. Hãy thử lại; nội dung đã nhập vẫn được giữ.")),
        "empty": plain(_("Tệp trống, không có nội dung. Hãy chọn lại tệp.")),
        "heavy": plain(
            _(
                "Tệp quá phức tạp, không đọc được trong giới hạn cho phép. Hãy chia nhỏ tệp hoặc lưu thành tệp mới rồi tải lại."
            )
        ),
        "busy": plain(_("Hệ thống đang đọc nhiều tệp khác. Hãy tải lại tệp sau ít phút.")),
        "unpacked": unpacked,
        "too_many_parts": plain(
            _("Tệp có quá nhiều phần bên trong (tối đa %(limit)s). Hãy bớt hình ảnh, trang tính rồi tải lại.")
        ),
        "too_many_sheets": plain(
            _(
                "Tệp Excel có quá nhiều trang tính (tối đa %(limit)s). Hãy xóa các trang tính không dùng rồi tải lại."
            )
        ),
        "outside": plain(
            _("Trang tính «%(sheet)s» có dữ liệu ở ô %(cell)s, ngoài vùng biểu mẫu. Hãy xóa ô đó và tải lại.")
        ),
        "unsafe": plain(unsafe),
        "nested": plain(unsafe),
        "macro": plain(
            _("Không nhận tệp có macro hoặc có mật khẩu. Hãy lưu thành .xlsx hoặc .docx thường rồi tải lại.")
        ),
        "locked": plain(
            _("Không nhận tệp có macro hoặc có mật khẩu. Hãy bỏ mật khẩu, lưu thành tệp thường rồi tải lại.")
        ),
        "embedded": plain(
            _(
                "Tệp có nhúng một tệp hoặc chương trình khác nên không nhận. Hãy bỏ phần nhúng, hoặc xuất thành PDF, rồi tải lại."
            )
        ),
        "external": plain(
            _(
                "Tệp có liên kết lấy nội dung từ nơi khác nên không nhận. Hãy ngắt các liên kết, lưu rồi tải lại."
            )
        ),
        "acting": plain(
            _(
                "Tệp PDF có mã lệnh hoặc biểu mẫu tự chạy nên không nhận. Hãy in ra PDF mới (Microsoft Print to PDF) rồi tải lại."
            )
        ),
        "enclosed": plain(
            _(
                "Tệp PDF có tệp khác đính kèm bên trong nên không nhận. Hãy in ra PDF mới (Microsoft Print to PDF) rồi tải lại."
            )
        ),
        "too_many_pages": plain(
            _("Tệp PDF có %(pages)s trang, tối đa %(limit)s. Hãy tách thành nhiều tệp rồi tải lại.")
        ),
        "pixels": pixels,
        "moving": plain(_("Không nhận ảnh động. Hãy chọn ảnh JPG, PNG hoặc WebP có một hình.")),
        "encoding": plain(
            _(
                "Tệp CSV không viết bằng mã UTF-8. Trong Excel, hãy chọn Lưu dưới dạng «CSV UTF-8» rồi tải lại."
            )
        ),
        "text_encoding": plain(_("Tệp không phải văn bản mã UTF-8. Lưu lại tệp bằng mã UTF-8 rồi tải lại.")),
        "not_text": plain(_("Nội dung tệp không phải CSV. Hãy chọn lại tệp.")),
        "wordless": plain(
            _("Không đọc được chữ nào trong tệp. Hãy kiểm tra lại tệp, lưu thành tệp mới rồi tải lại.")
        ),
        "other_kind": lambda _filled, _raw: _(
            "Nội dung tệp không phải Word hoặc Excel thường. Hãy lưu thành .docx hoặc .xlsx rồi tải lại."
        ),
    }


def not_of_kind(kinds: list[Kind]) -> str:
    """«Nội dung tệp không phải PDF. …» for a field that takes these kinds."""
    if all(kind in (Kind.JPEG, Kind.PNG, Kind.WEBP) for kind in kinds):
        return _("Chỉ nhận ảnh JPG, PNG, WebP. Hãy chọn lại tệp.")
    listed = ", ".join(str(kind.label) for kind in kinds)
    return _("Nội dung tệp không phải %(kinds)s. Hãy chọn lại tệp.") % {"kinds": listed}
