"""QR codes as pictures of lines, sharp at any size."""

import zxingcpp


def qr_svg(address: str) -> str:
    """A QR code of `address` (error correction M, no quiet zone: the page leaves it) as SVG."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(code.to_svg(add_quiet_zones=False))
