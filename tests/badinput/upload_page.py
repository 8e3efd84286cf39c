"""The house's addresses and one page with a file field, so that the gate is met through the whole stack of a request."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from lantoa.attachments.choices import Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.attachments.services import keep
from lantoa.config.urls import handler400, handler403, handler404, handler500
from lantoa.config.urls import urlpatterns as house
from lantoa.ui.forms import LineField

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

PAGE = """{% extends "ui/public.html" %}{% block content %}<form method="post" enctype="multipart/form-data">
{% csrf_token %}{% error_summary form %}{% field form.title %}{% field form.file %}</form>{% endblock %}"""


class TryForm(UploadForm):
    title = LineField(label="Tên")
    file = UploadField(kinds=list(Kind), label="Tệp")


def upload(request: HttpRequest) -> HttpResponse:
    form = TryForm(request.POST, request.FILES) if request.method == "POST" else TryForm()
    if request.method == "POST" and form.is_valid():
        return HttpResponse(keep(form.cleaned_data["file"]).sha256)
    page = engines["django"].from_string(PAGE).render({"form": form}, request)
    return HttpResponse(page, status=422 if form.is_bound else 200)


urlpatterns = [*house, path("thu-tep/", upload, name="upload")]
