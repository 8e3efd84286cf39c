"""Say what carries out a deed of a session: learning goes with doing."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core.errors import Refused
from lantoa.directives.choices import SessionState
from lantoa.directives.models import StudyDeed, StudySession
from lantoa.directives.permissions.study import can_record_for
from lantoa.directives.queries.deeds import offered_for
from lantoa.organisation.access import require


@transaction.atomic
def link_deed(*, actor: User, deed: StudyDeed, kind: str, code: str = "") -> StudyDeed:
    """Link a deed to one of the things that the session's unit has; an empty kind takes the link away.

    Raises Forbidden, or Refused: a cancelled session, a thing that is not offered.
    """
    session = StudySession.objects.select_for_update().get(pk=deed.session_id)
    require(can_record_for(actor, session.unit_id))
    if session.state == SessionState.CANCELLED:
        raise Refused(_("Buổi học đã hủy. Khôi phục trước, rồi mới sửa được."))
    offered = {(one, thing.code) for one, _words, things in offered_for(actor, session) for thing in things}
    if kind and (kind, code) not in offered:
        sentence = _("Việc này không còn để gắn. Chọn lại trong danh sách.")
        raise Refused.at("link", sentence)
    deed.linked_kind, deed.linked_code = kind, code if kind else ""
    deed.save(update_fields=["linked_kind", "linked_code"])
    record(
        actor,
        "study_session.deed_linked",
        session,
        chain=session.unit_id,
        label=session.code,
        after={"deed": deed.text, "kind": kind, "code": deed.linked_code},
    )
    return deed
