"""QR codes as pictures of lines, sharp at any size."""

import re
from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image


def qr_svg(address: str) -> str:
    """A QR code of `address` (error correction M, no quiet zone: the page leaves it) as SVG."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(code.to_svg(add_quiet_zones=False))


def qr_for_page(address: str) -> str:
    """The same as an element of a page that takes the size of its box; the box leaves the quiet zone."""
    drawn = qr_svg(address)
    drawn = drawn[drawn.index("<svg") :].replace(' id="barcode"', "")
    return re.sub(
        r'<svg width="(\d+)" height="(\d+)"', r'<svg viewBox="0 0 \1 \2" aria-hidden="true"', drawn, count=1
    )


def qr_png(address: str) -> bytes:
    """The same in dots, with its quiet zone, for a Word file."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn: Any = code.to_image(scale=8, add_quiet_zones=True)  # lends its bytes, which its types do not say
    height, width = drawn.shape[:2]
    picture = Image.frombytes("L", (width, height), memoryview(drawn).tobytes())
    out = BytesIO()
    picture.convert("1").save(out, "PNG", optimize=True)
    return out.getvalue()
