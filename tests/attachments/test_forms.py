"""The field for a file: what it shows, what it gives, and the confirmation that goes with it."""

import io

import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.template import engines
from django.test import Client, RequestFactory

from lantoa.attachments.choices import PAPERS, PICTURES, Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.upload_handler import CutShort
from lantoa.core.secret_refusals import SecretRefusal, gathered
from lantoa.ui.forms import LineField, ViForm
from tests.badinput import files


class PaperForm(UploadForm):
    title = LineField(label="Tên")
    paper = UploadField(kinds=PAPERS, label="Quyết định")
    photo = UploadField(kinds=PICTURES, label="Ảnh", required=False)


def sent(content: bytes | None, name: str = "a.pdf", **words: str) -> PaperForm:
    chosen = {} if content is None else {"paper": SimpleUploadedFile(name, content)}
    return PaperForm({"title": "Tên", "no_secrets": "on"} | words, chosen)


def shown(form: forms.Form) -> str:
    template = engines["django"].from_string("{% for one in names %}{% field one %}{% endfor %}")
    return template.render({"names": [form[name] for name in form.fields if name != "no_secrets"]})


def test_file_comes_out_accepted() -> None:
    form = sent(files.pdf(), "Quyết định.pdf")
    assert form.is_valid(), form.errors
    paper = form.cleaned_data["paper"]
    assert isinstance(paper, AcceptedFile)
    assert (paper.kind, paper.name) == (Kind.PDF, "Quyết định.pdf")
    assert form.cleaned_data["photo"] is None


def test_field_tells_kinds_limit_and_warning_once() -> None:
    page = shown(PaperForm())
    assert "Nhận PDF hoặc Word (.docx). Tối đa: một tệp 20 MB; PDF 200 trang." in page
    assert "Nhận ảnh JPG, ảnh PNG hoặc ảnh WebP. Tối đa: một tệp 20 MB; ảnh 40 triệu điểm ảnh." in page
    assert page.count("Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này.") == 1
    assert page.count('name="no_secrets"') == 1
    assert page.index('name="photo"') < page.index('name="no_secrets"')
    assert 'accept=".pdf,.docx"' in page


def test_a_missing_file_is_told_in_vietnamese() -> None:
    assert sent(None).errors["paper"] == ["Chưa chọn tệp. Hãy chọn tệp rồi gửi lại."]


def test_a_refused_file_is_told_at_its_field_and_words_stay() -> None:
    form = sent(b"MZ", title="Tên đã gõ")
    assert form.errors["paper"] == ["Nội dung tệp không phải PDF. Hãy chọn lại tệp."]
    assert 'value="Tên đã gõ"' in shown(form)


def test_a_file_without_the_confirmation_is_refused() -> None:
    form = sent(files.pdf(), no_secrets="")
    assert form.errors == {
        "no_secrets": ["Hãy xác nhận tệp không chứa bí mật nhà nước, chọn lại tệp rồi gửi."]
    }


def test_no_file_needs_no_confirmation() -> None:
    class Optional(UploadForm):
        paper = UploadField(kinds=PAPERS, label="Quyết định", required=False)

    assert Optional({}, {}).is_valid()


def test_t17_a_secret_file_is_told_where_it_belongs_and_noted() -> None:
    with gathered() as notes:
        form = sent(files.docx("Báo cáo", header="TỐI MẬT"), "a.docx")
        assert not form.is_valid()
    assert form.errors["paper"] == [
        "Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này. Tệp có dấu chỉ độ mật ở đầu trang nên không được lưu. "
        "Hãy giao, gửi tài liệu này qua văn thư theo chế độ mật của cơ quan."
    ]
    assert form.errors.as_data()["paper"][0].code == "secret"
    assert notes == [SecretRefusal("docx", "part", "stamp")]


@pytest.mark.parametrize(
    ("content", "name", "place"),
    [
        (files.pdf("Một", "MẬT"), "a.pdf", "trang 2"),
        (files.docx("A", title="Tối mật"), "a.docx", "thuộc tính của tệp"),
        (files.docx("A", footer="MẬT"), "a.docx", "chân trang"),
        (files.docx("MẬT"), "a.docx", "nội dung"),
        (files.pdf(), "TUYỆT MẬT.pdf", "tên tệp"),
    ],
)
def test_t17_the_place_of_the_mark_is_told(content: bytes, name: str, place: str) -> None:
    assert f"dấu chỉ độ mật ở {place} nên không được lưu" in sent(content, name).errors["paper"][0]


def test_a_form_with_a_file_must_be_one_that_warns() -> None:
    class Bare(ViForm):
        paper = UploadField(kinds=PAPERS, label="Quyết định")

    with pytest.raises(TypeError, match="must be an UploadForm"):
        str(Bare()["paper"])


# --- the way a file comes in --------------------------------------------------------------------------------------
BOUNDARY = "ranh-gioi"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def body(content: bytes, name: str = "a.pdf") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="paper"; filename="{name}"\r\n'
    return (
        head.encode()
        + b"Content-Type: application/pdf\r\n\r\n"
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def posted(raw: bytes, announced: int | None = None) -> HttpRequest:
    request = RequestFactory().generic("POST", "/", raw, MULTIPART)
    request.META["CONTENT_LENGTH"] = str(len(raw) if announced is None else announced)
    return request


def test_a_large_file_stays_in_memory() -> None:
    content = b"x" * (19 * 1024 * 1024)
    file = posted(body(content)).FILES["paper"]
    assert isinstance(file.file, io.BytesIO)
    assert not hasattr(file, "temporary_file_path")
    assert (file.size, file.read() == content) == (len(content), True)


@pytest.mark.parametrize("kept", [0.9, 0.5, 0.1])
def test_b19_an_upload_cut_short_is_no_file(kept: float) -> None:
    whole = body(b"x" * 5000)
    with pytest.raises(CutShort) as cut:
        posted(whole[: int(len(whole) * kept)], announced=len(whole)).FILES  # noqa: B018
    assert cut.value.sentence == "Tệp tải lên chưa trọn vẹn. Hãy thử lại; nội dung đã nhập vẫn được giữ."


def test_b19_a_body_without_its_end_is_no_file() -> None:
    whole = body(b"x" * 5000)
    with pytest.raises(CutShort):
        posted(whole[: -len(f"\r\n--{BOUNDARY}--\r\n")]).FILES  # noqa: B018


def test_b64_a_body_above_the_limit_is_read_to_its_end_and_dropped() -> None:
    request = posted(body(b"x" * (23 * 1024 * 1024)))
    with pytest.raises(RequestDataTooBig):
        request.FILES  # noqa: B018
    assert request._stream.read(1) == b""  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "announced", "status", "sentence"),
    [
        (body(b"x" * 5000)[:3000], None, 400, "Tệp tải lên chưa trọn vẹn. Hãy thử lại"),
        (body(b"x" * (23 * 1024 * 1024)), None, 413, "Biểu mẫu nhận tối đa 2 MB chữ, 3.000 ô và 20 MB tệp."),
    ],
    ids=["cut", "too large"],
)
def test_what_the_handler_refuses_is_a_page_a_person_can_read(
    raw: bytes, announced: int | None, status: int, sentence: str
) -> None:
    """Before any view: the edge reads the form."""
    length = str(len(raw) if announced is None else announced)
    response = Client(raise_request_exception=False).generic(
        "POST", "/dang-nhap/", raw, MULTIPART, CONTENT_LENGTH=length
    )
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert "Traceback" not in response.content.decode()
