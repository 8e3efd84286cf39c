"""Text that would be a script is shown as the text it is, in a real browser, without one report of the policy."""

import re

from playwright.sync_api import Browser

from tests.journeys.browser import visitor

CALL = "window.hit=1"
TAGS = [
    f"<script>{CALL}</script>",
    f"<ScRiPt>{CALL}</sCrIpT>",
    f"<script/x>{CALL}</script>",
    "<script src=/static/build/app.js></script>",
    "<script src=//evil.vn/x.js></script>",
    f"<img src=x onerror={CALL}>",
    f'<img src="x" onerror="{CALL}"',
    f"<img/src=x/onerror={CALL}>",
    f"<svg onload={CALL}>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<svg><use href='data:image/svg+xml,<svg id=x onload={CALL}>#x'/></svg>",
    f"<body onload={CALL}>",
    f"<video><source onerror={CALL}></video>",
    f"<audio src=x onerror={CALL}>",
    f"<details open ontoggle={CALL}>x</details>",
    f"<input autofocus onfocus={CALL}>",
    f"<select autofocus onfocus={CALL}></select>",
    f"<textarea autofocus onfocus={CALL}>",
    f"<marquee onstart={CALL}>x</marquee>",
    f"<iframe src=javascript:{CALL}></iframe>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'></iframe>",
    f"<object data=javascript:{CALL}>",
    f"<embed src=javascript:{CALL}>",
    f"<a href=javascript:{CALL} autofocus onfocus={CALL}>x</a>",
    f"<form action=javascript:{CALL}><button>x</button></form>",
    "<base href=//evil.vn/>",
    "<meta http-equiv=refresh content='0;url=//evil.vn/'>",
    "<link rel=stylesheet href=//evil.vn/x.css>",
    "<style>@import '//evil.vn/x.css';*{display:none}</style>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={CALL}>",
    f"<noscript><p title='</noscript><img src=x onerror={CALL}>'>",
    f"<template><img src=x onerror={CALL}></template>",
    f"<div hx-get=/ hx-trigger=load hx-on::load='{CALL}'>x</div>",
    f"<div data-hx-on:click='{CALL}' hx-vals='js:{{x:{CALL}}}'>x</div>",
    "<div hx-get=//evil.vn/ hx-trigger=load>x</div>",
]
BREAKS = [
    f'"><script>{CALL}</script>',
    f"'><img src=x onerror={CALL}>",
    f"</textarea><script>{CALL}</script>",
    f"</title><script>{CALL}</script>",
    f"</script><script>{CALL}</script>",
    f"-->{'<'}img src=x onerror={CALL}>",
    f'" onmouseover={CALL} autofocus onfocus={CALL} x="',
    f"{{{{ {CALL} }}}}{{% load x %}}",
    f"javascript:{CALL}",
    f"${{{CALL}}}`{CALL}`",
    f"\\u003cscript\\u003e{CALL}\\u003c/script\\u003e",
    f"&lt;script&gt;{CALL}&lt;/script&gt;",
    f"＜script＞{CALL}＜/script＞",
    f"%3Cscript%3E{CALL}%3C/script%3E",
]
PAYLOADS = TAGS + BREAKS


def test_text_of_units_is_never_run(browser: Browser, site: str) -> None:
    assert len(PAYLOADS) >= 40
    person = visitor(browser, site, "hostile")
    page, told = person.page, []
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: told.append(request.url) if "evil.vn" in request.url else None)
    person.sign_in("tonghop.benhvien")
    person.go("/mo-hinh/dang-ky/")
    title = f"Mô hình {TAGS[5]}{BREAKS[6]}{BREAKS[0]}"
    for name, words in {
        "title": title,
        "started_on": "01/02/2021",
        "problem": "\n".join(TAGS[:18]),
        "goal": "\n".join(TAGS[18:]),
        "measure": BREAKS[6],
        "method": "\n".join(BREAKS),
    }.items():
        page.locator(f"[name={name}]").fill(words)
    for name in ("field", "directive"):
        page.locator(f"select[name={name}]").select_option(index=1)
    page.locator("form[data-guard] button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/mo-hinh/MH-"))
    here = page.url.removeprefix(site)
    for address in (here, f"{here}sua/", f"{here}in/", "/mo-hinh/?q=Mô hình", "/", f"/mo-hinh/?q={TAGS[5]}"):
        person.go(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.hit") is None, address
        assert address == "/" or "onerror=" in page.content()
    person.go(here)
    shown = page.locator("main").inner_text()
    assert [one for one in TAGS if one not in shown] == []
    assert (told, person.complaints) == ([], [])
