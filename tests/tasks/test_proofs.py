"""Files that prove what was done: who adds and reads them, until when, and what is not done without one."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.audit.models import Entry
from lantoa.core.errors import Forbidden, Refused
from lantoa.tasks import services
from lantoa.tasks.choices import TaskState
from lantoa.tasks.models import Task, TaskProof
from lantoa.tasks.queries import TaskFilter, listed
from lantoa.tasks.services import proofs
from tests.cast import Cast
from tests.tasks.test_task_views import LIST, as_, form
from tests.tasks.world import RESULT, given, new, reported

WANTED = "Việc này phải có ít nhất một tệp minh chứng. Chọn tệp rồi bấm báo xong lại."


def paper(words: str = "Bảng niêm yết") -> AcceptedFile:
    return AcceptedFile(Kind.PDF, "bang-niem-yet.pdf", f"%PDF-1.4 {words}".encode())


def photo(colour: str = "red") -> SimpleUploadedFile:
    """As a phone takes it, with the place where it was taken."""
    picture = Image.new("RGB", (40, 30), colour)
    exif = Image.Exif()
    exif[0x0110] = "Điện thoại"
    kept = BytesIO()
    picture.save(kept, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_2021.jpg", kept.getvalue(), content_type="image/jpeg")


def demanding(cast: Cast) -> Task:
    return given(cast, task=replace(new(), proof_required=True))[0]


def here(task: Task, *more: str) -> str:
    return LIST + "/".join((task.code, *more)) + "/"


def test_task_that_wants_a_file_is_not_reported_done_without_one(cast: Cast) -> None:
    task = demanding(cast)
    with pytest.raises(Refused) as refused:
        reported(cast, task)
    assert (refused.value.sentence, list(refused.value.fields)) == (WANTED, ["file"])
    services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper())
    assert reported(cast, task).state == TaskState.WAITING


def test_file_taken_away_proves_nothing(cast: Cast) -> None:
    task = demanding(cast)
    made = services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper())
    services.remove_proof(actor=cast.unit_reporter, proof=made)
    with pytest.raises(Refused, match="phải có ít nhất một tệp"):
        reported(cast, task)
    services.restore_proof(actor=cast.unit_reporter, proof=made)
    assert reported(cast, task).state == TaskState.WAITING
    acts = Entry.objects.filter(subject_id=task.pk).order_by("id").values_list("act", flat=True)
    assert list(acts)[1:] == [
        "task.proof_added",
        "task.proof_removed",
        "task.proof_restored",
        "task.reported",
    ]


def test_report_brings_its_file_or_neither_stays(cast: Cast) -> None:
    task = demanding(cast)
    report = {"actor": cast.unit_reporter, "task": task, "proof": paper()}
    with pytest.raises(Refused):
        services.report_done(**report, result=" ", row_version=1)  # type: ignore[arg-type]
    assert not TaskProof.objects.exists()
    services.report_done(**report, result=RESULT, row_version=1)  # type: ignore[arg-type]
    assert task.proofs.get().name == "bang-niem-yet.pdf"


def test_files_stand_still_once_reported_and_move_again_when_sent_back(cast: Cast) -> None:
    task = given(cast)[0]
    made = services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper())
    task = reported(cast, task)
    with pytest.raises(Refused, match="Chỉ thêm, bỏ minh chứng khi việc đang làm"):
        services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper("khác"))
    with pytest.raises(Refused, match="Chỉ thêm, bỏ minh chứng khi việc đang làm"):
        services.remove_proof(actor=cast.unit_reporter, proof=made)
    services.send_back(actor=cast.propaganda_officer, task=task, reason="Ảnh mờ.", row_version=2)
    services.remove_proof(actor=cast.unit_reporter, proof=made)
    assert not task.proofs.filter(removed_at=None).exists()


def test_same_file_and_too_many_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    task = given(cast)[0]
    monkeypatch.setattr(proofs, "MOST_FILES", 2)
    first = services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper())
    with pytest.raises(Refused, match="đã có trong minh chứng"):
        services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper())
    services.remove_proof(actor=cast.unit_reporter, proof=first)
    services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper())
    with pytest.raises(Refused, match="đã được thêm lại"):
        services.restore_proof(actor=cast.unit_reporter, proof=first)
    services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper("khác"))
    with pytest.raises(Refused, match="Đã đủ 2 tệp"):
        services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper("nữa"))


def test_only_who_works_for_the_unit_adds_and_takes_away(cast: Cast) -> None:
    task = given(cast)[0]
    made = services.add_proof(actor=cast.unit_head, task=task, accepted=paper())
    for other in (cast.propaganda_officer, cast.hospital_head):
        with pytest.raises(Forbidden):
            services.add_proof(actor=other, task=task, accepted=paper("khác"))
        with pytest.raises(Forbidden):
            services.remove_proof(actor=other, proof=made)


def test_photo_goes_in_by_the_report_and_the_asker_sees_it(cast: Cast) -> None:
    task = demanding(cast)
    unit, asker = as_(cast.unit_reporter), as_(cast.propaganda_officer)
    typed = {"result": RESULT, "row_version": "1"}
    missing = unit.post(here(task, "bao-xong"), typed)
    assert (missing.status_code, WANTED in missing.content.decode()) == (422, True)
    unchecked = unit.post(here(task, "bao-xong"), typed | {"file": photo()})
    assert unchecked.status_code == 422
    assert RESULT in unchecked.content.decode()
    unit.post(here(task, "bao-xong"), typed | {"file": photo(), "no_secrets": "on"})
    kept = task.proofs.get()
    address = here(task, "minh-chung", str(kept.pk), "tep")
    assert address in asker.get(here(task, "xac-nhan")).content.decode()
    answer = asker.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert not Image.open(BytesIO(answer.content)).getexif()
    assert as_(cast.hospital_head).get(address).status_code == 404


def test_file_is_taken_away_and_put_back_on_the_page(cast: Cast) -> None:
    task, unit = given(cast)[0], as_(cast.unit_reporter)
    typed = {"file": photo(), "caption": "Bảng mới", "no_secrets": "on"}
    added = unit.post(here(task, "minh-chung"), typed, follow=True).content.decode()
    assert "Bảng mới" in added
    kept = task.proofs.get()
    away = unit.post(here(task, "minh-chung", str(kept.pk), "bo"), follow=True).content.decode()
    assert "Đã bỏ tệp «Bảng mới»." in away
    back = unit.post(here(task, "minh-chung", str(kept.pk), "khoi-phuc"), follow=True).content.decode()
    assert "Đã khôi phục tệp minh chứng." in back


@pytest.mark.parametrize("other", ["", "x", "6f1c3a52-94a7-4c0e-8a3b-2f5d7e901b64"])
def test_page_ignores_a_senseless_undo(cast: Cast, other: str) -> None:
    page = as_(cast.unit_reporter).get(here(given(cast)[0]) + f"?hoan-tac={other}")
    assert (page.status_code, "Đã bỏ tệp" in page.content.decode()) == (200, False)


def test_file_of_another_task_is_not_found_under_this_one(cast: Cast) -> None:
    one, two = given(cast)[0], given(cast, task=new("Việc khác"))[0]
    made = services.add_proof(actor=cast.unit_reporter, task=two, accepted=paper())
    assert as_(cast.unit_reporter).get(here(one, "minh-chung", str(made.pk), "tep")).status_code == 404


@pytest.mark.parametrize("named", [True, False])
def test_asker_says_that_a_file_is_wanted(cast: Cast, named: bool) -> None:
    client = as_(cast.propaganda_officer)
    typed = form(proof_wanted="Ảnh" if named else "", proof_required="on")
    looked = client.post(LIST + "giao/", typed)
    assert "phải kèm tệp" in looked.content.decode()
    client.post(LIST + "giao/", typed | {"viec": "giao", "counted": looked.context["mark"]})
    assert set(Task.objects.values_list("proof_required", flat=True)) == {True}


def test_list_counts_the_files_that_stand(cast: Cast) -> None:
    task = given(cast)[0]
    kept = [services.add_proof(actor=cast.unit_reporter, task=task, accepted=paper(words)) for words in "abc"]
    services.remove_proof(actor=cast.unit_reporter, proof=kept[0])
    given(cast, task=new("Việc khác"))
    assert [row.files for row in listed(cast.propaganda_officer, TaskFilter(sort="given"))] == [2, 0]
