"""Why an article is refused, said so that the sender knows what to do."""

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.extract import MAX_BYTES, MAX_CHARACTERS, MAX_PAGES, MAX_PARTS, Problem, UnreadableFile
from articles.ingest.importing import DuplicateArticle

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
    "rich text": _("It is rich text (.rtf). Open it in a word processor and save it as .docx, then send that."),
    "open document": _("It is an OpenDocument file. Open it and save it as .docx, then send that."),
    "sheet": _("It is a spreadsheet. Save it as CSV, one article a row, then send that."),
    "slides": _("It is a presentation. Copy the text of the article and paste that."),
    "book": _("It is an e-book. Copy the text of the article and paste that."),
    "packed": _("It is packed in a way that is not read. Pack it as .zip, or send the files that are in it."),
    "feed": _("It is a feed, not an article. Send the pages of its articles."),
}
_BAD_JSON = _("It is not sound JSON. Have its program write it anew, then send it again.")
_BAD_PATH = _("It leads out of its zip file by its path or as a link. Pack the file itself, then send it again.")
_TOO_MANY_PAGES = _("It has more than %(most)s pages. Send it in several parts.")
_BAD_LINE = _("Line %(line)s, in the lines at its top, cannot be read. Correct it, then send the file again.")
_BAD_DATE = _("The date at its top is no date. Write it like 2026-11-22, then send the file again.")


def reason(error: UnreadableFile | DuplicateArticle) -> str:
    """Return, in the language of the interface, why the article is refused and what helps."""
    if isinstance(error, DuplicateArticle):
        return gettext("This text is already here: “%(title)s”.") % {"title": error.article.title}
    limits = {
        "megabytes": int(error.detail) if _is_number(error) else MAX_BYTES // 2**20,
        "characters": number_format(MAX_CHARACTERS, force_grouping=True),
        "most": number_format(MAX_PAGES if error.detail == "pages" else MAX_PARTS, force_grouping=True),
        "line": error.detail,
    }
    return str(_sentence(error)) % limits


def _sentence(error: UnreadableFile) -> "StrPromise":
    match error.problem:
        case Problem.BAD_FRONT_MATTER if _is_number(error):
            return _BAD_LINE
        case Problem.BAD_FRONT_MATTER if error.detail == "date":
            return _BAD_DATE
        case Problem.UNKNOWN_FORMAT if error.detail in _KINDS:
            return _KINDS[error.detail]
        case Problem.DAMAGED | Problem.BAD_ROW if error.detail == "json":
            return _BAD_JSON
        case Problem.NESTED if error.detail == "path":
            return _BAD_PATH
        case Problem.TOO_MANY if error.detail == "pages":
            return _TOO_MANY_PAGES
    return SENTENCES[error.problem]


def _is_number(error: UnreadableFile) -> bool:
    return error.detail.isascii() and error.detail.isdigit()
