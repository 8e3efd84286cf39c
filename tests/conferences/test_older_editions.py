"""An edition frozen before a figure was invented still prints and shows."""

from dataclasses import replace

from lantoa.conferences.models import Conference
from lantoa.conferences.printouts.report import review_report
from lantoa.conferences.printouts.sources import sources_of
from lantoa.conferences.queries.reviews import edition_of, frozen_figures
from lantoa.printing import wording


def test_report_leaves_out_what_an_older_edition_lacks(conference: Conference) -> None:
    edition = edition_of(conference)
    assert edition is not None
    sources = sources_of(conference, frozen_figures(edition))
    newer = (
        "practices.recognised_again",
        "practices.not_recognised",
        "practices.recognised.20",
        "field.",
        "share.",
    )
    older = {key: figure for key, figure in sources.figures.items() if not key.startswith(newer)}
    printed = {figure.key for figure in wording.figures(review_report(replace(sources, figures=older)))}
    assert "practices.recognised" in printed
    assert printed <= older.keys()
