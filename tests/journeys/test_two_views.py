"""After the reform: the leader of the new province opens a quarter of the bloc that is no more, in both views of its totals."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from lantoa.sample.reform import REFORM_DAY
from tests import sample_database
from tests.journeys.browser import DESKTOP, PHONE, visitor
from tests.journeys.server import running_site

pytestmark = pytest.mark.journey
QUARTER = "/bao-cao/BCQ-2020Q4/"


@pytest.fixture(scope="module")
def reformed_site() -> Iterator[str]:
    with sample_database.copy_of(sample_database.made_sample_template(), "reformed") as name:
        sample_database.run_lantoa("sample-2025", name=name)
        with running_site(name, day=REFORM_DAY) as address:
            yield address


@pytest.mark.parametrize(("width", "size"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_a_total_is_read_as_reported_and_on_todays_tree(
    browser: Browser, reformed_site: str, width: str, size: tuple[int, int]
) -> None:
    leader = visitor(browser, reformed_site, f"two-views-{width}", size)
    leader.sign_in("lanhdao.cantho")
    page = leader.page

    leader.go(QUARTER)
    expect(page.get_by_text("Như đã báo cáo, trên cây tổ chức ngày 31/12/2020.")).to_be_visible()
    expect(page.get_by_text("theo cây hiện nay số này xem ở Thành ủy Cần Thơ")).to_be_visible()
    members = page.get_by_role("row", name="Tổng số đảng viên").get_by_role("link").first.inner_text()
    assert members.startswith("8.4")  # some 8,400 in the 98 units of the sample
    page.get_by_role("link", name=members, exact=True).click()
    expect(
        page.locator("#makeup").get_by_text("nay thuộc Đảng ủy Ủy ban nhân dân tỉnh").first
    ).to_be_visible()
    leader.look("as-reported")

    page.get_by_label("Chọn cách nhìn").get_by_role("link", name="Theo cây tổ chức hiện nay").click()
    page.wait_for_url("**don-vi=CT&cay=hien-nay")
    expect(page.get_by_text("Theo cây tổ chức ngày 06/8/2025.").first).to_be_visible()
    expect(page.get_by_role("link", name=members, exact=True)).to_be_visible()
    leader.look("restated")
    assert leader.sideways() == 0

    page.get_by_role("link", name=members, exact=True).click()
    page.locator("#makeup").get_by_role("link", name="Xem như đã báo cáo").click()
    expect(
        page.locator("#makeup").get_by_text("Như đã báo cáo, cây tổ chức ngày 31/12/2020.")
    ).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất Excel").click()
    assert download.value.suggested_filename == "BCQ-2020Q4-tong-hop-cay-hien-nay.xlsx"
    assert "\n".join(leader.complaints) == ""


def test_a_figure_of_the_review_opens_in_both_views(browser: Browser, reformed_site: str) -> None:
    leader = visitor(browser, reformed_site, "two-views-figure")
    leader.sign_in("lanhdao.cantho")
    leader.go("/hoi-nghi/SK-2021-01/")
    panel = leader.page.locator("#figure-panel")
    panel.get_by_role("link", name="Theo cây tổ chức hiện nay").click()
    expect(panel.get_by_text("tính ở Thành ủy Cần Thơ")).to_be_visible()
    expect(panel.get_by_text("Hai cách nhìn cho cùng một số.")).to_be_visible()
    leader.look("review")
    assert "\n".join(leader.complaints) == ""
