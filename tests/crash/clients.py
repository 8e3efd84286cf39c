"""Clients as a unit's people and the officer are: they enter, send, return, accept, and ask again where no answer came."""

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.crash.journal import Act, Attempt, Journal, Outcome, new_key

PASSWORD = "lan-toa-minh-hoa-2021"
OFFICER = "chuyenvien"
LINES = 3  # of the sheet
PAUSE = 0.2  # seconds before an unanswered request is repeated
RETURNED = 0.6  # of the reports that are sent


@dataclass(frozen=True)
class Team:
    """Who works for one unit."""

    unit: str
    reporter: str
    head: str


@dataclass(frozen=True)
class Work:
    """What one process of clients does."""

    address: str
    teams: Sequence[Team]
    collections: Sequence[str]
    journal: Path
    seconds: float
    seed: int


def work(given: Work) -> None:
    """Entry of a client process: one thread for each unit, one journal for all of them."""
    until = time.monotonic() + given.seconds
    officer = Person(given.address, OFFICER)
    lock = threading.Lock()
    with Journal(given.journal) as journal:

        def note(attempt: Attempt) -> None:
            with lock:
                journal.note(attempt)

        threads = [
            threading.Thread(target=_Unit(given, team, officer, note, until, place).run)
            for place, team in enumerate(given.teams)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class Person:
    """A signed-in browser. Signs in anew when it was signed out."""

    def __init__(self, address: str, name: str) -> None:
        self.address, self.name = address, name
        self._lock = threading.Lock()
        self._signed_in = False
        self._client = httpx.Client(base_url=address, timeout=20)

    def post(self, path: str, form: Mapping[str, str]) -> tuple[Outcome, int]:
        """Outcome and status of one request."""
        try:
            if not self._signed_in:
                self._sign_in()
            answer = self._client.post(path, data={**form, "csrfmiddlewaretoken": self._token()})
        except (httpx.HTTPError, _NotSignedIn):
            return Outcome.UNKNOWN, 0
        if answer.status_code >= 500:
            return Outcome.UNKNOWN, answer.status_code
        if answer.status_code == 302 and "/dang-nhap/" not in answer.headers["location"]:
            return Outcome.OK, 302
        if answer.status_code in (302, 403):
            self._signed_in = False
        return Outcome.REFUSED, answer.status_code

    def _token(self) -> str:
        return self._client.cookies.get("csrftoken") or ""

    def _sign_in(self) -> None:
        with self._lock:
            if self._signed_in:
                return
            self._client.cookies.clear()
            self._client.get("/dang-nhap/")
            form = {"login": self.name, "password": PASSWORD, "csrfmiddlewaretoken": self._token()}
            if self._client.post("/dang-nhap/", data=form).status_code != 302:
                raise _NotSignedIn(self.name)
            self._signed_in = True


class _NotSignedIn(Exception):
    pass


class _Unit:
    def __init__(
        self,
        given: Work,
        team: Team,
        officer: Person,
        note: Callable[[Attempt], None],
        until: float,
        place: int,
    ) -> None:
        self.collections, self.team, self.note, self.until = given.collections, team, note, until
        self.reporter, self.head = Person(given.address, team.reporter), Person(given.address, team.head)
        self.officer = officer
        self.random = random.Random(given.seed * 1000 + place)
        self.number, self.value = 0, 0

    def run(self) -> None:
        for code in self.collections:
            if not self._report(code):
                return

    def _report(self, code: str) -> bool:
        """One report until it is accepted or something is refused; False when the time is over."""
        path = f"/bao-cao/{code}/{self.team.unit}"
        while True:
            self.value += 1
            figures = {f"v-{place}": str(self.value) for place in range(LINES)}
            if not self._done(code, Act.SAVE, self.reporter, f"{path}/luu/", figures):
                return self._goes_on()
            if not self._done(code, Act.SEND, self.head, f"{path}/gui/", {"key": new_key()}):
                return self._goes_on()
            if self.random.random() >= RETURNED:
                self._done(code, Act.ACCEPT, self.officer, f"{path}/duyet/", {})
                return self._goes_on()
            if not self._done(code, Act.RETURN, self.officer, f"{path}/tra-lai/", {"reason": "Xem lại."}):
                return self._goes_on()

    def _goes_on(self) -> bool:
        return time.monotonic() < self.until

    def _done(self, code: str, act: Act, who: Person, path: str, form: Mapping[str, str]) -> bool:
        """Ask until there is an answer; whether the report is as the act leaves it.

        Who asks again and is refused has been heard the first time: nobody else works on this report.
        """
        self.number += 1
        asked_again = False
        while self._goes_on():
            outcome, status = who.post(path, form)
            self.note(Attempt(self.team.unit, code, self.number, act, self.value, outcome, status))
            if outcome is not Outcome.UNKNOWN:
                return outcome is Outcome.OK or asked_again
            asked_again = True
            time.sleep(PAUSE)
        return False
