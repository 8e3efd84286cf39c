"""Files and photographs that prove a practice: who adds them, until when, and what becomes of them."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.audit.models import Entry
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Evidence, Practice
from lantoa.practices.queries.evidence import evidence_of, get_evidence
from lantoa.practices.queries.practices import get_practice
from lantoa.practices.services.evidence import (
    add_evidence,
    change_evidence,
    move_evidence,
    remove_evidence,
    restore_evidence,
)
from lantoa.practices.services.proofs import MOST_FILES
from tests.cast import Cast
from tests.practices.conftest import signed_in
from tests.practices.world import World

PAPER = AcceptedFile(Kind.PDF, "bang-gio-cho.pdf", b"%PDF-1.7 one")


def picture(with_place: bool = False) -> bytes:
    drawn = io.BytesIO()
    exif = Image.Exif()
    if with_place:
        exif[0x010E] = "Nhà bà Tư, số 5"
        exif.get_ifd(0x8825)[2] = (9.0, 46.0, 12.0)
    Image.new("RGB", (32, 24), "green").save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


@pytest.fixture
def draft(cast: Cast, world: World) -> Practice:
    """A draft of the office."""
    return world.practice(cast.office, years=[(2021, Origin.NEW, YearState.DRAFT)])


def add(cast: Cast, practice: Practice, accepted: AcceptedFile = PAPER, **more: object) -> Evidence:
    given: dict[str, object] = {"caption": "Bảng giờ chờ tháng 3.", **more}
    return add_evidence(actor=cast.unit_reporter, year=practice.years.get(), accepted=accepted, **given)  # type: ignore[arg-type]


def captions(practice: Practice) -> list[str]:
    return [one.caption for rows in evidence_of(practice).values() for one in rows]


def papers(count: int) -> list[AcceptedFile]:
    return [AcceptedFile(Kind.PDF, f"{n}.pdf", f"%PDF-1.7 {n}".encode()) for n in range(count)]


def test_file_is_kept_in_order_taken_away_and_put_back(cast: Cast, draft: Practice) -> None:
    first, second = (add(cast, draft, paper, caption=f"Tệp {n}") for n, paper in enumerate(papers(2), 1))
    move_evidence(actor=cast.unit_head, evidence=second, up=True)
    assert captions(draft) == ["Tệp 2", "Tệp 1"]
    move_evidence(actor=cast.unit_head, evidence=second, up=True)
    assert captions(draft) == ["Tệp 2", "Tệp 1"]
    remove_evidence(actor=cast.unit_head, evidence=first)
    assert captions(draft) == ["Tệp 2"]
    restore_evidence(actor=cast.unit_head, evidence=first)
    assert sorted(captions(draft)) == ["Tệp 1", "Tệp 2"]
    acts = Entry.objects.filter(act__startswith="evidence.").order_by("id").values_list("act", flat=True)
    assert list(acts) == [
        "evidence.added",
        "evidence.added",
        "evidence.moved",
        "evidence.removed",
        "evidence.restored",
    ]


@pytest.mark.parametrize(
    ("accepted", "more", "field", "sentence"),
    [
        (PAPER, {"caption": "…"}, "caption", "Ghi chú thích: tệp này cho thấy điều gì, ngày nào."),
        (
            PAPER,
            {"shows_people": True, "consent": True},
            "shows_people",
            "Chỉ ảnh mới đánh dấu có người nhận ra được.",
        ),
        (
            AcceptedFile(Kind.JPEG, "a.jpg", picture()),
            {"shows_people": True},
            "consent",
            "Ảnh có người nhận ra được thì phải được người đó đồng ý. Xin đồng ý rồi đánh dấu, hoặc dùng ảnh khác.",
        ),
    ],
)
def test_evidence_that_says_nothing_or_lacks_consent_is_refused(
    cast: Cast, draft: Practice, accepted: AcceptedFile, more: dict[str, object], field: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        add(cast, draft, accepted, **more)
    assert refused.value.fields == {field: sentence}
    assert Evidence.objects.count() == 0


def test_same_file_is_kept_once_and_a_year_takes_so_many(cast: Cast, draft: Practice) -> None:
    add(cast, draft)
    with pytest.raises(Refused) as refused:
        add(cast, draft, caption="Lần hai.")
    assert refused.value.sentence == "Tệp này đã có trong minh chứng: «Bảng giờ chờ tháng 3.»."
    for paper in papers(MOST_FILES - 1):
        add(cast, draft, paper)
    with pytest.raises(Refused) as refused:
        add(cast, draft, AcceptedFile(Kind.PDF, "nua.pdf", b"%PDF-1.7 more"))
    assert refused.value.sentence == "Đã đủ 20 minh chứng. Bỏ bớt trước khi thêm."


def test_what_was_taken_away_and_added_again_is_not_put_back(cast: Cast, draft: Practice) -> None:
    gone = add(cast, draft)
    remove_evidence(actor=cast.unit_head, evidence=gone)
    add(cast, draft)
    with pytest.raises(Refused) as refused:
        restore_evidence(actor=cast.unit_head, evidence=gone)
    assert refused.value.sentence == "Tệp này đã được thêm lại. Không cần khôi phục."


@pytest.mark.parametrize("state", [YearState.RECOGNISED, YearState.NOT_RECOGNISED, YearState.STOPPED])
def test_what_a_decision_rested_on_stays_as_it_was(cast: Cast, draft: Practice, state: YearState) -> None:
    kept = add(cast, draft)
    draft.years.update(state=state)
    for call in (
        lambda: add(cast, draft, AcceptedFile(Kind.PDF, "nua.pdf", b"%PDF-1.7 more")),
        lambda: remove_evidence(actor=cast.unit_head, evidence=kept),
        lambda: move_evidence(actor=cast.unit_head, evidence=kept, up=True),
    ):
        with pytest.raises(Forbidden):
            call()
    assert captions(draft) == ["Bảng giờ chờ tháng 3."]


@pytest.mark.parametrize("who", ["outsider", "propaganda_officer", "province_lead", "inspector"])
def test_only_the_unit_of_the_practice_adds_evidence(cast: Cast, draft: Practice, who: str) -> None:
    with pytest.raises(Forbidden):
        add_evidence(
            actor=getattr(cast, who), year=draft.years.get(), accepted=PAPER, caption="Bảng giờ chờ."
        )


def test_evidence_is_seen_by_who_sees_its_year(cast: Cast, draft: Practice) -> None:
    kept = add(cast, draft)
    assert get_evidence(cast.unit_reporter, draft.code, kept.pk) == kept
    for who in (cast.outsider, cast.propaganda_officer):
        with pytest.raises(NotFound):
            get_evidence(who, draft.code, kept.pk)
    with pytest.raises(NotFound):
        get_evidence(cast.unit_reporter, "MH-1999-001", kept.pk)
    with pytest.raises(NotFound):
        get_evidence(cast.unit_reporter, draft.code, uuid.uuid4())
    draft.years.update(state=YearState.RECOGNISED)
    assert get_evidence(cast.outsider, draft.code, kept.pk) == kept


def test_second_who_changes_a_caption_is_told(cast: Cast, draft: Practice) -> None:
    kept = add(cast, draft)
    given = {"evidence": kept, "shows_people": False, "consent": False, "row_version": 1}
    change_evidence(actor=cast.unit_head, caption="Bảng mới.", **given)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        change_evidence(actor=cast.unit_reporter, caption="Bảng khác.", **given)  # type: ignore[arg-type]
    assert captions(draft) == ["Bảng mới."]


def test_all_evidence_takes_one_statement(
    cast: Cast, draft: Practice, django_assert_num_queries: object
) -> None:
    for paper in papers(5):
        add(cast, draft, paper)
    found = get_practice(cast.unit_reporter, draft.code)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(captions(found)) == 5


# --- pages ------------------------------------------------------------------------------------------------------


def sent(client: Client, practice: Practice, content: bytes, name: str = "anh.jpg", **more: str) -> object:
    given = {"caption": "Quầy sau khi sắp xếp.", "no_secrets": "on", **more}
    return client.post(
        f"/mo-hinh/{practice.code}/nam-{practice.years.get().year}/minh-chung/",
        {**given, "file": SimpleUploadedFile(name, content)},
        follow=True,
    )


def test_photograph_comes_without_its_place_and_is_shown_with_its_caption(
    cast: Cast, draft: Practice
) -> None:
    client = signed_in(cast.unit_reporter)
    assert b"Nh" in picture(with_place=True)
    page = sent(client, draft, picture(with_place=True)).content.decode()  # type: ignore[attr-defined]
    assert "Đã thêm minh chứng." in page
    assert 'alt="Quầy sau khi sắp xếp."' in page
    kept = Evidence.objects.get()
    answer = client.get(f"/mo-hinh/{draft.code}/minh-chung/{kept.pk}/tep/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    exif = Image.open(io.BytesIO(answer.content)).getexif()
    assert (dict(exif), dict(exif.get_ifd(0x8825))) == ({}, {})


def test_secret_paper_and_foreign_kind_are_refused_and_the_caption_stays(cast: Cast, draft: Practice) -> None:
    client = signed_in(cast.unit_reporter)
    for content, name in ((b"MZ\x90 not a picture", "anh.jpg"), (picture(), "anh.exe")):
        page = sent(client, draft, content, name)
        assert page.status_code == 422  # type: ignore[attr-defined]
        assert "Quầy sau khi sắp xếp." in page.content.decode()  # type: ignore[attr-defined]
    unconfirmed = sent(client, draft, picture(), no_secrets="")
    assert "Hãy xác nhận tệp không chứa bí mật nhà nước" in unconfirmed.content.decode()  # type: ignore[attr-defined]
    assert Evidence.objects.count() == 0


def test_page_offers_to_put_back_what_was_just_taken_away(cast: Cast, draft: Practice) -> None:
    kept = add(cast, draft)
    client = signed_in(cast.unit_reporter)
    page = client.post(f"/mo-hinh/{draft.code}/minh-chung/{kept.pk}/bo/", follow=True).content.decode()
    assert "Đã bỏ minh chứng «Bảng giờ chờ tháng 3.»." in page
    assert f"/mo-hinh/{draft.code}/minh-chung/{kept.pk}/khoi-phuc/" in page
    back = client.post(f"/mo-hinh/{draft.code}/minh-chung/{kept.pk}/khoi-phuc/", follow=True)
    assert "Đã khôi phục minh chứng." in back.content.decode()
    assert captions(draft) == ["Bảng giờ chờ tháng 3."]
    other = client.get(f"/mo-hinh/{draft.code}/?hoan-tac=x").content.decode()
    assert "Đã bỏ minh chứng" not in other
