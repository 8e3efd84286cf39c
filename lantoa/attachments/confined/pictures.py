"""Pictures: measured from the header, decoded once, turned upright, and written again without anything but pixels."""

import io
import warnings

from PIL import (
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from lantoa.attachments.confined.faults import Fault

FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
READERS = (
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)  # registered here: nothing is loaded later
SHARE = {"webp": 0.5}  # reading WebP takes twice the memory of the others
SETTINGS: dict[str, dict[str, int | bool]] = {
    "jpeg": {"quality": 90},
    "png": {"optimize": True},
}


def redrawn(raw: bytes, kind: str, limits: dict[str, int]) -> tuple[str, bytes]:
    """The same picture without EXIF, place, thumbnails, profiles and texts, with the kind it is kept as.

    WebP is kept as JPEG, or as PNG where it has transparent parts: writing WebP would need more memory than the child
    has. `Fault`: pixels, moving, broken.
    """
    Image.MAX_IMAGE_PIXELS = None  # the library only warns up to twice its limit: ours is checked below
    warnings.simplefilter("error")
    try:
        with Image.open(io.BytesIO(raw), formats=[FORMATS[kind]]) as picture:
            width, height = picture.size
            most = int(limits["pixels"] * SHARE.get(kind, 1))
            if width * height > most:
                raise Fault("pixels", limit=most)
            # A phone puts a second picture behind a JPEG (depth, brightness): only the first is kept.
            if kind != "jpeg" and getattr(picture, "n_frames", 1) > 1:
                raise Fault("moving")
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)  # a copy only of a picture that is turned
            kept_as = kind if kind != "webp" else "png" if picture.has_transparency_data else "jpeg"
            return kept_as, _written(picture, kept_as)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning) as error:
        raise Fault("broken") from error


def _written(picture: Image.Image, kind: str) -> bytes:
    if kind == "jpeg" and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    transparent = picture.info.get("transparency")
    picture.info = {} if transparent is None else {"transparency": transparent}
    target = io.BytesIO()
    picture.save(target, FORMATS[kind], **SETTINGS[kind])
    return target.getvalue()
