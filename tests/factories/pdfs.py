"""PDF files to share: written, scanned, locked, long."""

from io import BytesIO

import typst
from PIL import Image
from pypdf import PdfWriter

WORDS = "Vi har talt fald i fjorten uger, før og efter at sensoren kom."


def written(text=WORDS):
    return typst.compile(text.encode())


def changed(content, change):
    writer, target = PdfWriter(BytesIO(content)), BytesIO()
    change(writer)
    writer.write(target)
    return target.getvalue()


def scanned(words=""):
    target = BytesIO()
    Image.new("RGB", (60, 40), "green").save(target, "PDF")
    return changed(target.getvalue(), lambda writer: words and writer.add_metadata({"/Title": words}))


def encrypted():
    return changed(written(), lambda writer: writer.encrypt("", "ejer", algorithm="RC4-128"))


def of_pages(count):
    return changed(written(), lambda writer: [writer.add_blank_page(99, 99) for _ in range(count - 1)])
