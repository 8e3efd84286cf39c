"""Writes to the record that something was refused as secret, once the answer is made."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lantoa.attachments.services import record_secret_refusals
from lantoa.core.actor import SYSTEM
from lantoa.core.secret_refusals import gathered


class SecretRefusalMiddleware:
    """Around the view, outside its transactions: an entry stays although everything else was taken back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with gathered() as refusals:
            response = self.get_response(request)
        if refusals:
            user = getattr(request, "user", None)
            actor = user if user is not None and user.is_authenticated else SYSTEM
            route = request.resolver_match.view_name if request.resolver_match else ""
            record_secret_refusals(actor=actor, refusals=refusals, route=route)
        return response
