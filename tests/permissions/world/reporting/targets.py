"""Targets, and figures as published."""

import json
from datetime import date
from decimal import Decimal

from lantoa.core.actor import SYSTEM
from lantoa.reporting.choices import TargetDirection
from lantoa.reporting.published.files.reading import read_reviews
from lantoa.reporting.queries.over_time import Catalogue
from lantoa.reporting.services.publications import enter_reviews
from lantoa.reporting.services.targets import NewTarget, issue_target
from tests.permissions.world.places import PLACES, canary
from tests.permissions.world.things import World


def make_targets(world: World) -> None:
    """A target of each unit's own for two years, divided among nobody yet."""
    line = Catalogue().newest_line("U03")
    for place in PLACES:
        named = canary("target", "any", place)
        new = NewTarget(
            line=line,
            name=f"Chỉ tiêu {named}",
            direction=TargetDirection.AT_LEAST,
            paper_number="05-NQ/ĐU",
            paper_day=date(2021, 1, 15),
            paper_issuer="Đảng ủy",
            values={2021: Decimal(40), 2022: Decimal(50)},
            citation=f"Trích {named}",
        )
        world.targets[place] = issue_target(actor=SYSTEM, owner=world.units[place], new=new)


def make_publications(world: World) -> None:
    """A published review in each unit, whose figures do not add up."""
    for place in PLACES:
        read = read_reviews(published_file(f"CB-{place}", canary("publication", "kept", place)))
        enter_reviews(actor=SYSTEM, owner=world.units[place], reviews=read.reviews)


def published_file(name: str, organisation: str) -> str:
    """A file of one review with a total, and a part above it."""
    facts = [
        {"vi": "mô hình", "metric": "models", "value": 86, "unit": "mô hình"},
        {"vi": "trong đó cấp tỉnh", "metric": "models[level=province]", "value": 122, "unit": "mô hình"},
    ]
    review = {
        "id": name,
        "url": "https://example.invalid/",
        "org": organisation,
        "date": "2021",
        "period": "2020",
        "facts": facts,
    }
    return json.dumps(review, ensure_ascii=False)
