"""Error pages: what is wrong, where, what to do. The page of 404 is the same whatever the cause."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE, get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lantoa.core.errors import Forbidden, HouseError
from lantoa.ui.kept import kept_of

# Where the same form may arrive the next time: signed in again, with a fresh proof, after the other's change, after a failure.
SENT_AGAIN = {401, 409, 422, 500}


def page(
    request: HttpRequest, status: int, reason: str = "", *, title: str = "", again: bool | None = None
) -> HttpResponse:
    """The page of a status, or its notice alone where a fragment was asked for.

    It holds nothing of the person or the thing but what has just been sent in a form of a full page: that is given back to be
    copied and, where `again`, to be sent again. It is made without context processors: they ask the database, which may be what
    failed.
    """
    # 404 never says why: absent and out of sight must not be told apart.
    usual, words = _words(status)
    shown: dict[str, Any] = {
        "status": status,
        "title": title or usual,
        "words": reason if reason and status != 404 else words,
    }
    if status >= 500:
        shown["reference"] = getattr(request, "request_id", "")
    if request.headers.get("HX-Request"):
        response = HttpResponse(render_to_string("ui/errors/notice.html", shown), status=status)
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML"
        return response
    shown["kept"] = kept_of(request, again=status in SENT_AGAIN if again is None else again)
    if shown["kept"] and shown["kept"].address:
        shown["csrf_token"] = get_token(request)
    return HttpResponse(render_to_string("ui/errors/page.html", shown), status=status)


def signed_out(request: HttpRequest) -> HttpResponse | None:
    """For a form of a full page that came after its session had ended; None where there is nothing of it to give back."""
    if kept_of(request, again=True) is None:
        return None
    return page(request, 401)


def of_another(request: HttpRequest) -> HttpResponse:
    """For a form that was opened under another account than the one which is signed in now.

    What was typed is shown, to be copied: the answer goes to the browser that has just sent it. It cannot be sent from there.
    """
    sentence = _(
        "Biểu mẫu này được mở khi đang dùng một tài khoản khác, nên chưa gửi. "
        "Hãy đăng nhập lại tài khoản đó, hoặc mở lại trang bằng tài khoản đang dùng rồi nhập."
    )
    return page(request, 409, sentence, title=_("Đang dùng tài khoản khác"), again=False)


def _words(status: int) -> tuple[str, str]:
    known = {
        400: (_("Yêu cầu không đọc được"), _("Hãy quay lại trang trước và làm lại.")),
        401: (
            _("Phiên làm việc đã hết, nội dung vừa nhập chưa được lưu"),
            _("Nội dung vẫn còn dưới đây. Hãy đăng nhập ở thẻ mới, rồi quay lại trang này bấm «Gửi lại»."),
        ),
        403: (_("Anh/chị không làm được việc này"), _("Vai trò của anh/chị không được làm việc này.")),
        404: (
            _("Không tìm thấy trang này"),
            _("Trang không có, đã chuyển đi hoặc ngoài phạm vi của anh/chị. Hãy xem lại địa chỉ."),
        ),
        405: (_("Trang này không nhận cách gọi đó"), _("Hãy mở lại trang từ thực đơn rồi làm lại.")),
        409: (_("Nội dung vừa được người khác sửa"), _("Hãy mở lại trang để xem bản mới rồi làm lại.")),
        413: (
            _("Nội dung gửi lên quá lớn"),
            _("Biểu mẫu nhận tối đa 2 MB chữ, 3.000 ô và 20 MB tệp. Hãy quay lại, bớt nội dung rồi gửi lại."),
        ),
        422: (_("Chưa làm được việc này"), _("Hãy quay lại trang trước và xem lại nội dung.")),
        500: (
            _("Hệ thống gặp lỗi"),
            _("Hãy thử lại sau ít phút. Nếu vẫn lỗi, hãy báo mã tra cứu cho người quản trị."),
        ),
    }
    return known[status]


def bad_text(request: HttpRequest, sentence: str) -> HttpResponse:
    return page(request, 400, sentence)


def house_error(request: HttpRequest, error: HouseError) -> HttpResponse:
    """The page of an error raised out of a view: 403, 404, 409 or 422 with its sentence."""
    return page(request, error.status, error.sentence)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400; a body beyond the limits is told as 413."""
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return page(request, 413 if too_big else 400, getattr(exception, "sentence", ""))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403: only the house's own sentences are shown."""
    return page(request, 403, exception.sentence if isinstance(exception, Forbidden) else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "", **_kwargs: Any) -> HttpResponse:
    """A form whose proof is missing or old: mostly blocked cookies, or a sign-in in another tab."""
    if reason == REASON_NO_CSRF_COOKIE:
        sentence = _("Trình duyệt đang chặn cookie nên chưa gửi được. Hãy cho phép cookie rồi thử lại.")
    elif kept_of(request, again=True) is not None:
        sentence = _(
            "Trang đã mở lâu hoặc đã đăng nhập lại ở thẻ khác. Nội dung vừa nhập còn dưới đây: hãy xem lại rồi bấm «Gửi lại»."
        )
    else:
        sentence = _("Trang đã mở lâu hoặc đã đăng nhập lại ở thẻ khác. Hãy tải lại trang rồi gửi lần nữa.")
    return page(request, 403, sentence, title=_("Chưa gửi được"), again=True)
