"""Lone surnames and acronyms of many texts, explained by all of them together.

The rows of an archive follow the same rule (``ingest.settling``).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from articles.text.annotation import Annotation, Certainty, Label, Link, Mention


class Archive:
    """Who is introduced in full by the texts that it was told of."""

    def __init__(self) -> None:
        self._bearers: dict[tuple[Label, str], set[str]] = defaultdict(set)
        self._names: dict[str, str] = {}

    def add(self, annotation: Annotation) -> None:
        """Note whom a text names in full."""
        for introduction in annotation.introductions:
            self._bearers[introduction.label, introduction.short].add(introduction.key)
        introduced = {introduction.key for introduction in annotation.introductions}
        for mention in annotation.mentions:
            if mention.link.key in introduced:
                self._names.setdefault(mention.link.key, mention.link.name)

    def settled(self, mention: Mention) -> Mention:
        """Return ``mention`` with the bearer of its short name: one is likely, several leave it as it is."""
        bearers = self._bearers.get((mention.label, mention.link.short), set()) if mention.link.short else set()
        if not bearers:
            return mention
        if len(bearers) > 1:
            link = replace(mention.link, certainty=Certainty.SEVERAL, candidates=tuple(sorted(bearers)))
            return replace(mention, link=link)
        (key,) = bearers
        link = Link(key, self._names.get(key, mention.link.name), certainty=Certainty.LIKELY, short=mention.link.short)
        return replace(mention, link=link)


def explained(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Return ``annotations`` with the short names of each explained by all."""
    found, archive = list(annotations), Archive()
    for annotation in found:
        archive.add(annotation)
    return [replace(a, mentions=tuple(map(archive.settled, a.mentions))) for a in found]
