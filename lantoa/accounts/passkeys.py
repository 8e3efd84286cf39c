"""The two ceremonies of WebAuthn: a passkey is made, a passkey answers. Nothing is stored here.

Every passkey must be discoverable and verify its holder (PIN, finger, face), so that it is two factors in one: something held,
and something known or borne. It is bound to the host of the address; only this origin is believed.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lantoa.accounts.models import User

State = dict[str, Any]


class PasskeyRefused(Exception):
    """What came from the browser does not answer what was asked."""


@dataclass(frozen=True)
class Site:
    """Where the ceremony takes place: «https» or «http», and host with port as the browser shows it."""

    scheme: str
    host: str

    def server(self) -> Fido2Server:
        origin = f"{self.scheme}://{self.host}"
        rp = PublicKeyCredentialRpEntity(id=self.host.partition(":")[0], name="Lan Tỏa")
        return Fido2Server(rp, verify_origin=lambda said: said == origin)


@dataclass(frozen=True)
class Answered:
    """Which credential answered, and how often it says it has."""

    credential_id: bytes
    counter: int


def ask_for_new(
    site: Site, user: User, shown_name: str, known: Sequence[AttestedCredentialData]
) -> tuple[dict[str, Any], State]:
    """What the browser needs to make a passkey, and what must be kept until it answers."""
    options, state = site.server().register_begin(
        user=PublicKeyCredentialUserEntity(id=user.pk.bytes, name=user.username, display_name=shown_name),
        credentials=list(known),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        extensions={"credProps": True},
    )
    return dict(options), dict(state)


def check_new(site: Site, state: State, credential: Mapping[str, Any]) -> int:
    """Raises `PasskeyRefused` unless the new passkey was made for what was asked; returns its counter."""
    try:
        RegistrationResponse.from_dict(credential)
        made = site.server().register_complete(state, credential)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused(str(error)) from error
    if made.credential_data is None or not made.is_user_verified():
        raise PasskeyRefused("no verified credential")
    return int(made.counter)


def ask(site: Site, known: Sequence[AttestedCredentialData] = ()) -> tuple[dict[str, Any], State]:
    """What the browser needs to let a passkey answer; without `known` it offers those it holds for this site."""
    options, state = site.server().authenticate_begin(
        credentials=list(known) or None, user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(options), dict(state)


def check_answer(
    site: Site, state: State, known: Sequence[AttestedCredentialData], credential: Mapping[str, Any]
) -> Answered:
    """Raises `PasskeyRefused` unless one of `known` signed what was asked, here, for its holder."""
    try:
        found = site.server().authenticate_complete(state, list(known), credential)
        said = AuthenticationResponse.from_dict(credential).response.authenticator_data
    except Exception as error:  # the library lets errors of its parsers and of cryptography through
        raise PasskeyRefused(str(error)) from error
    return Answered(found.credential_id, int(said.counter))


def holder_of(credential: Mapping[str, Any]) -> uuid.UUID:
    """Whose passkey says it is. Not believed before it has signed. Raises `PasskeyRefused` where nobody is named."""
    try:
        return uuid.UUID(bytes=websafe_decode(credential["response"]["userHandle"]))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused(str(error)) from error


def public_part(stored: Mapping[str, Any]) -> AttestedCredentialData:
    """The public key of a stored registration."""
    made = RegistrationResponse.from_dict(stored).response.attestation_object.auth_data
    if made.credential_data is None:
        raise PasskeyRefused("no credential was stored")
    return made.credential_data
