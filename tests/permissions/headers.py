"""What every answer of the product carries: the same set everywhere."""

from django.http import HttpResponseBase

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
# Of a file that somebody brought and takes out again: whatever it holds, a browser runs nothing of it.
FILE_POLICY = {"sandbox": "", "default-src": "'none'"}
SAME_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
# What opens the answer to other sites, weakens the policy, or tells a stranger which software answers.
NEVER = (
    "Access-Control-Allow-Origin",
    "Content-Security-Policy-Report-Only",
    "Server",
    "X-Powered-By",
)


def directives(response: HttpResponseBase) -> dict[str, str]:
    parts = [one.strip().partition(" ") for one in response.get("Content-Security-Policy", "").split(";")]
    return {name: value for name, _space, value in parts if name}


def header_faults(
    response: HttpResponseBase, *, may_be_stored: bool = False, leads_to: tuple[str, ...] = ()
) -> list[str]:
    """Every header that is missing, differs or does not belong; `leads_to`: the origins to which a form of the page leads."""
    found = [
        f"{name} is {response.get(name)!r} instead of {value!r}"
        for name, value in SAME_EVERYWHERE.items()
        if response.get(name) != value
    ]
    kept = response.get("Content-Disposition", "").startswith("attachment")
    page = POLICY | {"form-action": " ".join(["'self'", *leads_to])}
    if directives(response) not in ([page, FILE_POLICY] if kept else [page]):
        found.append(f"Content-Security-Policy is {response.get('Content-Security-Policy')!r}")
    if not may_be_stored and "no-store" not in response.get("Cache-Control", ""):
        found.append(f"Cache-Control is {response.get('Cache-Control')!r}, so that a browser may keep it")
    return found + [f"{name} is sent" for name in NEVER if response.has_header(name)]
