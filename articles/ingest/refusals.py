"""Why an article is refused, said so that the sender knows what to do."""

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.extract import MAX_BYTES, MAX_CHARACTERS, MAX_PAGES, MAX_PARTS, Problem, UnreadableFile
from articles.fetch import Reason
from articles.ingest import complaints
from articles.ingest.importing import DuplicateArticle
from articles.models import Article


class Mishap(StrEnum):
    """What befalls a deposit, beside what is wrong with its file or its address."""

    CRASH = "crash"
    ANNOTATION = "annotation"
    GONE = "gone"
    STATUS = "status"


# What is wrong with a text is so tomorrow too. These may have been the machine's fault, and another attempt a success.
PASSING = (Mishap.CRASH, Mishap.ANNOTATION, Problem.TIMEOUT)
# No site ever sees these addresses.
BAD_ADDRESSES = (Reason.ADDRESS, Reason.SCHEME, Reason.USERINFO, Reason.PORT)


if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

SENTENCES = {
    Problem.EMPTY: _("It holds no text. Choose the file that holds the text of the article, or paste it."),
    Problem.TOO_LARGE: _("It is larger than %(megabytes)d MB. Send the text alone, without pictures."),
    Problem.BINARY: _("It is not a text. Save the article as plain text or Markdown, or paste its text."),
    Problem.UNKNOWN_FORMAT: _(
        "Files of this kind cannot be read. Save it as text, Word (.docx) or PDF, or paste the text."
    ),
    Problem.BAD_FRONT_MATTER: _(
        "The lines between the two “---” at its top cannot be read. Correct them or take them out, "
        "then send the file again."
    ),
    Problem.TOO_LONG: _("It is longer than %(characters)s characters. Send it in several parts."),
    Problem.ENCRYPTED: _("It is locked by a password. Take the password off, then send the file again."),
    Problem.DAMAGED: _(
        "It is damaged or cut short and cannot be read. Open it in its own program, save it anew, then send it again."
    ),
    Problem.SCANNED: _(
        "Its pages are pictures without text, as a scanner makes them. Have the text recognised (OCR), "
        "then send the new file."
    ),
    Problem.NO_ARTICLE: _(
        "No article was found on this page, only links and menus. Save the page of the article itself, "
        "or paste its text."
    ),
    Problem.NO_TEXT_COLUMN: _(
        "It has no column for the text. Call it “text” or “texte” in the first line, then send it again."
    ),
    Problem.TWIN_COLUMNS: _(
        "Two of its columns have the same name: “%(said)s”. Give one of them another name, then send the file again."
    ),
    Problem.BAD_ROW: _(
        "This row has more cells than there are columns, or a quote without an end. Put texts between quotes, "
        "then send the row again."
    ),
    Problem.BAD_DATE: _("Its date is none. Write it like 2026-11-22, then send it again."),
    Problem.NESTED: _(
        "It is a zip file within another, or linked to one. Unpack it, then send the files that are in it."
    ),
    Problem.SEVERAL: _("It holds several articles. Send it by itself, or one article in each file."),
    Problem.BOMB: _("It unpacks to far more than it weighs. Unpack it yourself, then send the texts alone."),
    Problem.TOO_MANY: _("It holds more than %(most)s articles. Send it in several parts."),
    Problem.TOO_DEEP: _("Its parts are nested too deeply. Open it, copy the text of the article and paste that."),
    Problem.TIMEOUT: _(
        "Reading it took too much time or memory and was stopped. Send the text alone, or in several parts."
    ),
}
# What a file of a known kind is, and what helps.
_KINDS = {
    "picture": _("It is a picture. Have its text recognised (OCR), then send that."),
    "recording": _("It is a sound or a film. Send the text alone."),
    "old office": _("It is of an old office program. Open it there and save it as .docx, then send that."),
    "outlook": _("It is a mail of Outlook (.msg). Open it there and save it as .eml or .txt, then send that."),
    "rich text": _("It is rich text (.rtf). Open it in a word processor and save it as .docx, then send that."),
    "open document": _("It is an OpenDocument file. Open it and save it as .docx, then send that."),
    "sheet": _("It is a spreadsheet. Save it as CSV, one article a row, then send that."),
    "slides": _("It is a presentation. Copy the text of the article and paste that."),
    "book": _("It is an e-book. Copy the text of the article and paste that."),
    "packed": _("It is packed in a way that is not read. Pack it as .zip, or send the files that are in it."),
    "feed": _("It is a feed, not an article. Follow it under “Feeds”: its articles then come in by themselves."),
}
_BAD_JSON = _("It is not sound JSON. Have its program write it anew, then send it again.")
_BAD_JSON_LINE = _("Line %(line)s is not sound JSON. Have its program write it anew, then send it again.")
_NO_TEXT_KEY = _("It has no text under a name that is known. Call it “text” or “texte”, then send it again.")
_CELLS = _(
    "The row in line %(line)s has more cells than there are columns. Put texts between quotes, then send the row again."
)
_QUOTE = _(
    "The row that begins in line %(line)s has a quote that does not end as it should, so nothing up to line %(last)s "
    "was read. Close it, and double the quotes within a text, then send these lines again."
)
_DATE_SAID = _("“%(said)s” is no date that is understood. Write it like 2026-11-22 or 22/11/2026, then send it again.")
_DATE_LINE = _(
    "In line %(line)s, “%(said)s” is no date that is understood. Write it like 2026-11-22 or 22/11/2026, then send the "
    "row again."
)
_BAD_PATH = _("It leads out of its zip file by its path or as a link. Pack the file itself, then send it again.")
_HEAVY_DOCUMENT = _(
    "Its document unpacks to far more than it weighs. Open it in its own program, and save its text anew as .docx or "
    ".txt, then send that."
)
_TOO_MANY_PAGES = _("It has more than %(most)s pages. Send it in several parts.")
_BAD_LINE = _("Line %(line)s, in the lines at its top, cannot be read. Correct it, then send the file again.")
_BAD_DATE = _("The date at its top is no date. Write it like 2026-11-22, then send the file again.")

_EMPTY_LINE = _(
    "The row in line %(line)s holds no text. Put its text under “text” or “texte”, then send the row again."
)

_ROW = re.compile(r"(?P<what>json|cells|quote) (?P<line>[0-9]+)(?: (?P<last>[0-9]+))?")
_DATE = re.compile(r"(?P<line>[0-9]*) (?P<said>.+)")
_ROWS = {"json": _BAD_JSON_LINE, "cells": _CELLS, "quote": _QUOTE}


def reason(error: UnreadableFile | DuplicateArticle) -> str:
    """Return, in the language of the interface, why the article is refused and what helps."""
    if isinstance(error, DuplicateArticle):
        return known(error.article)
    limits = {
        "megabytes": int(error.detail) if _is_number(error) else MAX_BYTES // 2**20,
        "characters": number_format(MAX_CHARACTERS, force_grouping=True),
        "most": number_format(MAX_PAGES if error.detail == "pages" else MAX_PARTS, force_grouping=True),
        "line": error.detail,
        "said": error.detail,
        **_place(error),
    }
    return str(_sentence(error)) % limits


def _place(error: UnreadableFile) -> dict[str, str]:
    """Return what a detail says of a row: in which lines it stands, and which date is there."""
    pattern = {Problem.BAD_ROW: _ROW, Problem.BAD_DATE: _DATE}.get(error.problem)
    found = pattern.fullmatch(error.detail) if pattern else None
    return found.groupdict("") if found else {}


def _sentence(error: UnreadableFile) -> "StrPromise":
    match error.problem:
        case Problem.EMPTY if _is_number(error):
            return _EMPTY_LINE
        case Problem.BAD_FRONT_MATTER if _is_number(error):
            return _BAD_LINE
        case Problem.BAD_FRONT_MATTER if error.detail == "date":
            return _BAD_DATE
        case Problem.UNKNOWN_FORMAT if error.detail in _KINDS:
            return _KINDS[error.detail]
        case Problem.DAMAGED if error.detail == "json":
            return _BAD_JSON
        case Problem.NO_TEXT_COLUMN if error.detail == "json":
            return _NO_TEXT_KEY
        case Problem.BAD_ROW if place := _place(error):
            return _ROWS[place["what"]]
        case Problem.BAD_ROW if error.detail == "json":
            return _BAD_JSON
        case Problem.BAD_DATE if place := _place(error):
            return _DATE_LINE if place["line"] else _DATE_SAID
        case Problem.NESTED if error.detail == "path":
            return _BAD_PATH
        case Problem.BOMB if error.detail == "document":
            return _HEAVY_DOCUMENT
        case Problem.TOO_MANY if error.detail == "pages":
            return _TOO_MANY_PAGES
    return SENTENCES[error.problem]


def _is_number(error: UnreadableFile) -> bool:
    return error.detail.isascii() and error.detail.isdigit()


_MISHAPS = {
    Mishap.CRASH: _("Reading it went wrong. Nothing of it is lost: try again, or send its text as plain text."),
    Mishap.ANNOTATION: _(
        "The article is here and can be read, but marking its names went wrong. Try again, or publish it without marks."
    ),
    Mishap.GONE: _("The file is no longer kept. Send it again."),
    Mishap.STATUS: _("The site answered with error %(detail)s. Save the page and send it as a file."),
}
_NO_PAGE = _("The site says that there is no such page. Check the address.")
_NOT_FOR_US = _("The site does not let us read this page. Save it in your browser and send it as a file.")
_NOT_NOW = _("The site cannot answer for now. Try again later.")
_STATUS = {
    "401": _NOT_FOR_US,
    "403": _NOT_FOR_US,
    "404": _NO_PAGE,
    "410": _NO_PAGE,
    "429": _NOT_NOW,
    "451": _NOT_FOR_US,
    "500": _NOT_NOW,
    "502": _NOT_NOW,
    "503": _NOT_NOW,
    "504": _NOT_NOW,
}
_FETCHING = {
    Reason.ADDRESS: _("This is not the address of a page. Copy it again from your browser."),
    Reason.SCHEME: _("Only addresses that begin with http:// or https:// can be fetched."),
    Reason.USERINFO: _("The address holds a name or a password. Take them out, or send the page as a file."),
    Reason.PORT: _("Pages are not fetched from this port. Save the page and send it as a file."),
    Reason.BLOCKED: _(
        "The address leads into a private network, from which nothing is fetched. Save the page and send it as a file."
    ),
    Reason.DNS: _("There is no site of this name. Check the address."),
    Reason.CONNECT: _("The site does not answer. Check the address, or try again later."),
    Reason.TLS: _("The certificate of the site is not valid: nobody knows who answers. Send the page as a file."),
    Reason.TIMEOUT: _("The site took too long to answer. Try again later."),
    Reason.REDIRECTS: _("The address leads from one page to the next without end. Give the address of the last one."),
    Reason.EXPANDS: _("What the site sent is far too large when unpacked. Save the page and send it as a file."),
    Reason.CONTENT_TYPE: _("What stands there is not a page or a document. Give the address of an article."),
    Reason.BROKEN: _("The site’s answer was cut short or broken. Try again, or save the page and send it as a file."),
}
_SPARE = _("This is the text of the feed: the page gave no article.")
_OTHERWISE = _("It could not be taken in. Try again, or send its text as plain text.")


def known(article: Article) -> str:
    """Return that the text of ``article`` is not stored twice."""
    return gettext("This text is already here: “%(title)s”.") % {"title": article.title}


def meanwhile(problem: str, detail: str = "") -> str:
    """Return what is wrong with an address, without what helps; "" for a problem of another kind."""
    return complaints.about(problem, detail).wrong if problem in {*Reason, Mishap.STATUS} else ""


def instead_of(problem: str, detail: str = "") -> str:
    """Return that an article has the text of its feed, and why not that of its page."""
    return f"{_SPARE} {meanwhile(problem, detail)}".rstrip()


def told(problem: str, detail: str = "") -> str:
    """Return, in the language of the interface, why a deposit failed and what helps; its row has both words."""
    if problem in {*Problem}:
        # What stands at an address may be too large as well, and then the detail is no number.
        words = detail if problem != Problem.TOO_LARGE or detail.isdecimal() else ""
        return reason(UnreadableFile(Problem(problem), words))
    sentence = _MISHAPS.get(problem) or _FETCHING.get(problem) or _OTHERWISE
    if problem == Mishap.STATUS:
        sentence = _STATUS.get(detail, sentence)
    return str(sentence) % {"detail": detail}
