"""From what the model says to clean spans: borders, and words that are no names."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from unicodedata import combining

from articles.nlp.found import LONGEST, MODEL, Found
from articles.nlp.gazetteer import Gazetteer
from articles.nlp.language import LanguageRules
from articles.text.annotation import Label, Mention, Origin
from articles.text.letters import UPPER

if TYPE_CHECKING:
    from spacy.tokens import Doc

_OPENING = re.compile(r"[\W_]+")
_CLOSING = re.compile(r"(?<![^\w.!?…])[^\w.!?…]+$")
_NO_NAME = re.compile(r"[A-Z]\.?|[A-Z]{1,2}\d+|\d.*")
# Also where a sentence ends inside what the model took for one name.
_BORDER = re.compile(rf'[\n"<>]| [-–—]+ |\.(?<=[a-zà-ÿ\'][a-zà-ÿ]\.) (?=[{UPPER}])')
_SENTENCE_START = re.compile(r"(?:^|[\n.!?…:][\"\s]*|\"\s*|[-–—•]\s*)$")
_NEXT_CAPITAL = re.compile(rf"([{UPPER}][\w-]+) (?=[{UPPER}])")
_SMALL_WORD = re.compile(r"([a-zà-ÿ][\w'-]*) +(?=\S)")
_DESCRIBED_LEAST = 2
_ORDINAL = re.compile(r"\d{1,3}(?:er|re|e|st|nd|rd|th) \w")
_PLURAL_BEFORE = re.compile(r"\b(?:[Ll]es|[Dd]es|[Aa]ux|[Ee]ntre|[Cc]es|[Dd]eux|[Tt]he|[Pp]lusieurs) $")
_INITIAL = re.compile(r"(?:^|[\s.])[A-Z]\.$")
# « Manac'h » is one word, « Zorb's » are two.
_INNER_APOSTROPHE = re.compile(r"(?<=\w)'(?!s\b)[a-zà-ÿ]\w*")
# A town in capitals on a line of its own: « LA BRESSE ».
_SHOUTED_ARTICLE = re.compile(r"(?:^|\n)(L[AE]S? |L')$")
_HEAD_WORD = re.compile(r"[\w-]+")
_INSIDE_WORD = re.compile(r"(?<=[a-zà-ÿ,] )[\w-]+")


def from_doc(doc: "Doc", content: str, rules: LanguageRules) -> list[Found]:
    """Return the spans of ``doc.ents``, none across a newline, quotation mark or tag; unknown labels become None.

    ``content`` is the text of ``doc``, which would have to put it together again.
    """
    found = []
    for ent in doc.ents:
        value = rules.labels.get(ent.label_)
        label = Label(value) if value else None
        for start, end in _parts(content, ent.start_char, ent.end_char):
            found.append(Found(start, end, label, Origin.MODEL, MODEL))
    return found


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for border in _BORDER.finditer(text, start, end):
        if text[start : border.start()].strip():
            yield start, border.start()
        start = border.end()
    if text[start:end].strip():
        yield start, end


def trim(
    text: str, found: list[Found], rules: LanguageRules, gazetteer: Gazetteer, demonyms: frozenset[str] = frozenset()
) -> list[Found]:
    """Return ``found`` without what does not belong to the names: articles, titles, functions, verbs, quotes."""
    whole = (part for f in found for part in _divided(text, f, rules, gazetteer))
    trimmed = (_trim_one(text, f, rules, gazetteer, demonyms) for f in whole)
    return [f for f in trimmed if f is not None]


def _divided(text: str, found: Found, rules: LanguageRules, gazetteer: Gazetteer) -> Iterator[Found]:
    """The names on both sides of a word that stands in no name of that kind (« Chaumont sans Anne Zorb »)."""
    surface = text[found.start : found.end]
    if found.end - found.start > LONGEST or gazetteer.named(surface):
        yield found
        return
    if found.label is Label.PLACE and (towns := surface.split("-"))[1:] and all(map(gazetteer.named, towns)):
        # A route or a border: « Paris-Limoges ».
        position = found.start
        for town in towns:
            yield replace(found, start=position, end=position + len(town))
            position += len(town) + 1
        return
    divider = rules.dividers.search(surface)
    if divider is None or not divider.start():
        yield found
        return
    middle = found.start + divider.start(), found.start + divider.end()
    before = replace(found, end=middle[0])
    yield (
        replace(before, label=None)
        if found.label is Label.PERSON and " " not in text[before.start : before.end]
        else before
    )
    rest = replace(found, start=middle[1])
    yield from _divided(text, rest if found.label is Label.PERSON else replace(rest, label=None), rules, gazetteer)


def _trim_one(
    text: str, found: Found, rules: LanguageRules, gazetteer: Gazetteer, demonyms: frozenset[str]
) -> Found | None:
    start, end = found.start, found.end
    if end - start > LONGEST:
        return None
    for _ in range(6):
        cut = _leading_length(text, start, end, found.label, rules, gazetteer, demonyms)
        if not cut:
            break
        start += cut
    if found.label is not Label.PERSON and not gazetteer.named(text[start:end]):
        start = _with_article(text, start, rules)
    start, end = _close(text, start, end, rules)
    if inner := _INNER_APOSTROPHE.match(text, end):
        end = inner.end()
    surface = text[start:end]
    if not (any(c.isupper() for c in surface) or _is_described(surface, found, rules)):
        return None
    if _NO_NAME.fullmatch(surface) and not (rules.trained and found.label and _ORDINAL.match(surface)):
        return None
    if _inside_a_word(text, start) or _inside_a_word(text, end):
        return None
    return found if (start, end) == (found.start, found.end) else replace(found, start=start, end=end)


def _is_described(surface: str, found: Found, rules: LanguageRules) -> bool:
    """Whether a body is named by what it does, without a capital: « chambre de métiers et de l'artisanat »."""
    named = found.label is Label.ORGANISATION and len(surface.split()) >= _DESCRIBED_LEAST
    return rules.trained and named and bool(rules.described_head.match(surface))


def _inside_a_word(text: str, position: int) -> bool:
    if not 0 < position < len(text):
        return False
    return bool(combining(text[position])) or (text[position - 1].isalnum() and text[position].isalnum())


def _with_article(text: str, start: int, rules: LanguageRules) -> int:
    """Move ``start`` before an article that has a capital inside a sentence, and so belongs to the name."""
    shouted = _SHOUTED_ARTICLE.search(text, max(0, start - 5), start)
    if shouted and _line_after(text, start).isupper():
        return shouted.start(1)
    article = rules.own_article.search(text, max(0, start - 4), start)
    if article and article.end() == start and not at_sentence_start(text, article.start()):
        return article.start()
    return start


def _line_after(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def _leading_length(
    text: str,
    start: int,
    end: int,
    label: Label | None,
    rules: LanguageRules,
    gazetteer: Gazetteer,
    demonyms: frozenset[str],
) -> int:
    """Count the characters at ``start`` that do not belong to the name."""
    surface = text[start:end]
    if gazetteer.named(surface) and not (label is Label.PERSON and surface[0].islower()):
        return 0
    if opening := _OPENING.match(surface):
        return opening.end()
    leading = None if rules.kept_article.match(surface) else rules.leading.match(surface)
    if leading and not (rules.trained and _is_own_word(surface, leading.end(), label, gazetteer)):
        own = (
            label is not Label.PERSON
            and rules.own_article.match(surface)
            and leading.end() < len(surface)
            and not at_sentence_start(text, start)
            and not gazetteer.named(surface[leading.end() :])
        )
        if not own:
            return leading.end()
    people = _NEXT_CAPITAL.match(surface)
    if people and people.group(1).lower() in demonyms and label in {Label.PERSON, Label.ORGANISATION}:
        return people.end()
    if label is Label.PERSON and (title := rules.title.match(surface) or rules.role.match(surface)):
        return title.end()
    if label is Label.PERSON and (word := _SMALL_WORD.match(surface)) and word.group(1) not in rules.particles:
        return word.end()
    if label is Label.ORGANISATION and (noun := rules.firm_noun.match(surface)):
        return noun.end()
    if label is Label.PLACE and (noun := rules.place_noun.match(surface)):
        return noun.end()
    return 0


def _is_own_word(surface: str, length: int, label: Label | None, gazetteer: Gazetteer) -> bool:
    """Whether a first word with a capital may belong to the name: « Le Bihan », « D'Alema », « Chez Zézette »."""
    rest = surface[length:]
    elided = surface[1] == "'" and label is not Label.PERSON
    return surface[0].isupper() and rest[:1].isupper() and not elided and not gazetteer.named(rest)


def _close(text: str, start: int, end: int, rules: LanguageRules) -> tuple[int, int]:
    for _ in range(3):
        surface = text[start:end]
        if closing := _CLOSING.search(surface):
            end = start + closing.start()
        elif trailing := rules.trailing.search(surface):
            end = start + trailing.start()
        elif surface.endswith(".") and len(surface) > 3 and not _INITIAL.search(surface):
            end -= 1
        else:
            break
    return start, end


def at_sentence_start(text: str, position: int) -> bool:
    """Say whether the word at ``position`` has its capital from its place in the sentence."""
    return position == 0 or bool(_SENTENCE_START.search(text, max(0, position - 6), position))


def without_noise(
    text: str, found: list[Found], rules: LanguageRules, gazetteer: Gazetteer, demonyms: frozenset[str]
) -> list[Found]:
    """Return ``found`` without common words, peoples and headings that the model took for names."""
    inside = frozenset(_INSIDE_WORD.findall(text))
    return [f for f in found if not _is_noise(text, f, rules, gazetteer, demonyms, inside)]


def _is_noise(
    text: str,
    found: Found,
    rules: LanguageRules,
    gazetteer: Gazetteer,
    demonyms: frozenset[str],
    inside: frozenset[str],
) -> bool:
    """``inside`` are the words that stand inside a sentence, where only a name has a capital."""
    surface = text[found.start : found.end]
    if gazetteer.named(surface):
        return False
    if surface.lower() in rules.function_words or surface in rules.stop_surfaces:
        return True
    if surface.lower() in demonyms or ("-" in surface and surface.lower().rpartition("-")[2] in demonyms):
        return True
    if _is_people(text, found.start, surface, rules) or rules.no_names.fullmatch(surface):
        return True
    words = _HEAD_WORD.findall(surface)
    if len(words) > 1 and words[0].lower() in demonyms and not any(word[0].isupper() for word in words[1:]):
        return True
    plural = len(words) == 1 and surface.endswith("s") and known_word(surface, rules) and not surface.isupper()
    if plural and (not rules.trained or _PLURAL_BEFORE.search(text, max(0, found.start - 12), found.start)):
        # A plural noun with a capital inside a sentence is a people (« les Soviétiques »).
        return True
    if not words or not at_sentence_start(text, found.start):
        return False
    if len(words) == 1:
        return known_word(words[0], rules) and not surface.isupper() and words[0] not in inside
    return (
        found.label is not Label.ORGANISATION
        and known_word(words[0], rules)
        and not any(word[0].isupper() for word in words[1:])
    )


def _is_people(text: str, start: int, surface: str, rules: LanguageRules) -> bool:
    before = text[max(0, start - 7) : start]
    return bool(rules.plural_demonym.fullmatch(surface) and surface.endswith("s") and _PLURAL_BEFORE.search(before))


def known_word(word: str, rules: LanguageRules) -> bool:
    """Say whether ``word`` is a common word of the language."""
    lower = word.lower()
    return lower in rules.function_words or lower in rules.common_words or lower.rstrip("s") in rules.common_words


def shifted(found: Found, offset: int) -> Found:
    """Return ``found`` moved by ``offset``, from a piece of a text into the whole."""
    return replace(found, start=found.start + offset, end=found.end + offset)


def with_surface(mention: Mention, text: str) -> Mention:
    """Return ``mention`` with its surface as ``text`` writes it, typography included."""
    surface = text[mention.start : mention.end]
    return mention if surface == mention.surface else replace(mention, surface=surface)
