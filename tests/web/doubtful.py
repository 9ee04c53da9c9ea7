"""Drafts that leave questions open, made by hand."""

from articles.models import Article, Entity, Kind, MentionCertainty
from tests.web import archive


def bearers() -> list[Entity]:
    """Two people of one surname, each introduced by an article."""
    found = []
    for name in ("Anne Zorb", "Max Zorb"):
        person = archive.entity(name, description_fr="chimiste", description_en="chemist")
        row = archive.article(f"{name} rit.", {name: person}, title=name)
        row.introductions.create(entity=person, short="zorb")
        found.append(person)
    return found


def lone(text: str = "Ici, Zorb dort.", **given) -> Article:
    """A draft with a surname that several bear."""
    bare = Entity.objects.filter(key="person/Zorb").first() or archive.entity("Zorb")
    row = archive.article(text, {"Zorb": bare}, **{"status": archive.DRAFT, **given})
    row.mentions.update(certainty=MentionCertainty.SEVERAL, short="zorb")
    return row


def newcomer(name: str = "Ida Zorb") -> Article:
    """A draft that names somebody new in full."""
    person = archive.entity(name)
    row = archive.article(f"{name} parle.", {name: person}, status=archive.DRAFT)
    row.introductions.create(entity=person, short="zorb")
    return row


def faint(surface: str = "Machin") -> Article:
    """A draft with what is hardly a name."""
    return archive.article(
        f"Le {surface} est là.", {surface: archive.entity(surface)}, status=archive.DRAFT, confidence=0.3
    )


def unsure(code: str = "KR", text: str = "Des ingénieurs coréens sont là.", words: str = "coréens") -> Article:
    """A draft that may name a country by some words."""
    row = archive.article(text, status=archive.DRAFT, about=[code])
    start = text.index(words)
    row.article_countries.update(sure=False, evidence=[[start, start + len(words)]])
    return row


def nowhere() -> Article:
    """A draft that names a place, and no country."""
    place = archive.entity("Trifouillis", Kind.PLACE)
    return archive.article("À Trifouillis, il pleut.", {"Trifouillis": place}, status=archive.DRAFT)
