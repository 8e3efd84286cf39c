"""The booklet of 22 models and the 120 certificates as they go to the printer."""

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO

import docx
import pytest
import zxingcpp

from lantoa.commendation.printouts import address_of
from lantoa.conferences.models import Conference
from lantoa.conferences.printouts.sources import Sources, sources_of
from lantoa.conferences.queries.reviews import edition_of, frozen_figures
from lantoa.practices.models import BookletEntry
from tests.conferences.conftest import Made
from tests.printing.samples import pdf_pages, squeezed

MARK = "Dữ liệu minh họa"
PPI = 100


@pytest.fixture
def sources(conference: Conference) -> Sources:
    edition = edition_of(conference)
    assert edition is not None
    return sources_of(conference, frozen_figures(edition))


@pytest.fixture(scope="module")
def pages(made: Made) -> list[str]:
    return pdf_pages(made.file("booklet_pdf").read_bytes())


@pytest.fixture(scope="module")
def papers(made: Made) -> list[str]:
    """The text of each certificate."""
    return pdf_pages(made.file("certificates").read_bytes())


def grey_pages(made: Made) -> Iterator[memoryview]:
    """Every certificate as a printer sees it: rows by columns of grey values."""
    command = ["pdftoppm", "-r", str(PPI), "-gray", str(made.file("certificates"))]
    drawn = subprocess.run(command, check=True, capture_output=True).stdout
    while drawn:
        head = re.match(rb"P5\n(\d+) (\d+)\n255\n", drawn)
        assert head is not None
        width, height = int(head[1]), int(head[2])
        end = head.end() + width * height
        yield memoryview(drawn[head.end() : end]).cast("B", (height, width))
        drawn = drawn[end:]


def part(pages: list[str], first: str, after: str) -> str:
    """The text of the pages from the one headed `first` to before the one headed `after`."""
    begin = next(n for n, page in enumerate(pages) if first in page.splitlines()[:3])
    end = next(
        (n for n, page in enumerate(pages) if n > begin and after in page.splitlines()[:3]), len(pages)
    )
    return "\n".join(pages[begin:end])


def listed_pages(text: str, titles: list[str]) -> dict[str, int]:
    """Title → the page number printed after its dots."""
    found = {}
    for title in titles:
        line = re.search(re.escape(squeezed(title)) + r"\.+(\d+?)(?=\D|$)", text)
        if line:
            found[title] = int(line[1])
    return found


def told(pages: list[str], title: str) -> int:
    """The page on which a model is told: its title stands above its background."""
    return next(
        n for n, page in enumerate(pages, start=1) if squeezed(title) in squeezed(page) and "Bối cảnh" in page
    )


def flat(text: str) -> str:
    """One line of the contents is one line of text, dots without gaps."""
    return "\n".join(squeezed(line) for line in text.splitlines())


def test_booklet_tells_the_twenty_two_models(pages: list[str], sources: Sources) -> None:
    text = squeezed("".join(pages))
    assert len(sources.chosen) == 22
    for practice in sources.chosen:
        assert (practice.code, squeezed(practice.title) in text) == (practice.code, True)


def test_contents_send_to_the_page_of_each_model(pages: list[str], sources: Sources) -> None:
    titles = [practice.title for practice in sources.chosen]
    contents = part(pages, "Mục lục", "Phần 1")
    assert listed_pages(flat(contents), titles) == {title: told(pages, title) for title in titles}


def test_index_names_every_model_under_its_unit(pages: list[str], sources: Sources) -> None:
    titles = [practice.title for practice in sources.chosen]
    index = part(pages, "Tra cứu theo đơn vị", "(hết)")
    assert listed_pages(flat(index), titles) == {title: told(pages, title) for title in titles}
    for practice in sources.chosen:
        assert squeezed(practice.unit_name) in squeezed(index)  # type: ignore[attr-defined]


def test_word_booklet_tells_the_same_models(made: Made, sources: Sources) -> None:
    word = docx.Document(BytesIO(made.file("booklet_docx").read_bytes()))
    lines = [paragraph.text for paragraph in word.paragraphs]
    for entry in BookletEntry.objects.filter(booklet__code="TAP-2020").select_related("practice"):
        assert (entry.practice.code, lines.count(entry.practice.title)) == (entry.practice.code, 1)
        assert entry.background.split("\n\n")[0] in lines


def test_every_page_of_the_booklet_says_it_is_sample(pages: list[str]) -> None:
    assert [n for n, page in enumerate(pages, start=1) if MARK not in page] == []


def test_hundred_and_twenty_certificates_carry_each_register_number_once(
    papers: list[str], sources: Sources
) -> None:
    registers = [re.findall(r"Vào sổ số (\d+)", paper) for paper in papers]
    assert registers == [[f"{number:02d}"] for number in range(1, 121)]
    assert len(sources.certificates) == 120


def test_each_certificate_names_its_receiver_and_code(papers: list[str], sources: Sources) -> None:
    for page, certificate in zip(papers, sources.certificates, strict=True):
        assert squeezed(certificate.receiver_lines[0]) in squeezed(page)
        assert f"Mã tra cứu: {certificate.printed_code}" in page
        assert MARK in page


def test_each_qr_code_opens_its_own_check_address(made: Made, sources: Sources) -> None:
    read = [zxingcpp.read_barcodes(page, zxingcpp.BarcodeFormat.QRCode) for page in grey_pages(made)]
    addresses = [address_of(certificate) for certificate in sources.certificates]
    assert [[code.text for code in codes] for codes in read] == [[address] for address in addresses]
    assert len(set(addresses)) == 120
