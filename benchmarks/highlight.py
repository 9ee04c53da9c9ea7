"""Drawing mentions: ``articles.web.highlight`` beside displaCy, on the same text and spans."""

import re
from html import unescape

from articles import nlp
from articles.text.segments import outermost
from benchmarks.archive import seed_texts, wake_django
from benchmarks.measuring import machine, median, show

REPEATS = 200
SIZES = (40, 400)


def main() -> None:
    wake_django()
    from spacy import displacy

    from articles.web.highlight import Mark, render

    rows = []
    for size in SIZES:
        text, marks = sample(size, Mark)
        shown = {
            "text": text,
            "title": None,
            "ents": [{"start": m.start, "end": m.end, "label": m.label} for m in marks],
        }
        ours = render(text, marks)
        theirs = displacy.render(shown, style="ent", manual=True, page=False, jupyter=False)
        if content(ours) != text:
            raise SystemExit("our text is not the text")
        same = squeezed(content_of_displacy(theirs)) == squeezed(text)
        for name, call, size_of in (
            ("highlight.render", lambda t=text, m=marks: render(t, m), ours),
            (
                "displacy.render",
                lambda s=shown: displacy.render(s, style="ent", manual=True, page=False, jupyter=False),
                theirs,
            ),
        ):
            rows.append([len(marks), len(text), name, 1e6 * median([call] * REPEATS, warm=REPEATS // 10), len(size_of)])
        rows[-2].append(rows[-2][3] / rows[-1][3])
        rows[-1].append(1.0)
        rows[-2].append("exact")
        rows[-1].append("but for blanks" if same else "DIFFERS")
    show(
        f"Drawing mentions as links, median of {REPEATS}",
        ("mentions", "characters", "by", "µs/call", "bytes", "× displaCy", "text kept"),
        rows,
    )


def sample(size: int, mark: type) -> tuple[str, list]:
    """Seeds one after the other until they hold ``size`` mentions to draw."""
    texts, marks, offset = [], [], 0
    entities: dict[str, int] = {}
    while len(marks) < size:
        for text in seed_texts():
            for m in outermost(nlp.annotate(text).mentions):
                number = entities.setdefault(m.link.key, len(entities) + 1)
                address = f"/entities/{number}/{m.link.key.partition('/')[2]}/"
                marks.append(mark(m.start + offset, m.end + offset, number, m.label.value, address))
            texts.append(text)
            offset += len(text) + 2
            if len(marks) >= size:
                break
    marks = marks[:size]
    joined = "\n\n".join(texts)
    end = joined.find("\n\n", marks[-1].end)
    return joined[: end if end > 0 else len(joined)], marks


def content(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def content_of_displacy(html: str) -> str:
    """Its text without the label that it writes into each mark."""
    html = re.sub(r"<span[^>]*>[^<]*</span>\s*</mark>", "</mark>", html)
    return content(re.sub(r"</?br\s*/?>", "\n", html))


def squeezed(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    print(machine())
    main()
