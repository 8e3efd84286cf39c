"""How somebody of the cast comes to a pledge in each state."""

from datetime import date

from lantoa.accounts.models import User
from lantoa.commitments.choices import Half
from lantoa.commitments.models import Commitment
from lantoa.commitments.services.reviewing import tell_review
from lantoa.commitments.services.writing import ItemText, begin_commitment, sign_commitment, write_items

PLANTED = "Chim sâu hót"  # stands in no other text of the house
ITEM = ItemText("Một cửa", f"Trả 9 trên 10 hồ sơ trước hẹn, {PLANTED}", "Sổ một cửa", date(2021, 11, 30))
VAGUE = ItemText("", "Không ngừng tu dưỡng, rèn luyện đạo đức, lối sống, giữ gìn đoàn kết")


def drafted(user: User, *items: ItemText, year: int = 2021) -> Commitment:
    made = begin_commitment(actor=user, year=year)
    return write_items(actor=user, commitment=made, items=items or (ITEM,), row_version=1)


def signed(user: User, *items: ItemText, year: int = 2021) -> Commitment:
    made = drafted(user, *items, year=year)
    return sign_commitment(actor=user, commitment=made, row_version=made.row_version)


def reviewed(user: User, half: Half = Half.MID_YEAR, *, year: int = 2021) -> Commitment:
    made = signed(user, year=year)
    words = {item.pk: f"Đang làm đều, {PLANTED}" for item in made.items.all()}
    return tell_review(actor=user, commitment=made, half=half, words=words)
