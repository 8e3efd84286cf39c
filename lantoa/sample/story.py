"""When and by whom the sample's story happens. Dates of papers are the article's; the rest is invented."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from lantoa.accounts.models import User
from lantoa.core.actor import System
from lantoa.directives.models import Directive
from lantoa.organisation.models import Unit
from lantoa.practices.models import Booklet, Practice
from lantoa.sample.names import Names

CONTENT = Path(__file__).parent / "content"
STORY_DAY = date(2021, 4, 6)  # the eve of the conference
ESTABLISHED = date(2015, 10, 1)
HELD_ON = date(2021, 4, 7)
FIRST_YEAR, LAST_YEAR = 2016, 2020
SEED = 20210407
PASSWORD = (
    "lan-toa-minh-hoa-2021"  # published: sample accounts are refused wherever the sample is not allowed
)
ACTOR = System("dữ liệu minh họa")


@dataclass
class Story:
    """What has been built so far; each chapter reads and adds to it."""

    random: Random = field(default_factory=lambda: Random(SEED))
    names: Names = field(default_factory=lambda: Names(SEED))
    province: Unit = field(init=False)
    bloc: Unit = field(init=False)
    units: dict[str, Unit] = field(default_factory=dict)  # the 98 by code, in official order
    unit_rows: dict[str, dict[str, str]] = field(default_factory=dict)  # their line of units.csv
    heads: dict[str, User] = field(default_factory=dict)
    reporters: dict[str, User] = field(default_factory=dict)
    officer: User = field(init=False)
    leader: User = field(init=False)
    directive: Directive = field(init=False)
    practices: list[Practice] = field(default_factory=list)
    booklet: Booklet = field(init=False)


def content(name: str) -> Any:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))
