"""How many SQL statements a list costs: with all its rows and with one."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measuring import median_of, milliseconds, table
from lantoa.accounts.models import User

# What the list is → address with many rows, the same list with one.
LISTS = {
    "units of a collection, 98": (
        "/bao-cao/BCQ-2021Q1/?trang-thai=tat-ca",
        "/bao-cao/BCQ-2021Q1/?trang-thai=tat-ca&tim=HG-048",
    ),
    "practices, a page of 50": ("/mo-hinh/", "/mo-hinh/?q=MH-2019-061"),
    "organisation, 98": ("/to-chuc/", "/to-chuc/?q=HG-048"),
    "nominations of a round, 153": ("/khen-thuong/KT-2021-01/", "/khen-thuong/KT-2021-01/?q=Mai+Anh+Cuong"),
}


def measure() -> str:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="chuyenvien"))
    rows = []
    for name, (many, one) in LISTS.items():
        statements = [_statements(client, address) for address in (many, one)]
        [timing] = median_of(lambda address=many: client.get(address))  # type: ignore[misc]
        rows.append([name, str(statements[0]), str(statements[1]), milliseconds(timing.wall)])
    return "Statements of a list page\n" + table(["", "all rows", "one row", "wall, all rows"], rows)


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return len(captured)
