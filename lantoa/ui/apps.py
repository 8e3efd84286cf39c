from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string


class UiConfig(AppConfig):
    name = "lantoa.ui"

    def ready(self) -> None:
        """Load the context processors, so that the checks of what they need are registered at start-up."""
        for engine in settings.TEMPLATES:
            for dotted in engine["OPTIONS"].get("context_processors", []):
                import_string(dotted)
