from lantoa.core.errors import NotFound
from lantoa.directives.models import Directive


def directive_by_reference(reference: str) -> Directive:
    """NotFound if there is none."""
    found = Directive.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found
