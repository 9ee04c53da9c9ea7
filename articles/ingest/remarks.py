"""What is told of an article that came in: no fault, but something that an editor should know."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from articles.extract import Remark, Remarked
from articles.text.normalise import canonical_line

_MOST = 300


def kept(remarks: Sequence[Remark]) -> str:
    """Return remarks as ``Deposit.detail`` keeps them where there is no problem: one a line, cut to what it holds."""
    rooms = _MOST // len(remarks) if remarks else 0
    return "\n".join(_cut(f"{each.kind} {each.count} {canonical_line(each.words)}", rooms - 1) for each in remarks)


def added(detail: str, remarks: Sequence[Remark]) -> str:
    """Return ``detail`` with more remarks below those that it keeps already, as far as there is room."""
    return "\n".join(filter(None, [detail, kept(remarks)]))[:_MOST]


def told(detail: str) -> list[str]:
    """Return, in the language of the interface, the remarks that a deposit without a problem has as its ``detail``."""
    return [_sentence(kind, count, words) for kind, count, words in _read(detail)]


def marks(detail: str) -> list[str]:
    """Return the same in a word or two each, for a line of a list."""
    return [_mark(kind, count) for kind, count, _words in _read(detail)]


def _read(detail: str) -> list[tuple[str, int, str]]:
    lines = [line.split(" ", 2) for line in detail.split("\n") if line.count(" ") >= 2]
    return [(kind, int(count), words) for kind, count, words in lines if kind in {*Remarked}]


def _cut(line: str, most: int) -> str:
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _sentence(kind: str, count: int, words: str) -> str:
    match kind:
        case Remarked.PAGES:
            sentence = ngettext(
                "%(count)s of its %(words)s pages is a picture without text and was not read.",
                "%(count)s of its %(words)s pages are pictures without text and were not read.",
                count,
            )
        case Remarked.ENCLOSED:
            sentence = ngettext(
                "%(count)s file that its mail encloses was not read: %(words)s",
                "%(count)s files that its mail encloses were not read: %(words)s",
                count,
            )
        case _:
            sentence = gettext("The mail that brought it says: “%(words)s”")
    return sentence % {"count": count, "words": words}


def _mark(kind: str, count: int) -> str:
    match kind:
        case Remarked.PAGES:
            mark = ngettext("%(count)s page not read", "%(count)s pages not read", count)
        case Remarked.ENCLOSED:
            mark = ngettext("%(count)s enclosed file not read", "%(count)s enclosed files not read", count)
        case _:
            mark = gettext("with a word by mail")
    return mark % {"count": count}
