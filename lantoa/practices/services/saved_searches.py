"""Keep a search under a name, open it again, take it away and put it back.

Nothing of it goes into the record: what a person looks for is that person's own business.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import holds_somewhere, require
from lantoa.practices.models import SavedSearch
from lantoa.practices.queries import searching
from lantoa.practices.queries.practices import PracticeFilter

MOST_SAVED = 20  # of one person
LONGEST = 600  # words and filters together


@transaction.atomic
def keep_search(*, actor: User, name: str, query: str, wanted: PracticeFilter) -> SavedSearch:
    """Keep words and filters (`query`, as `wanted` understands them) under a name that this person does not use yet.

    Raises Forbidden, or Refused: no name, no words, a name used twice, too many.
    """
    _require(actor)
    # One after the other, so that neither the number nor a name is passed by two at once.
    User.objects.select_for_update().get(pk=actor.pk)
    if looks_empty(name):
        sentence = _("Ghi tên cho lần tìm này, ví dụ: Tiếp dân năm 2021.")
        raise Refused.at("name", sentence)
    said = searching.wording(wanted.text)
    if not said.groups or len(query) > LONGEST:
        raise Refused(
            _("Lần tìm này không có từ nào để tìm, hoặc quá dài. Quay lại trang tìm, gõ từ rồi lưu.")
        )
    standing = SavedSearch.objects.filter(owner=actor, removed_at=None)
    if standing.filter(name__iexact=name).exists():
        sentence = _("Anh/chị đã lưu một lần tìm tên «%(name)s». Ghi tên khác.") % {"name": name}
        raise Refused.at("name", sentence)
    if standing.count() >= MOST_SAVED:
        raise Refused(
            _("Anh/chị đã lưu %(most)s lần tìm, nhiều nhất có thể. Bỏ bớt trước khi lưu thêm.")
            % {"most": format_count(MOST_SAVED)}
        )
    found = searching.ranked(actor, wanted, said).practices
    return SavedSearch.objects.create(owner=actor, name=name, query=query, found=list(found))


@transaction.atomic
def open_search(*, actor: User, search: SavedSearch, wanted: PracticeFilter) -> SavedSearch:
    """What it finds now is known from now on: it counts as new no more. Raises Forbidden."""
    search = _own(actor, search)
    search.found = list(searching.ranked(actor, wanted, searching.wording(wanted.text)).practices)
    search.opened_at = clock.now()
    search.save(update_fields=["found", "opened_at"])
    return search


@transaction.atomic
def remove_search(*, actor: User, search: SavedSearch) -> SavedSearch:
    """Take it away; it can be put back until the next is taken away, then it is gone for good. Raises Forbidden."""
    search = _own(actor, search)
    SavedSearch.objects.filter(owner=actor, removed_at__isnull=False).delete()
    search.removed_at = clock.now()
    search.save(update_fields=["removed_at"])
    return search


@transaction.atomic
def restore_search(*, actor: User, search: SavedSearch) -> SavedSearch:
    """Put back what was taken away. Raises Forbidden, or Refused: its name is used again, too many meanwhile."""
    search = _own(actor, search)
    standing = SavedSearch.objects.filter(owner=actor, removed_at=None)
    if standing.filter(name__iexact=search.name).exists() or standing.count() >= MOST_SAVED:
        raise Refused(
            _("Tên «%(name)s» đã dùng cho lần tìm khác, hoặc danh sách đã đầy.") % {"name": search.name}
        )
    search.removed_at = None
    search.save(update_fields=["removed_at"])
    return search


def _require(actor: User) -> None:
    require(holds_somewhere(actor, "practice.learn"))


def _own(actor: User, search: SavedSearch) -> SavedSearch:
    _require(actor)
    return SavedSearch.objects.select_for_update().get(pk=search.pk, owner=actor)
