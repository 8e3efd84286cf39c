"""The provinces and communes of Viet Nam since 1 July 2025 as rows of a tree file, from the package `vietnam-provinces`.

Nothing of the data is copied here: the package, installed for the tests, holds the official list.
"""

from vietnam_provinces import Province, Ward

from lantoa.organisation.queries.tree_files import COLUMNS, Cell

ROOT = "VN"
KINDS = [("root", "Cả nước"), ("province", "Tỉnh, thành phố"), ("commune", "Xã, phường, đặc khu")]


def tree_rows() -> list[list[Cell]]:
    """A head and 3,355 rows: 34 provinces below the root, 3,321 communes below their provinces."""
    rows: list[list[Cell]] = [[str(one.title) for one in COLUMNS]]
    for place, province in enumerate(Province.iter_all(), start=1):
        rows.append(_row(_province_code(province.code), province.name, KINDS[1][1], ROOT, place))
    for place, ward in enumerate(Ward.iter_all(), start=1):
        rows.append(
            _row(f"X{int(ward.code):05}", ward.name, KINDS[2][1], _province_code(ward.province_code), place)
        )
    return rows


def _province_code(code: int) -> str:
    return f"T{int(code):02}"


def _row(code: str, name: str, kind: str, parent: str, place: int) -> list[Cell]:
    return [code, f"Đảng bộ {name}", name, kind, parent, "", place]
