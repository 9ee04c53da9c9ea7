"""Drawing mentions: ``articles.web.highlight`` beside displaCy, on the same text and spans."""

import re
from html import unescape
from statistics import median

from articles import nlp
from articles.text.segments import outermost
from benchmarks.archive import seed_texts, wake_django
from benchmarks.measuring import in_turns, machine, show

REPEATS = 200
SIZES = (40, 400)


def main() -> None:
    wake_django()
    from spacy import displacy

    from articles.web.highlight import Mark, render

    rows = []
    for size in SIZES:
        text, marks = sample(size, Mark)
        spans = [{"start": mark.start, "end": mark.end, "label": mark.label} for mark in marks]
        shown = {"text": text, "title": None, "ents": spans}
        ways = {
            "highlight.render": lambda text=text, marks=marks: render(text, marks),
            "displacy.render": lambda shown=shown: displacy.render(shown, style="ent", manual=True, jupyter=False),
        }
        drawn = {name: way() for name, way in ways.items()}
        if content(drawn["highlight.render"]) != text:
            raise SystemExit("highlight.render changed the text")
        same = squeezed(content_of_displacy(drawn["displacy.render"])) == squeezed(text)
        kept = {"highlight.render": "exactly", "displacy.render": "but for blanks" if same else "NO"}
        times = {name: median(found) for name, found in in_turns(ways, repeats=REPEATS).items()}
        for name, time in times.items():
            share = time / times["displacy.render"]
            rows.append((size, len(text), name, 1e6 * time, share, len(drawn[name]), kept[name]))
    show(
        f"Drawing mentions as links, median of {REPEATS}",
        ("mentions", "characters", "by", "µs/call", "× displaCy", "characters out", "text kept"),
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
