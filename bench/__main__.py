"""`make bench`: every figure measured side by side in one run. Prints; writes nothing into the repository.

`python -m bench [NAME …] [--units N]` measures only those, and those of a country with N units instead of 300,000. The figures
of a country take minutes, and gigabytes on disk for as long as they run: they are measured only where they are named.
"""

import argparse
import os
import sys
from collections.abc import Callable

os.environ["DJANGO_SETTINGS_MODULE"] = "lantoa.config.settings.test"


def main(arguments: list[str]) -> int:
    import django

    django.setup()
    from bench import (
        acceptance,
        appraisals,
        booklet,
        certificates,
        choose_units,
        directive_page,
        home_page,
        issuing,
        large_tree,
        likeness,
        lists,
        mails,
        name_screen,
        national,
        national_totals,
        pages,
        record,
        search,
        tasks,
        totals,
        two_views,
        workbooks,
    )
    from bench.measuring import Missed
    from lantoa.config.postgres import running_server
    from lantoa.core import clock
    from lantoa.sample.story import STORY_DAY
    from tests import sample_database

    figures: dict[str, Callable[[], str]] = {
        "certificates": certificates.measure,
        "totals": totals.measure,
        "lists": lists.measure,
        "appraisals": appraisals.measure,
        "booklet": booklet.measure,
        "likeness": likeness.measure,
        "search": search.measure,
        "record": record.measure,
        "two-views": two_views.measure,
        "workbooks": workbooks.measure,
        "large-tree": large_tree.measure,
        "name-screen": name_screen.measure,
        "tasks": tasks.measure,
        "mails": mails.measure,
        "choose-units": choose_units.measure,
    }
    of_a_country = {
        "national-totals": national_totals.measure,
        "acceptance": acceptance.measure,
        "pages": pages.measure,
        "issuing": issuing.measure,
        "home-page": home_page.measure,
        "directive-page": directive_page.measure,
    }
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*figures, *of_a_country]))
    parser.add_argument("--units", type=int, default=national.UNITS, help="units of a country (300,000)")
    said = parser.parse_args(arguments)
    wanted: list[str] = said.names
    unknown = [name for name in wanted if name not in figures and name not in of_a_country]
    if unknown:
        known = ", ".join([*figures, *of_a_country])
        print(f"Không có phép đo {', '.join(unknown)}; chọn trong: {known}.", file=sys.stderr)
        return 2
    failed = False
    keep = sum(name in of_a_country for name in wanted) > 1
    # The tests' throw-away server and sample: an installation's own data are never touched.
    sample_database.STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        running_server(fast_unsafe=True),
        sample_database.copy_of(sample_database.made_sample_template(), "bench") as name,
        sample_database.connected_to(name),
        clock.set_to(STORY_DAY),
    ):
        try:
            for figure in wanted or figures:
                own = figures.get(figure)
                try:
                    told = own() if own else of_a_country[figure](said.units, keep=keep)
                except Missed as missed:
                    told, failed = str(missed), True
                print(told, end="\n\n", flush=True)
        finally:
            national.forget()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
