"""A person at a browser: signs in, and on every page looked at the page is checked and photographed."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from lantoa.config.env import PROJECT
from lantoa.sample.story import PASSWORD

CHROMIUM = "/usr/bin/chromium"
# As root Chromium cannot make its sandbox; nothing of it may call home.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
AXE = PROJECT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = PROJECT / "screenshots"
DESKTOP, PHONE = (1440, 900), (390, 844)
# What browser and htmx say by themselves of an answer that refuses a form (422) or knows no such certificate (404).
EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d|Response Status Error Code 422"
)


@dataclass
class Visitor:
    """One person's browser window. `complaints` collects what the browser objected to."""

    page: Page
    address: str
    story: str
    complaints: list[str] = field(default_factory=list)
    looks: int = 0

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, name: str) -> None:
        self.go("/dang-nhap/")
        self.page.get_by_label("Tên đăng nhập").fill(name)
        self.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        self.page.wait_for_url(f"{self.address}/")

    def look(self, name: str) -> None:
        """Check the page as it stands now with axe-core, and keep a picture of it."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        self.looks += 1
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"{self.story}-{self.looks:02d}-{name}.png"), full_page=True)
        self.complaints += [
            f"{name}: {one['id']}: {one['help']}: {node['html'][:200]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def look_offline(self, name: str) -> None:
        """Keep a picture of a page that cannot load anything more."""
        self.looks += 1
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"{self.story}-{self.looks:02d}-{name}.png"), full_page=True)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sideways(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )


def visitor(
    browser: Browser,
    address: str,
    story: str,
    size: tuple[int, int] = DESKTOP,
    language: str = "vi-VN",
    *,
    scripts: bool = True,
) -> Visitor:
    context: BrowserContext = browser.new_context(
        locale=language,
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="reduce",
        accept_downloads=True,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    made = Visitor(page, address, story)
    page.on("console", made.hear)
    page.on("pageerror", lambda error: made.complaints.append(f"{page.url}: {error}"))
    return made
