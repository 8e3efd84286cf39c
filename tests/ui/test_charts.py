import xml.etree.ElementTree as ElementTree
from decimal import Decimal

import pytest
from django.template import Context, Template

from lantoa.ui.charts import (
    Bar,
    Chart,
    Part,
    Point,
    Stack,
    horizontal_bars,
    line_with_target,
    stacked_bars,
    vertical_bars,
)

SVG = "{http://www.w3.org/2000/svg}"
YEARS = [Bar("Năm 2016", 61), Bar("Năm 2017", 72), Bar("Năm 2020", 86, tone="blue")]


def charts() -> list[Chart]:
    parts = [Part("Đã kiểm chứng", "verified"), Part("Không áp dụng", "hatch")]
    return [
        horizontal_bars("a", "Theo năm", YEARS),
        vertical_bars("b", "Theo năm", YEARS),
        stacked_bars("c", "Trả lời", parts, [Stack("", [12, 21])]),
        line_with_target(
            "d", "Chờ", [Point("I 2019", 34), Point("II 2019", None), Point("III 2019", 8)], target=10
        ),
    ]


def values(picture: str) -> list[str]:
    root = ElementTree.fromstring(picture)
    return [node.text or "" for node in root.iter(f"{SVG}text") if "chart-value" in node.get("class", "")]


def test_charts_are_well_formed_and_without_style() -> None:
    for chart in charts():
        for picture in (chart.wide, chart.narrow):
            root = ElementTree.fromstring(picture)
            assert [node.tag for node in root.iter() if "style" in node.attrib] == []
            assert [child.tag for child in list(root)[:2]] == [f"{SVG}title", f"{SVG}desc"]


def test_charts_are_the_same_bytes_each_time() -> None:
    assert charts() == charts()


def test_charts_have_unique_identities_on_a_page() -> None:
    names = [
        node.get("id")
        for chart in charts()
        for picture in (chart.wide, chart.narrow)
        for node in ElementTree.fromstring(picture).iter()
        if node.get("id")
    ]
    assert len(names) == len(set(names))


def test_bars_carry_their_value_and_their_length() -> None:
    chart = horizontal_bars("a", "Theo năm", [Bar("x", 50), Bar("y", 100)])
    widths = [float(node.get("width", "0")) for node in ElementTree.fromstring(chart.wide).iter(f"{SVG}rect")]
    assert values(chart.wide) == ["50", "100"]
    assert widths[0] * 2 == pytest.approx(widths[1], abs=0.02)


def test_bars_of_zero_are_drawn_without_length() -> None:
    chart = vertical_bars("a", "Không có", [Bar("x", 0)])
    assert [node.get("height") for node in ElementTree.fromstring(chart.wide).iter(f"{SVG}rect")] == ["0"]


def test_line_breaks_where_a_value_is_not_known() -> None:
    chart = line_with_target("d", "Chờ", [Point("I", 1), Point("II", None), Point("III", 3)])
    path = next(ElementTree.fromstring(chart.wide).iter(f"{SVG}path")).get("d", "")
    assert (path.count("M"), path.count("L")) == (2, 0)
    assert chart.rows == (("I", "1"), ("II", "–"), ("III", "3"))


def test_line_marks_what_meets_a_target_where_lower_is_better() -> None:
    points = [Point("I", 34), Point("II", 10), Point("III", 8)]
    chart = line_with_target("d", "Chờ", points, target=10, lower_is_better=True)
    met = [
        "chart-point--met" in node.get("class", "")
        for node in ElementTree.fromstring(chart.wide).iter(f"{SVG}circle")
    ]
    assert met == [False, True, True]


def test_stacks_add_up_in_the_table_twin() -> None:
    parts = [Part("A", "verified"), Part("B", "applied")]
    chart = stacked_bars(
        "c", "Trả lời", parts, [Stack("Sở Y tế", [Decimal("1.5"), 2]), Stack("Sở Nội vụ", [1, 3])]
    )
    assert chart.rows == (("Sở Y tế", "1,5", "2", "3,5"), ("Sở Nội vụ", "1", "3", "4"))


def test_chart_with_an_unknown_tone_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown tones: purple"):
        horizontal_bars("a", "x", [Bar("x", 1, tone="purple")])


def test_chart_labels_are_escaped() -> None:
    chart = horizontal_bars("a", "<b>", [Bar("<script>", 1)])
    assert ["<script>" in chart.wide, "&lt;script&gt;" in chart.wide] == [False, True]


def test_chart_tag_shows_the_table_twin() -> None:
    shown = Template("{% chart chart %}").render(Context({"chart": horizontal_bars("a", "Theo năm", YEARS)}))
    assert '<th scope="row">Năm 2020</th><td class="number">86</td>' in shown
