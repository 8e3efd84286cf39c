"""Pictures as paper needs them."""

from io import BytesIO
from typing import Final

from PIL import Image

from lantoa.printing.booklet import Photo

LONGEST_SIDE: Final = 1600  # dots: 300 an inch over the width of an A5 page
QUALITY: Final = 88


def for_print(content: bytes, caption: str) -> Photo:
    """A picture that passed the gate, as a JPEG no larger than paper shows; transparent parts become white."""
    with Image.open(BytesIO(content)) as picture:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        if picture.mode in ("RGBA", "LA", "PA", "P"):
            seen = picture.convert("RGBA")
            flat = Image.new("RGB", seen.size, "white")
            flat.paste(seen, mask=seen.getchannel("A"))
        else:
            flat = picture.convert("RGB")
    out = BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(out.getvalue(), caption, flat.width, flat.height)
