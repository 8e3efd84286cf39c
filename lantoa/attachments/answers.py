"""Hand out a stored file. Who may have it is the right of the thing it belongs to: that thing's view asks, then calls this."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from lantoa.attachments.models import StoredFile
from lantoa.attachments.queries import content_of

# Whatever the file holds, a browser that shows it runs nothing and reaches nothing.
POLICY = "sandbox; default-src 'none'"


def download(file: StoredFile, name: str) -> HttpResponse:
    """The file to keep: never shown inside a page of ours, never guessed at, never kept on the way."""
    return HttpResponse(
        content_of(file),
        content_type=file.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
