"""BAD_INPUT, the way a request is put: methods, hosts, tokens, ways back, paths, junk in headers."""

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from tests.badinput.forms import PRACTICE
from tests.badinput.refusal import assert_refused_well, made_by, nothing_written, words_of
from tests.permissions.world.things import World

PROJECT = Path(__file__).resolve().parents[2]
OWN_TOTAL = re.compile(r"SUM\([A-Z]+\d+:[A-Z]+\d+\)")  # the line of totals under a list
ELSEWHERE = [
    "//evil.vn",
    "/\\evil.vn",
    "https:evil.vn",
    "https://evil.vn/",
    "javascript:alert(1)",
    "%2F%2Fevil.vn",
    "\thttps://evil.vn",
    "///evil.vn",
]


@pytest.mark.parametrize("origin", ["", "null", "https://evil.vn"])
def test_b68_a_form_without_proof_is_refused(world: World, origin: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.users["RP", "DVA"])
    headers = {"HTTP_ORIGIN": origin} if origin else {}
    with nothing_written():
        response = client.post(PRACTICE.address(world), PRACTICE.good(world), **headers)
    assert response.status_code == 403
    assert_refused_well(response, sentence="Trình duyệt đang chặn cookie" if not origin else "Hãy")


def test_b68_an_old_token_is_told_to_reload(world: World) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.users["RP", "DVA"])
    client.get(PRACTICE.address(world))
    with nothing_written():
        response = client.post(
            PRACTICE.address(world), PRACTICE.good(world) | {"csrfmiddlewaretoken": "a" * 64}
        )
    assert_refused_well(response, sentence="Hãy tải lại trang rồi gửi lần nữa.")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_b69_sign_in_leads_back_only_into_the_house(world: World, target: str) -> None:
    client = Client(raise_request_exception=False)
    form = {"login": "rp.dva", "password": "mat-khau-thu-nghiem", "next": target}
    response = client.post(f"{reverse('account_login')}?next={target}", form)
    assert response.status_code == 302
    assert response["Location"].startswith("/") and not response["Location"].startswith(("//", "/\\"))
    assert "evil" not in response["Location"].split("?")[0].removeprefix("/%2F%2F")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_b69_the_choice_of_language_leads_back_only_into_the_house(world: World, target: str) -> None:
    response = Client(raise_request_exception=False).post(
        reverse("set_language"), {"language": "en", "next": target}
    )
    assert not response["Location"].startswith(("//", "/\\", "http", "javascript", "\t"))


@pytest.mark.parametrize(
    "host", ["evil.vn", "localhost.evil.vn", "localhost:80@evil.vn", "", "a b", "x" * 5_000]
)
def test_b70_a_host_of_others_is_refused(world: World, reporter: Client, host: str) -> None:
    response = reporter.get("/", HTTP_HOST=host)
    assert response.status_code == 400
    assert "evil" not in response.content.decode()


def test_b70_forwarded_headers_are_not_believed(world: World) -> None:
    headers = {
        "HTTP_X_FORWARDED_HOST": "evil.vn",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": "1.2.3.4",
    }
    response = Client().get("/", **headers)
    assert "evil" not in response["Location"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/%252e%252e%252fetc/passwd",
        "/hoi-nghi/SK-KHOI/tai-ve/..%2f..%2fetc%2fpasswd/",
        "/hoi-nghi/..%2f..%2f/",
        "/mo-hinh/%2e%2e%2f%2e%2e%2fmanage.py/",
    ],
)
def test_b71_paths_lead_nowhere(world: World, reporter: Client, path: str) -> None:
    response = reporter.get(path)
    assert response.status_code == 404
    assert_refused_well(response, sentence="Không tìm thấy trang này")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "X" * 300])
@pytest.mark.parametrize("path", ["/mo-hinh/", "/mo-hinh/dang-ky/", "/bao-cao/BC-DVA-draft/DVA/gui/"])
def test_b73_other_methods_are_refused(world: World, reporter: Client, path: str, method: str) -> None:
    with nothing_written():
        response = reporter.generic(method, path)
    assert response.status_code == 405
    assert_refused_well(response, sentence="Trang này không nhận cách gọi đó")


def test_b73_a_method_named_in_a_header_is_not_believed(world: World, reporter: Client) -> None:
    with nothing_written():
        response = reporter.get("/mo-hinh/dang-ky/", HTTP_X_HTTP_METHOD_OVERRIDE="POST")
    assert response.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ACCEPT_LANGUAGE": "xx;q=9,,;;vi" * 500},
        {"HTTP_ACCEPT_LANGUAGE": "a" * 60_000},
        {"HTTP_ACCEPT_ENCODING": "x" * 10_000},
        {"HTTP_COOKIE": "a=" + "x" * 65_536},
        {"HTTP_COOKIE": "; ".join(f"c{n}={n}" for n in range(1_000))},
        {"HTTP_COOKIE": "sessionid=../../x; django_language=<script>"},
        {"HTTP_REFERER": "javascript:alert(1)"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "//evil.vn"},
    ],
)
def test_b75_junk_in_headers_is_ignored(world: World, headers: dict[str, str]) -> None:
    response = Client(raise_request_exception=False).get(reverse("account_login"), **headers)
    assert response.status_code == 200
    assert "<script>" not in response["Set-Cookie"] if response.has_header("Set-Cookie") else True


def spelled(code: str) -> list[str]:
    """Ways in which one code is typed."""
    grouped = " ".join(code[at : at + 4] for at in range(0, 16, 4))
    return [
        code.lower(),
        f"GK {grouped}",
        grouped.replace(" ", "-"),
        f"  {code}  ",
        code.replace("0", "O").replace("1", "l"),
    ]


@pytest.mark.parametrize("way", range(5))
def test_b79_a_code_is_found_however_it_is_typed(world: World, way: int) -> None:
    certificate = world.certificates["DVA", "in_force"]
    typed = spelled(certificate.code)[way]
    response = Client(raise_request_exception=False).get(reverse("portal:check"), {"ma": typed}, follow=True)
    assert response.status_code == 200
    assert certificate.printed_code in words_of(response)


def without_code(response: object, code: str) -> str:
    return response.content.decode().replace(code, "")  # type: ignore[attr-defined, no-any-return]


def test_b79_what_is_no_code_and_what_does_not_exist_answer_alike(world: World) -> None:
    client = Client(raise_request_exception=False)
    codes = ["0" * 16, "Z" * 16, "KHONGCO"]
    answers = [client.get(reverse("portal:certificate", args=[code])) for code in codes]
    assert {one.status_code for one in answers} == {404}
    assert len({without_code(one, code) for one, code in zip(answers, codes, strict=True)}) == 1


def test_b79_guessing_is_slowed_down(world: World) -> None:
    client = Client(raise_request_exception=False)
    statuses = [client.get(reverse("portal:certificate", args=[f"{n:016d}"])).status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-2+3", "@SUM(A1)", "＝1", "   =1+1", "\t=cmd|' /C calc'!A0"]
)
def test_b06_a_text_that_looks_like_a_formula_is_exported_as_text(
    world: World, reporter: Client, typed: str
) -> None:
    made = made_by(reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"title": typed}))
    response = reporter.get(reverse("practices:export"))
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheets = [
            ElementTree.fromstring(book.read(name)) for name in book.namelist() if "worksheets/" in name
        ]
        everything = b"".join(book.read(name) for name in book.namelist()).decode(errors="replace")
    formulas = [cell.text or "" for sheet in sheets for cell in sheet.iter() if cell.tag.endswith("}f")]
    assert [one for one in formulas if not OWN_TOTAL.fullmatch(one)] == []
    assert made.code in everything


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lantoa.cli", *words]
    environment = os.environ | variables
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def assert_told_in_one_sentence(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("typed", ["abc", "0", "-1", "99999", "8000.5", "٨٠"])
def test_command_run_refuses_a_port_that_is_none(typed: str) -> None:
    assert_told_in_one_sentence(run("run", PORT=typed), "PORT phải là số từ 1 đến 65535")


def test_command_refuses_a_word_it_does_not_know() -> None:
    assert_told_in_one_sentence(run("khong-co"), "Không có lệnh “khong-co”")


def test_command_review_writes_into_no_file(tmp_path: Path) -> None:
    taken = tmp_path / "out"
    taken.write_text("của người khác")
    assert_told_in_one_sentence(run("review", "--out", str(taken)), "là một tệp, không phải thư mục")
    assert taken.read_text() == "của người khác"


def test_command_review_needs_a_folder() -> None:
    assert_told_in_one_sentence(run("review"), "Tham số không đúng")
