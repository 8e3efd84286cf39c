"""What the addresses of «accounts» name, and what its forms send."""

from django.core import signing

from lantoa.accounts.codes import code_at, new_app_secret
from lantoa.core import clock
from tests.permissions.addresses.common import Filling, Form, Words
from tests.permissions.world.accounts import PROVIDER
from tests.permissions.world.things import World


def _link(world: World, place: str, state: str) -> Words:
    return {"code": world.links[place]}


def _app_form(world: World, seat: str) -> Words:
    secret = new_app_secret()
    step = int(clock.outside_now().timestamp()) // 30
    return {"secret": signing.dumps(secret, salt="lantoa.new_app"), "code": code_at(secret, step)}


FILLINGS: dict[str, Filling] = {
    "account_link": _link,
    "openid_connect_login": lambda world, place, state: {"provider_id": PROVIDER["id"]},
    "openid_connect_callback": lambda world, place, state: {"provider_id": PROVIDER["id"]},
}

FORMS: dict[str, Form] = {
    "account_login": lambda world, seat: {"login": "rp.dva", "password": "mat-khau-thu-nghiem"},
    "account_link_code": lambda world, seat: {"code": "0000-1111-2222-3333-4444"},
    "account_password": lambda world, seat: {
        "present": "mat-khau-thu-nghiem",
        "password": "bon con voi uong tra",
        "again": "bon con voi uong tra",
    },
    "account_app": _app_form,
    "account_mail": lambda world, seat: {"email": "moi@vi-du.vn"},
    "account_confirm": lambda world, seat: {"present": "mat-khau-thu-nghiem"},
    "account_passkey_rename": lambda world, seat: {"key": "1", "name": "Máy cơ quan"},
    "account_factor_remove": lambda world, seat: {"factor": "app"},
    "account_session_end": lambda world, seat: {"session": "others"},
    "set_language": lambda world, seat: {"language": "en"},
}
