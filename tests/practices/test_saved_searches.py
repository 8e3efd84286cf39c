"""Searches that a person keeps: whose they are, what is new in them, how they go and come back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.core.errors import Refused
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import SavedSearch
from lantoa.practices.queries import searching
from lantoa.practices.queries.practices import PracticeFilter
from lantoa.practices.services.saved_searches import MOST_SAVED, keep_search, remove_search, restore_search
from tests.practices.conftest import signed_in
from tests.practices.world import World

LIST = "/mo-hinh/tim/da-luu/"


def keep(world: World, name: str = "Phiếu", text: str = "phieu mau") -> SavedSearch:
    return keep_search(
        actor=world.cast.propaganda_officer,
        name=name,
        query=f'{{"q": "{text}"}}',
        wanted=PracticeFilter(text=text),
    )


def test_search_is_kept_with_its_filters_and_opened_with_them(world: World) -> None:
    world.practice(world.cast.hospital)
    client = signed_in(world.cast.propaganda_officer)
    page = client.get(
        "/mo-hinh/tim/?q=phiếu+màu&nam=2020&linh-vuc=y_te&don-vi=BENHVIEN&trang-thai=recognised"
    )
    form = client.get(page.context["keep_url"]).context["form"]
    sent = client.post("/mo-hinh/tim/luu/", {"name": "Phiếu 2020", "query": form["query"].value()})
    assert sent.headers["Location"] == LIST
    text = client.get(LIST).content.decode()
    assert "«phiếu màu» · Năm 2020 · Y tế ·" in text
    opened = client.post(f"{LIST}mo/", {"search": str(SavedSearch.objects.get().pk)}, follow=True)
    asked = opened.request["QUERY_STRING"]
    assert asked.split("&")[1:] == ["nam=2020", "linh-vuc=y_te", "don-vi=BENHVIEN", "trang-thai=recognised"]
    assert opened.context["wanted"].text == "phiếu màu"
    assert [one.practice.title for one, *_ in opened.context["found"]] == ["Năm phút tiếp đón"]


def test_list_tells_how_many_are_new_since_it_was_opened(world: World) -> None:
    world.practice(world.cast.hospital, "Một")
    kept = keep(world)
    client = signed_in(world.cast.propaganda_officer)

    def new() -> list[int | None]:
        return [one.new for one in client.get(LIST).context["saved"]]

    assert new() == [0]
    world.practice(world.cast.hospital, "Hai")
    world.practice(world.cast.hospital, "Bản nháp", [(2021, Origin.NEW, YearState.DRAFT)])
    world.practice(world.cast.hospital, "Việc khác", method="Không liên quan.")
    assert new() == [1]
    client.post(f"{LIST}mo/", {"search": str(kept.pk)})
    assert new() == [0]


def test_search_that_finds_too_many_is_not_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 1)
    world.practice(world.cast.hospital, "Một")
    world.practice(world.cast.hospital, "Hai")
    keep(world)
    page = signed_in(world.cast.propaganda_officer).get(LIST)
    assert [one.new for one in page.context["saved"]] == [None]
    assert "hơn 1 kết quả, không đếm" in page.content.decode()


def test_saved_search_is_nobody_elses(world: World) -> None:
    kept = keep(world, name="Riêng của tôi")
    other = signed_in(world.cast.province_lead)
    assert "Riêng của tôi" not in other.get(LIST).content.decode()
    for act in ("mo", "bo", "khoi-phuc"):
        assert other.post(f"{LIST}{act}/", {"search": str(kept.pk)}).status_code == 404
    assert SavedSearch.objects.get().removed_at is None


def test_removed_search_can_be_put_back_until_the_next_is_removed(world: World) -> None:
    client = signed_in(world.cast.propaganda_officer)
    first, second = keep(world, "Một"), keep(world, "Hai")
    page = client.post(f"{LIST}bo/", {"search": str(first.pk)}, follow=True)
    assert "Đã bỏ lần tìm «Một»." in page.content.decode()
    client.post(f"{LIST}khoi-phuc/", {"search": str(first.pk)})
    assert [one.search.name for one in client.get(LIST).context["saved"]] == ["Hai", "Một"]
    for one in (first, second):
        remove_search(actor=world.cast.propaganda_officer, search=one)
    assert list(SavedSearch.objects.values_list("name", flat=True)) == ["Hai"]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("…", "phieu", "Ghi tên cho lần tìm này, ví dụ: Tiếp dân năm 2021."),
        ("phiếu", "mau", "Anh/chị đã lưu một lần tìm tên «phiếu». Ghi tên khác."),
        (
            "Trống",
            " !! ",
            "Lần tìm này không có từ nào để tìm, hoặc quá dài. Quay lại trang tìm, gõ từ rồi lưu.",
        ),
        (
            "Dài",
            "a" * 700,
            "Lần tìm này không có từ nào để tìm, hoặc quá dài. Quay lại trang tìm, gõ từ rồi lưu.",
        ),
    ],
)
def test_search_that_cannot_be_kept_is_refused(world: World, name: str, text: str, sentence: str) -> None:
    keep(world)
    with pytest.raises(Refused) as refused:
        keep(world, name, text)
    assert refused.value.sentence == sentence
    sent = signed_in(world.cast.propaganda_officer).post(
        "/mo-hinh/tim/luu/", {"name": name, "query": f"q={text}"}
    )
    assert (sent.status_code, SavedSearch.objects.count()) == (422, 1)


def test_only_so_many_searches_are_kept(world: World) -> None:
    kept = [keep(world, f"Số {number}") for number in range(MOST_SAVED)]
    with pytest.raises(Refused):
        keep(world, "Thêm")
    remove_search(actor=world.cast.propaganda_officer, search=kept[0])
    keep(world, "Thêm")
    with pytest.raises(Refused):
        restore_search(actor=world.cast.propaganda_officer, search=kept[0])


def test_list_takes_as_many_statements_for_ten_searches_as_for_one(world: World) -> None:
    client = signed_in(world.cast.propaganda_officer)
    counts = []
    for first, last in ((0, 1), (1, 10)):
        for number in range(first, last):
            keep(world, f"Số {number}")
        world.cast.propaganda_officer.__dict__.pop("_roles_by_day", None)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        counts.append(len(captured))
    assert counts == [13, 13]


def test_list_without_searches_says_how_to_keep_one(world: World) -> None:
    assert "Chưa lưu lần tìm nào" in signed_in(world.cast.propaganda_officer).get(LIST).content.decode()
