"""What the addresses of «desk» name, and what its forms send."""

from tests.permissions.addresses.common import Filling, Form, directive_in_address, unit_in_address

FILLINGS: dict[str, Filling] = {
    "desk:unit": unit_in_address,
    "desk:progress": directive_in_address,
    "desk:progress_units": directive_in_address,
    "desk:progress_export": directive_in_address,
    "desk:progress_chase": directive_in_address,
}

FORMS: dict[str, Form] = {}
