"""Why an article is refused, said so that the sender knows what to do."""

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.extract import MAX_BYTES, MAX_CHARACTERS, Problem, UnreadableFile
from articles.ingest.importing import DuplicateArticle

SENTENCES = {
    Problem.EMPTY: _("It holds no text. Choose the file that holds the text of the article, or paste it."),
    Problem.TOO_LARGE: _("It is larger than %(megabytes)d MB. Send the text alone, without pictures."),
    Problem.BINARY: _("It is not a text. Save the article as plain text or Markdown, or paste its text."),
    Problem.UNKNOWN_FORMAT: _(
        "Files of this kind cannot be read. Send plain text (.txt) or Markdown (.md), or paste the text."
    ),
    Problem.BAD_FRONT_MATTER: _(
        "The lines between the two “---” at its top cannot be read. Correct them or take them out, "
        "then send the file again."
    ),
    Problem.TOO_LONG: _("It is longer than %(characters)s characters. Send it in several parts."),
}
_BAD_LINE = _("Line %(line)s, in the lines at its top, cannot be read. Correct it, then send the file again.")
_BAD_DATE = _("The date at its top is no date. Write it like 2026-11-22, then send the file again.")


def reason(error: UnreadableFile | DuplicateArticle) -> str:
    """Return, in the language of the interface, why the article is refused and what helps."""
    if isinstance(error, DuplicateArticle):
        return gettext("This text is already here: “%(title)s”.") % {"title": error.article.title}
    sentence = SENTENCES[error.problem]
    if error.problem is Problem.BAD_FRONT_MATTER:
        if error.detail.isdigit():
            sentence = _BAD_LINE
        elif error.detail == "date":
            sentence = _BAD_DATE
    limits = {
        "megabytes": MAX_BYTES // 2**20,
        "characters": number_format(MAX_CHARACTERS, force_grouping=True),
        "line": error.detail,
    }
    return str(sentence) % limits
