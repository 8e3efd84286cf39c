"""`make bench`: every figure measured side by side in one run. Prints; writes nothing into the repository.

`python -m bench [certificates|totals|lists|two-views|workbooks|large-tree …]` measures only those.
"""

import os
import sys
from collections.abc import Callable

os.environ["DJANGO_SETTINGS_MODULE"] = "lantoa.config.settings.test"


def main(wanted: list[str]) -> int:
    import django

    django.setup()
    from bench import certificates, large_tree, lists, record, totals, two_views, workbooks
    from lantoa.config.postgres import running_server
    from lantoa.core import clock
    from lantoa.sample.story import STORY_DAY
    from tests import sample_database

    figures: dict[str, Callable[[], str]] = {
        "certificates": certificates.measure,
        "totals": totals.measure,
        "lists": lists.measure,
        "record": record.measure,
        "two-views": two_views.measure,
        "workbooks": workbooks.measure,
        "large-tree": large_tree.measure,
    }
    unknown = [name for name in wanted if name not in figures]
    if unknown:
        print(f"Không có phép đo {', '.join(unknown)}; chọn trong: {', '.join(figures)}.", file=sys.stderr)
        return 2
    # The tests' throw-away server and sample: an installation's own data are never touched.
    sample_database.STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        running_server(fast_unsafe=True),
        sample_database.copy_of(sample_database.made_sample_template(), "bench") as name,
        sample_database.connected_to(name),
        clock.set_to(STORY_DAY),
    ):
        for figure in wanted or figures:
            print(figures[figure](), end="\n\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
