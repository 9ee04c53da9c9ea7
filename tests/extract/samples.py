"""Files of every format, made in code: one article in each, and those that nobody should have to read."""

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from email.message import EmailMessage

from docx import Document
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter

from tests.extract.pages import BODY, HEADING, ITEMS, QUOTE, TITLE, daily

PARAGRAPHS = BODY
# What a PDF's own fonts can write.
_LATIN = str.maketrans({"’": "'", "«": '"', "»": '"', "…": "...", "É": "E", "\u00a0": " ", "À": "A"})
PLAIN = "\n\n".join(PARAGRAPHS)


def latin(text: str) -> str:
    return text.translate(_LATIN)


def markdown() -> bytes:
    items = "\n".join(f"- {item}" for item in ITEMS)
    return f"# {TITLE}\n\n{PARAGRAPHS[0]}\n\n## {HEADING}\n\n> {QUOTE}\n\n{items}\n\n{PARAGRAPHS[1]}\n".encode()


def docx(
    *, title: str = TITLE, core_title: str = "", author: str = "", paragraphs: Iterable[str] = PARAGRAPHS
) -> bytes:
    document = Document()
    document.core_properties.title = core_title
    document.core_properties.author = author
    if title:
        document.add_paragraph(title, style="Title")
    first, *others = paragraphs
    document.add_paragraph(first)
    document.add_heading(HEADING, level=2)
    document.add_paragraph(QUOTE, style="Quote")
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    for text in others:
        document.add_paragraph(text)
    return saved(document)


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(
    *,
    title: str = TITLE,
    paragraphs: Iterable[str] = PARAGRAPHS,
    heading: str = HEADING,
    repeat: int = 1,
    running: str = "",
    metadata_title: str = "",
) -> bytes:
    """A PDF of wrapped, justified paragraphs; ``running`` stands at the head of each page, its number at the foot."""

    class Printed(FPDF):
        def header(self):
            if running:
                self.set_font("helvetica", size=8)
                self.cell(0, 5, latin(f"{running} - {self.page_no()}"), new_x="LMARGIN", new_y="NEXT")
                self.ln(6)

        def footer(self):
            if running:
                self.set_y(-15)
                self.set_font("helvetica", size=8)
                self.cell(0, 10, str(self.page_no()), align="C")

    file = Printed()
    if metadata_title:
        file.set_title(metadata_title)
    file.add_page()
    if title:
        file.set_font("helvetica", size=20)
        file.multi_cell(0, 9, latin(title), new_x="LMARGIN", new_y="NEXT")
        file.ln(4)
    for _ in range(repeat):
        for number, text in enumerate(paragraphs):
            if number == 1 and heading:
                file.set_font("helvetica", style="B", size=14)
                file.multi_cell(0, 7, latin(heading), new_x="LMARGIN", new_y="NEXT")
                file.ln(2)
            file.set_font("helvetica", size=11)
            file.multi_cell(0, 5, latin(text), align="J", new_x="LMARGIN", new_y="NEXT")
            file.ln(3)
    return bytes(file.output())


def encrypted_pdf(password: str = "secret") -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf())))
    writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def scanned_pdf() -> bytes:
    """A page that is a picture."""
    file = FPDF()
    file.add_page()
    file.rect(20, 20, 100, 100, style="F")
    return bytes(file.output())


def pictured_pdf(*pages: str) -> bytes:
    """A page for each text; for "" one that is a picture, for a space one with nothing on it."""
    file = FPDF()
    for text in pages:
        file.add_page()
        file.set_font("helvetica", size=11)
        if text.strip():
            file.multi_cell(0, 5, latin(text))
        elif not text:
            file.image(Image.new("L", (8, 8), 128), w=180)
    return bytes(file.output())


def pdf_of(objects: Iterable[bytes]) -> bytes:
    """A PDF of the given objects, numbered from 1; the first is its catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, start)
    return bytes(out)


def looping_pdf() -> bytes:
    """A page tree whose node is its own child."""
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 3 0 R >>",
        ]
    )


def long_pdf(pages: int) -> bytes:
    """A PDF of many pages that are one and the same."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
            *[page] * pages,
        ]
    )


def mail(
    *,
    plain: str | None = PLAIN,
    page: str | None = None,
    subject: str = TITLE,
    sender: str = "Claire Vasseur <cv@exemple.org>",
) -> bytes:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "desk@exemple.org"
    message["Subject"] = subject
    message["Date"] = "Wed, 27 Nov 2024 18:32:00 +0100"
    if plain is not None:
        message.set_content(plain)
    if page is not None and plain is None:
        message.set_content(page, subtype="html")
    elif page is not None:
        message.add_alternative(page, subtype="html")
    return message.as_bytes()


def letter(*parts: bytes, subject: str = TITLE, kind: str = "mixed") -> bytes:
    """A mail of parts that are given with their headers."""
    head = f"From: Claire Vasseur <cv@exemple.org>\nSubject: {subject}\nDate: Wed, 27 Nov 2024 18:32:00 +0100\n"
    edge = f"X{sum(map(len, parts))}"
    head += f"MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary={edge}\n\n"
    inside = b"".join(f"--{edge}\n".encode() + part + b"\n" for part in parts)
    return head.encode() + inside + f"--{edge}--\n".encode()


def said(text: str, subtype: str = "plain") -> bytes:
    return f"Content-Type: text/{subtype}; charset=utf-8\n\n{text}".encode()


def enclosed(name: str, content: bytes, kind: str = "application/octet-stream", more: str = "") -> bytes:
    head = f"Content-Type: {kind}\nContent-Disposition: attachment; filename={name}\n{more}"
    return f"{head}Content-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(content)


def forwarded(content: bytes) -> bytes:
    return b"Content-Type: message/rfc822\n\n" + content


def mailbox(*mails: bytes) -> bytes:
    line = b"From cv@exemple.org Wed Nov 27 18:32:00 2024\n"
    return b"".join(line + mail.replace(b"\nFrom ", b"\n>From ") + b"\n\n" for mail in mails)


RECORD = {
    "titre": TITLE,
    "texte": PLAIN,
    "auteur": "Claire Vasseur",
    "source": "Le Courrier d’Asie",
    "langue": "fr",
    "adresse": "https://courrier.example/a",
    "date": "2024-11-27T18:32:00+01:00",
}


def record(**changes: object) -> bytes:
    return json.dumps({**RECORD, **changes}, ensure_ascii=False).encode()


def json_lines(*records: Mapping[str, object]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)


def table(*rows: Iterable[str], delimiter: str = ",") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode()


def zipped(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items() if isinstance(members, Mapping) else members:
            archive.writestr(name, content)
    return file.getvalue()


def encrypted_zip(name: str = "a.txt") -> bytes:
    """A zip whose member says that it is encrypted."""
    data = bytearray(zipped({name: b"Un texte."}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def zip_bomb(megabytes: int = 300) -> bytes:
    return zipped([(f"{n}.txt", b"a" * 2**20) for n in range(megabytes)])


def overlapping_bomb(members: int = 400) -> bytes:
    """A zip whose directory names the same packed bytes again and again."""
    data = zipped({"0000.txt": b"a" * 2**20})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    directory = b"".join(entry for _ in range(members))
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = members.to_bytes(2, "little")
    tail[12:16] = len(directory).to_bytes(4, "little")
    return data[:start] + directory + bytes(tail)


def docx_bomb(megabytes: int = 300) -> bytes:
    """A document whose text is packed a thousand times."""
    with zipfile.ZipFile(io.BytesIO(docx())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    filling = b"<w:p><w:r><w:t>" + b"a" * (megabytes * 2**20) + b"</w:t></w:r></w:p>"
    members["word/document.xml"] = members["word/document.xml"].replace(b"<w:sectPr", filling + b"<w:sectPr", 1)
    return zipped(members)


def saved_as_one_file() -> bytes:
    """A page as browsers save it whole (MHTML)."""
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://courrier.example/monde/astana.html\r\n"
        "Subject: Astana\r\nDate: Wed, 27 Nov 2024 18:40:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n'
        "----b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + daily().encode() + b"\r\n----b--\r\n"


# One of each kind that is an article by itself: name, content.
ARTICLES = {
    "a.txt": PLAIN.encode(),
    "a.md": markdown(),
    "a.html": daily().encode(),
    "a.docx": docx(),
    "a.pdf": pdf(),
    "a.eml": mail(),
    "a.mhtml": saved_as_one_file(),
    "a.json": record(),
}
CONTAINERS = {
    "a.jsonl": json_lines(RECORD, RECORD),
    "a.csv": table(RECORD.keys(), RECORD.values(), RECORD.values()),
    "a.mbox": mailbox(mail(), mail(plain="Deux.")),
    "a.zip": zipped({"a.txt": PLAIN.encode(), "dossier/b.md": markdown()}),
}
