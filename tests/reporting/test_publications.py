"""Published figures as they are kept: in a collection of their own shape, exactly as printed, seen within one tree."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from lantoa.audit.models import Entry
from lantoa.cli import Parser
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, NotFound, Refused
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import named_on
from lantoa.reporting import commands
from lantoa.reporting.choices import Qualifier, SubmissionState
from lantoa.reporting.models import Collection, Publication, StatedFigure, Submission
from lantoa.reporting.published.files.reading import read_reviews
from lantoa.reporting.published.files.writing import written_reviews
from lantoa.reporting.published.words import gap_words
from lantoa.reporting.queries import publications as queries
from lantoa.reporting.queries.collections import collections_visible_to, followed_by, owed_by
from lantoa.reporting.queries.designs.registry import sheet_rows
from lantoa.reporting.queries.differences import TotalDifference, stated_beside_totals
from lantoa.reporting.queries.rollups import check_rollups
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.queries.totals import total
from lantoa.reporting.services.publications import enter_reviews, withdraw_publication
from lantoa.reporting.services.rollups import roll_up
from tests.cast import Cast
from tests.reporting import world
from tests.reporting.test_published_checks import DATA, DENOMINATORS, REAL
from tests.reporting.test_published_files import file_of

pytestmark = pytest.mark.usefixtures("db")


def entered(cast: Cast) -> list[Publication]:
    done = enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=list(REAL.values()))
    return [one.publication for one in done]


def test_all_published_reviews_are_kept_as_they_were_printed(cast: Cast) -> None:
    publications = entered(cast)
    assert len(publications) == 22
    rows = queries.publication_rows(cast.propaganda_officer)
    kept = {row.publication.source: row.review for row in rows}
    assert kept == REAL
    assert written_reviews([kept[name] for name in REAL]) == written_reviews(list(REAL.values()))


def test_figures_count_in_a_collection_of_the_reviews_own_shape(cast: Cast) -> None:
    publications = {one.source: one for one in entered(cast)}
    for source, publication in publications.items():
        collection, review = publication.collection, REAL[source]
        shape = shape_of(collection.sheet_version_id)
        submission = Submission.objects.get(collection=collection)
        assert (collection.period_code, collection.is_open) == (review.period.code, False)
        assert (submission.state, submission.unit) == (SubmissionState.ACCEPTED, cast.bloc)
        typed = [line for line in shape.lines if not line.computed]
        assert [submission.values[line.position] for line in typed[: len(review.figures)]] == [
            one.value for one in review.figures
        ]
        assert [(line.label, line.unit_of_measure) for line in typed[: len(review.figures)]] == [
            (one.words, one.unit) for one in review.figures
        ]


def test_totals_of_the_collection_are_the_stated_figures_and_a_recount_agrees(cast: Cast) -> None:
    yen_bai = next(one for one in entered(cast) if one.source == "case-09").collection
    found = total(yen_bai, cast.bloc)
    assert [one.accepted.value for one in found.lines][:3] == [4320, 4071, 615]
    roll_up(collection=yen_bai)
    assert list(check_rollups(yen_bai)) == []


def test_stated_percentage_and_the_ratio_of_its_figures_stand_side_by_side(cast: Cast) -> None:
    (one,) = enter_reviews(
        actor=cast.propaganda_officer, owner=cast.bloc, reviews=[DENOMINATORS["can-tho-2015"]]
    )
    found = total(one.publication.collection, cast.bloc)
    by_label = {line.line.label: line.accepted for line in found.lines}
    computed = by_label["Tính lại: tỷ lệ trong sạch, vững mạnh"]
    assert (computed.numerator, computed.denominator) == (439, 709)
    submission = Submission.objects.get(collection=one.publication.collection)
    assert submission.values[2] == Decimal("62.62")


def test_qualifiers_and_decimals_are_kept(cast: Cast) -> None:
    entered(cast)
    rows = StatedFigure.objects.exclude(qualifier="").values_list("words", "qualifier")
    assert sorted(rows) == sorted(
        [
            ("tổ chức đảng, đảng viên hoàn thành tốt trở lên năm 2020 (trên)", Qualifier.OVER),
            ("mô hình về nông thôn mới (trên)", Qualifier.OVER),
            ("mô hình cấp cơ sở (trên)", Qualifier.OVER),
            ("diện tích đất hiến (gần)", Qualifier.NEARLY),
            ("mô hình học Bác được lan tỏa (hơn)", Qualifier.MORE_THAN),
            ("mô hình trong cả nước (hơn)", Qualifier.MORE_THAN),
            ("đại biểu (trên)", Qualifier.OVER),
            ("hoàn thành xuất sắc (gần)", Qualifier.NEARLY),
        ]
    )
    strong = StatedFigure.objects.get(metric="clean_and_strong_rate")
    assert queries.figure_of(strong).said_with_unit == "87,97%"


def test_word_of_a_figure_is_in_the_report_too(cast: Cast) -> None:
    reviews = read_reviews(file_of({"value": "ước 98"})).reviews
    (one,) = enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=reviews)
    assert Submission.objects.get(collection=one.publication.collection).qualifiers == {"0": "estimated"}


def test_differences_are_exactly_those_of_yen_bai(cast: Cast) -> None:
    entered(cast)
    found = [
        (row.publication.source, gap_words(check))
        for row in queries.publication_rows(cast.propaganda_officer)
        for check in row.differences
    ]
    assert found == [("case-09", "468"), ("case-09", "535")]


def test_printed_figure_cannot_be_changed_by_anybody(cast: Cast) -> None:
    entered(cast)
    for statement in ("UPDATE reporting_statedfigure SET value = 4788", "DELETE FROM reporting_statedfigure"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert StatedFigure.objects.filter(value=4788).count() == 0


def test_same_file_again_changes_nothing(cast: Cast) -> None:
    first = entered(cast)
    entries = Entry.objects.count()
    assert entered(cast) == first
    assert (Publication.objects.count(), Entry.objects.count()) == (22, entries)


def test_corrected_file_makes_a_further_publication_and_keeps_the_first(cast: Cast) -> None:
    before = read_reviews(file_of()).reviews
    (first,) = enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=before)
    after = read_reviews(file_of({"value": 99})).reviews
    (second,) = enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=after)
    first.publication.refresh_from_db()
    assert (first.publication.code, second.publication.code) == ("A", "A-2")
    assert first.publication.replaced_at is not None
    assert [row.publication for row in queries.publication_rows(cast.propaganda_officer)] == [
        second.publication
    ]
    assert queries.versions_of(first.publication) == [second.publication, first.publication]
    assert queries.row_of(first.publication).review.figures[0].value == 98


def test_withdrawn_publication_leaves_the_list_and_can_be_entered_again(cast: Cast) -> None:
    publication = entered(cast)[0]
    withdraw_publication(actor=cast.propaganda_officer, publication=publication)
    assert len(queries.publication_rows(cast.propaganda_officer)) == 21
    assert len({one.pk for one in entered(cast)} - {publication.pk}) == 22
    acts = Entry.objects.filter(act="publication.withdrawn").count()
    withdraw_publication(actor=cast.propaganda_officer, publication=publication)
    assert Entry.objects.filter(act="publication.withdrawn").count() == acts == 1


def test_only_staff_enter_and_withdraw(cast: Cast) -> None:
    reviews = list(REAL.values())
    for user in (cast.unit_reporter, cast.unit_head, cast.province_lead, cast.administrator):
        with pytest.raises(Forbidden):
            enter_reviews(actor=user, owner=cast.bloc, reviews=reviews)
    publication = entered(cast)[0]
    with pytest.raises(Forbidden):
        withdraw_publication(actor=cast.unit_head, publication=publication)


def test_publication_is_seen_by_readers_of_its_tree_and_nobody_else(cast: Cast) -> None:
    code = entered(cast)[0].code
    for user in (cast.propaganda_officer, cast.province_lead, cast.unit_reporter, cast.unit_head):
        assert queries.get_publication(user, code).code == code
    for user in (cast.inspector, cast.auditor, cast.administrator):
        with pytest.raises(NotFound):
            queries.get_publication(user, code)


def test_ordinary_lists_do_not_show_published_collections_and_sheets(cast: Cast) -> None:
    entered(cast)
    officer = cast.propaganda_officer
    assert Collection.objects.count() == 22
    assert [list(one) for one in (collections_visible_to(officer), followed_by(officer))] == [[], []]
    assert list(owed_by(cast.unit_reporter)) == []
    assert sheet_rows(officer) == []


def test_file_with_one_faulty_review_enters_none(cast: Cast) -> None:
    good = list(REAL.values())
    bad = read_reviews(file_of({"indicator": "KHONG-CO"}, unit="KHONG-CO")).reviews
    with pytest.raises(Refused) as refusal:
        enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=[*good, *bad])
    assert "Không có đơn vị mang mã KHONG-CO" in refusal.value.sentence
    assert Publication.objects.count() == 0
    places = [one.place for one in queries.review_faults(cast.bloc, bad)]
    assert places == ["a.unit", "a.facts[0].indicator"]


def test_indicator_needs_the_unit_it_speaks_of(cast: Cast) -> None:
    world.published()
    reviews = read_reviews(file_of({"indicator": "U03"})).reviews
    assert [one.place for one in queries.review_faults(cast.bloc, reviews)] == ["a.facts[0].indicator"]


def test_code_that_is_taken_gets_a_number(cast: Cast) -> None:
    reviews = read_reviews(file_of()).reviews
    first = enter_reviews(actor=SYSTEM, owner=cast.bloc, reviews=reviews)[0]
    second = enter_reviews(actor=SYSTEM, owner=cast.province, reviews=reviews)[0]
    assert (first.publication.code, second.publication.code) == ("A", "A-2")
    assert second.publication.replaced_at is None


def _count(cast: Cast) -> int:
    with CaptureQueriesContext(connection) as seen:
        for row in queries.publication_rows(cast.propaganda_officer):
            assert row.checks is not None
    return len(seen)


def test_list_needs_the_same_statements_for_one_and_for_many(cast: Cast) -> None:
    enter_reviews(actor=SYSTEM, owner=cast.bloc, reviews=[REAL["case-09"]])
    _count(cast)  # asks once for the roles
    few = _count(cast)
    entered(cast)
    assert (few, _count(cast)) == (2, 2)


# A total that is stated of a unit of the tree, beside what its reports add up to


def stated(cast: Cast, *facts: dict[str, object], period: str = "quý I/2021") -> list[TotalDifference]:
    """The differences on the totals page of quarter I/2021, where office and hospital reported 90 and 60 members."""
    collection = world.story(cast)
    world.accepted(collection, world.row(cast.office, 90, 80), world.row(cast.hospital, 60, 40))
    made = [{"vi": "số liệu", "metric": "m", "unit": "đảng viên", **one} for one in facts]
    reviews = read_reviews(file_of(facts=made, unit="KHOI", period=period)).reviews
    enter_reviews(actor=cast.propaganda_officer, owner=cast.bloc, reviews=reviews)
    node = named_on(Unit.objects.filter(pk=cast.bloc.pk)).get()
    return stated_beside_totals(cast.propaganda_officer, total(collection, node))


def test_stated_total_beside_the_sum_of_accepted_reports(cast: Cast) -> None:
    (one,) = stated(cast, {"indicator": "U03", "value": 152})
    assert (one.line.indicator.code, one.stated, one.found, one.difference) == ("U03", 152, 150, 2)
    assert one.publication is not None and one.publication.code == "A"


@pytest.mark.parametrize(
    "fact",
    [
        {"indicator": "U03", "value": 150},
        {"indicator": "U03", "value": "hơn 140"},
        {"indicator": "U03", "value": "khoảng 200"},
        {"indicator": "T04", "value": "80,0", "unit": "%"},
        {"indicator": "T04", "value": 80, "unit": "đảng viên"},
        {"indicator": "X99", "value": 5},
        {"value": 152},
    ],
)
def test_stated_total_that_agrees_or_says_nothing_about_the_line_is_not_shown(
    cast: Cast, fact: dict[str, object]
) -> None:
    assert stated(cast, fact) == []


def test_stated_percentage_beside_the_ratio_of_the_reports(cast: Cast) -> None:
    (one,) = stated(cast, {"indicator": "T04", "value": "81,5", "unit": "%"})
    assert (one.said, one.found, one.difference) == ("81,5%", Decimal("80.0"), Decimal("1.5"))


def test_stated_total_of_another_period_is_not_compared(cast: Cast) -> None:
    assert stated(cast, {"indicator": "U03", "value": 152}, period="quý II/2021") == []


def test_parents_own_figure_beside_the_sum_of_the_units_below_it(cast: Cast) -> None:
    collection = world.opened(world.published(), cast.bloc, [cast.bloc, *cast.units()])
    world.accepted(
        collection,
        world.row(cast.office, 90, 80),
        world.row(cast.hospital, 60, 40),
        world.row(cast.bloc, 152, 120),
    )
    node = named_on(Unit.objects.filter(pk=cast.bloc.pk)).get()
    found = stated_beside_totals(cast.propaganda_officer, total(collection, node))
    assert [(one.line.indicator.code, one.stated, one.found, one.publication) for one in found] == [
        ("U03", 152, 150, None)
    ]
    restated = total(collection, node, view=TreeView.RESTATED)
    assert stated_beside_totals(cast.propaganda_officer, restated) == []
    below = named_on(Unit.objects.filter(pk=cast.office.pk)).get()
    assert stated_beside_totals(cast.propaganda_officer, total(collection, below)) == []


# The command


def run(*words: str) -> int:
    parser = Parser(prog="lantoa")
    commands.commands(parser.add_subparsers())
    given = parser.parse_args(["import-review", *words])
    return int(given.run(given))


def test_command_tries_then_enters_and_prints_each_difference(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(DATA / "published_reviews.json")
    assert run(file, "--dry-run") == 0
    printed = capsys.readouterr().out
    assert (printed.count("  Lệch: "), printed.splitlines()[-1]) == (
        2,
        "Xem thử 22 bài, 2 chỗ lệch; giữ ở KHOI.",
    )
    assert Publication.objects.count() == 0
    assert run(file) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Đã nạp 22 bài, 2 chỗ lệch; giữ ở KHOI."
    assert Publication.objects.count() == 22
    assert run(file, "--owner", "KHOI") == 0
    assert capsys.readouterr().out.count("(đã có, không đổi)") == 22


def test_command_tells_every_fault_and_enters_nothing(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sai.json"
    file.write_text(file_of({"value": "x", "metric": "?"}), encoding="utf-8")
    assert run(str(file)) == 1
    assert [one.split(":")[1] for one in capsys.readouterr().out.splitlines()] == [
        " Bài 1, số 1, khóa metric ([0].facts[0].metric)",
        " Bài 1, số 1, khóa value ([0].facts[0].value)",
    ]
    file.write_text(file_of(unit="XA-LA"), encoding="utf-8")
    assert run(str(file)) == 1
    assert Publication.objects.count() == 0


@pytest.mark.parametrize("contents", [None, b"\xff\xfe\x00", b"x" * (2 * 1024 * 1024 + 1)])
def test_command_refuses_what_is_no_text(cast: Cast, tmp_path: Path, contents: bytes | None) -> None:
    file = tmp_path / "tep.json"
    if contents is not None:
        file.write_bytes(contents)
    with pytest.raises(Refused):
        run(str(file))


def test_day_is_written_as_far_as_it_is_known(cast: Cast) -> None:
    by_source = {one.source: one.stated_words for one in entered(cast)}
    assert [by_source[one] for one in ("case-09", "case-08", "case-44")] == ["01/6/2024", "9/2023", "2016"]
