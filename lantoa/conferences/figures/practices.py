"""The figures about practices: registered, recognised by year and field, chosen for the booklet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from lantoa.conferences.figures.figure import Figure, Part, count, ratio
from lantoa.conferences.figures.scope import Scope
from lantoa.practices.queries import counting
from lantoa.practices.queries.counting import Recognition

LEADING_FIELDS = 3  # so many are named in the text


def field_key(year: int, code: str) -> str:
    """Short, because Word cuts bookmarks at forty letters; hyphens, because Excel reads _x…_ as an escape."""
    return f"field.{year}.{code.replace('_', '-')}"


def share_key(year: int, code: str) -> str:
    return f"share.{year}.{code.replace('_', '-')}"


def practice_figures(scope: Scope) -> Iterator[Figure]:
    node, years, day, view = scope.node.pk, list(scope.conference.years), scope.day, scope.view
    registered = counting.registered_in(node, years, day, view)
    yield _practices(
        "practices.registered",
        f"mô hình đăng ký, {scope.period.label}",
        registered.codes,
        "Đếm mô hình có đăng ký ít nhất một năm trong giai đoạn, mỗi mô hình một lần.",
    )
    found = counting.recognitions(node, years, day, view)
    by_year = {year: [one.code for one in found if one.year == year] for year in years}
    recognised = sorted({one.code for one in found})
    yield _practices(
        "practices.recognised",
        f"mô hình hay, cách làm hiệu quả, {scope.period.label}",
        recognised,
        "Đếm theo năm công nhận, mỗi mô hình một lần.",
        parts=tuple(Part(str(year), len(codes), tuple(sorted(codes))) for year, codes in by_year.items()),
    )
    for year, codes in by_year.items():
        yield _in_year(f"practices.recognised.{year}", year, codes)
    yield _practices(
        "practices.recognised_again",
        "lượt là mô hình được công nhận lại",
        [code for code, times in Counter(one.code for one in found).items() for _ in range(times - 1)],
        "Tổng các năm trừ số mô hình: mỗi lần công nhận sau lần đầu là một lượt.",
    )
    last = scope.conference.last_year
    yield _in_year("practices.recognised.last_year", last, by_year[last])
    yield from _by_field(found, years)
    yield from _leading(found, last)
    yield _practices(
        "practices.in_booklet",
        f"mô hình đóng thành tập năm {last}",
        counting.in_booklets_of(node, last, day, view).codes,
        f"Đếm mô hình công nhận năm {last} có trong tập đã phát hành.",
    )
    yield _practices(
        "practices.not_recognised",
        "mô hình đăng ký chưa được công nhận",
        set(registered.codes) - set(recognised),
        "Mô hình đăng ký trong giai đoạn trừ mô hình được công nhận.",
    )


def _practices(key: str, label: str, codes: Iterable[str], how: str, **more: Any) -> Figure:
    ordered = tuple(sorted(codes))
    return count(key, label, len(ordered), how, measure="mô hình", records="practice", codes=ordered, **more)


def _in_year(key: str, year: int, codes: Iterable[str]) -> Figure:
    return _practices(
        key, f"mô hình được công nhận năm {year}", codes, f"Đếm mô hình có năm công nhận là {year}."
    )


def _by_field(found: list[Recognition], years: list[int]) -> Iterator[Figure]:
    """One figure per year and field that was ever recognised in, zeros included: they are printed in the annex."""
    names = dict.fromkeys(
        (one.field_code, one.field_name) for one in sorted(found, key=lambda one: one.field_code)
    )
    for code, name in names:
        for year in years:
            yield _practices(
                field_key(year, code),
                f"mô hình lĩnh vực {name.lower()}, năm {year}",
                [one.code for one in found if one.year == year and one.field_code == code],
                "Đếm theo năm công nhận và lĩnh vực chính của mô hình.",
            )


def _leading(found: list[Recognition], year: int) -> Iterator[Figure]:
    """The shares of the fields with most practices in the last year, largest first."""
    names = {one.field_code: one.field_name for one in found}
    counts = Counter(one.field_code for one in found if one.year == year)
    for code, n in sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:LEADING_FIELDS]:
        yield ratio(
            share_key(year, code),
            f"tỷ lệ mô hình lĩnh vực {names[code].lower()}, năm {year}",
            n,
            sum(counts.values()),
            "Số mô hình của lĩnh vực chia cho số mô hình được công nhận trong năm.",
            records="practice",
            codes=tuple(sorted(one.code for one in found if one.year == year and one.field_code == code)),
        )
