"""Every interface string of the project, as gettext would find it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def messages() -> Iterator[tuple[str, int, str | tuple[str, ...]]]:
    """Yield (file, line, msgid or (singular, plural)) of all templates and modules."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        # What templatize gives is only nearly Python: its indentation is the template's.
        lines = templatize(path.read_text(encoding="utf-8")).split("\n")
        yield from _extracted(path, "\n".join(line.lstrip() for line in lines))
    for folder in ("articles", "newsroom"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from _extracted(path, path.read_text(encoding="utf-8"))


def _extracted(path: Path, source: str) -> Iterator[tuple[str, int, str | tuple[str, ...]]]:
    found = extract_python(BytesIO(source.encode()), _KEYWORDS, [], {"encoding": "utf-8"})
    for line, function, given, _comments in found:
        name = str(path.relative_to(ROOT))
        values = (given,) if isinstance(given, str) else tuple(v for v in given if v)
        if function.startswith(("ngettext", "npgettext")):
            yield name, line, values[-2:] if function.startswith("n") and len(values) > 1 else values
        elif function.startswith("pgettext"):
            yield name, line, values[1]
        elif values:
            yield name, line, values[0]
