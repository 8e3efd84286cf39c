import pytest
from django.test import Client

from lantoa.accounts.models import User
from tests.cast import Cast
from tests.practices.world import World, make_world


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
