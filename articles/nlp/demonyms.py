"""Adjectives and inhabitants of countries, in compounds too: « russo-kazakhe », « prorusse », « UK-based »."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.nlp.knowledge import KnownCountry
from articles.nlp.language import LanguageRules
from articles.text.annotation import Span
from articles.text.letters import UPPER

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LONGEST_COMPOUND = 8
_REACH = 30
_NAME_AFTER = re.compile(rf" ?[\"(]? ?[{UPPER}0-9]")


@dataclass(frozen=True, slots=True)
class Manners:
    """What one language does with demonyms."""

    sides: frozenset[str]
    """Words that may stand before a hyphen and point nowhere: nord-, pro-, anti-."""
    joined: tuple[str, ...]
    """Such words written in one with the demonym: « prorusse »."""
    blocs: re.Pattern[str]
    """What is no demonym but joined to a prefix like one: « sino-européen »."""
    joins_participles: bool
    """Whether a hyphen joins a country to a word that says what it does: « UK-based »."""
    no_participle: frozenset[str]
    """Words after such a hyphen that make a language of it: « Russian-speaking »."""
    languages: frozenset[str]
    """Forms that are a language's name too."""
    language_before: re.Pattern[str]
    """What precedes a language, and no country."""
    language_article: re.Pattern[str]
    """What precedes a language where no name follows: « le russe » but « le russe Rosatom »."""
    language_after: re.Pattern[str]
    """What follows a language that ``language_before`` announces."""
    language_noun: re.Pattern[str]
    """What follows a language, whatever precedes it."""
    chain: re.Pattern[str]
    """What stands between two languages."""


_FRENCH = Manners(
    sides=frozenset("nord sud est ouest centre pro anti ex non post néo ultra".split()),
    joined=("pro", "anti", "ex", "post", "ultra"),
    blocs=re.compile(r"(?:europé|afric|arabe|kurde|soviét|musulman|asiat|onusien|latino|indigène)\w*"),
    joins_participles=False,
    no_participle=frozenset(),
    languages=frozenset(
        """
        français anglais espagnol italien allemand portugais russe ukrainien polonais tchèque slovaque hongrois roumain
        bulgare serbe croate slovène grec turc chinois japonais coréen vietnamien thaï khmer birman mongol kazakh ouzbek
        kirghiz tadjik turkmène azéri arménien géorgien finnois suédois norvégien danois islandais néerlandais
        hollandais letton lituanien estonien albanais macédonien biélorusse malgache somali indonésien
        népalais irlandais gallois
        luxembourgeois maltais swazi samoan tongien tahitien brésilien moldave bosniaque monténégrin philippin laotien
        arabe persan hébreu hindi ourdou kurde berbère mandarin swahili latin occitan breton basque catalan
        """.split()
    ),
    language_before=re.compile(
        r"\b(?:en|langues?|bilingue|trilingue|(?:parl|baragouin|balbuti|tradui|appr[ei]n|enseign|écri)\w*"
        r"(?: couramment| bien| mal| aussi| un peu)?(?: en| du| le| l'| de l')?"
        r"|(?:cours|professeure?s?|profs?|leçons?|manuel|dictionnaire|mots?|locuteurs?|maîtrise|enseignement|usage"
        r"|pratique|version|épreuve|accent) (?:en|de|d'|du|de l')) ?$"
    ),
    language_article=re.compile(r"(?:\b(?:[Ll]e|[Dd]u|[Aa]u) |\b[Ll]'|\b[Dd]e l'|[Àà] l')$"),
    language_after=re.compile(r""),
    language_noun=re.compile(r"(?!)"),
    chain=re.compile(r"(?:,| et| ou|, et| puis| comme)? ?(?:en |le |l'|du |au |de l'|à l'|de |d')?"),
)

_ENGLISH = Manners(
    sides=frozenset("north south east west pro anti ex non post mid central".split()),
    joined=(),
    blocs=re.compile(r"(?:European|African|Arab|Kurdish|Soviet|Muslim|Asian)s?"),
    joins_participles=True,
    no_participle=frozenset("speaking speaker speakers language medium style".split()),
    languages=frozenset(
        """
        English French German Spanish Italian Portuguese Russian Ukrainian Polish Czech Slovak Hungarian Romanian
        Bulgarian Serbian Croatian Slovenian Greek Turkish Chinese Japanese Korean Vietnamese Thai Khmer Burmese
        Mongolian Kazakh Uzbek Kyrgyz Tajik Turkmen Azeri Azerbaijani Armenian Georgian Finnish Swedish Norwegian
        Danish Icelandic Dutch Latvian Lithuanian Estonian Albanian Macedonian Belarusian Malagasy Somali Indonesian
        Nepali Irish Welsh Luxembourgish Maltese Samoan Lao Faroese Arabic Persian
        Hebrew Hindi Urdu Kurdish Mandarin Swahili Latin Farsi Pashto Dari Cantonese Catalan Basque
        """.split()
    ),
    language_before=re.compile(
        r"\b(?:[Ii]n|into|[Ff]luent|(?:from|of) the|to"
        r"|(?:[Ss]pe?[ao]k|[Ll]earn|[Ss]tud[iy]|[Tt]each|[Uu]nderst|[Tt]ranslat)\w*"
        r"(?: in| into| from| some| good| fluent| a little| only)?|[Tt]aught|[Ss]poken) $"
    ),
    language_article=re.compile(r"(?!)"),
    language_after=re.compile(
        r"(?! ?[\w(-])| (?:and|or|but|at|on|in|to|with|for|by|from|is|was|than|as|that|who|when|while|since|before|so"
        r"|well|fluently|[A-Z]\w+(?:,| and| or|\.))\b"
    ),
    language_noun=re.compile(
        r" (?:[Ll]anguages?|lessons?|classes|speakers?|grammar|dictionary|dictionaries|subtitles|translations?|alphabet"
        r"|accents?|literature)\b"
    ),
    chain=re.compile(r"(?:,| and| or|, and|, or| into) "),
)
_MANNERS = {"fr": _FRENCH, "en": _ENGLISH}

Codes = tuple[str, ...]


class Demonyms:
    """Adjectives, inhabitants and compound prefixes of one language, each with its country."""

    def __init__(self, countries: Iterable[KnownCountry], rules: LanguageRules) -> None:
        self.language = rules.code
        self._manners = _MANNERS[rules.code]
        self._capitalised = rules.demonyms_capitalised
        self._language_before = rules.language_before
        self._of: dict[str, str] = {}
        self._prefix_of: dict[str, str] = {}
        self._place_of: dict[str, str] = {}
        for country in countries:
            for form in country.demonyms[rules.code]:
                self._of.setdefault(self._key(form), country.code)
            for prefix in country.prefixes[rules.code]:
                self._prefix_of.setdefault(prefix.lower(), country.code)
            for name in (country.name[rules.code], *country.variants[rules.code], country.capital[rules.code]):
                if name and " " not in name:
                    self._place_of.setdefault(name, country.code)
                    self._place_of.setdefault(name.upper(), country.code)
        phrases = sorted((form for form in self._of if not _WORD.fullmatch(form)), key=lambda form: (-len(form), form))
        flags = 0 if self._capitalised else re.IGNORECASE
        alternatives = "|".join(map(re.escape, phrases))
        self._phrase = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", flags) if phrases else None

    def _key(self, form: str) -> str:
        return form if self._capitalised else form.lower()

    @property
    def forms(self) -> frozenset[str]:
        """Every form in lower case."""
        return frozenset(form.lower() for form in self._of)

    def find(self, text: str) -> list[tuple[Span, Codes]]:
        """Return the spans of demonyms in ``text`` (plain typography) with the codes they point to."""
        found: list[tuple[Span, Codes]] = []
        taken = 0
        language_end = -1
        phrases = {m.start(): m for m in self._phrase.finditer(text)} if self._phrase else {}
        for word in _WORD.finditer(text):
            if not self._may_speak(word.group()) and word.start() not in phrases:
                continue
            if word.start() < taken:
                continue
            if phrase := phrases.get(word.start()):
                taken = phrase.end()
                found.append((Span(*phrase.span()), (self._of[self._key(phrase.group())],)))
            elif (codes := self._codes(word.group())) or word.group() in self._manners.languages:
                if self._is_language(text, word, language_end):
                    language_end = word.end()
                elif codes:
                    found.append((Span(*word.span()), codes))
            elif "-" in word.group():
                found.extend(self._places(text, word))
        return found

    def _may_speak(self, word: str) -> bool:
        """Whether a closer look at ``word`` is worth while: nearly all words are neither of these."""
        key = word if self._capitalised else word.lower()
        return key in self._of or "-" in word or key in self._manners.languages or key.startswith(self._manners.joined)

    def _codes(self, word: str) -> Codes:
        if code := self._of.get(self._key(word)):
            return (code,)
        if "-" not in word:
            rests = (word.lower().removeprefix(side) for side in self._manners.joined if word.lower().startswith(side))
            return tuple(self._of[rest] for rest in rests if rest in self._of)[:1]
        parts = word.split("-")
        if len(parts) > _LONGEST_COMPOUND:
            return ()
        return tuple(dict.fromkeys(self._compound(parts)))

    def _compound(self, parts: Sequence[str]) -> Iterator[str]:
        """The countries of a word with hyphens; none where its parts do not make sense together."""
        last = self._last(parts)
        if last:
            first, code = last
            yield from self._first(parts[:first])
            yield code
        elif self._manners.blocs.fullmatch(parts[-1]):
            yield from (self._prefix_of[p.lower()] for p in parts[:-1] if p.lower() in self._prefix_of)
        elif self._manners.joins_participles and parts[-1].islower() and parts[-1] not in self._manners.no_participle:
            yield from self._first(parts[:-1])

    def _places(self, text: str, word: re.Match[str]) -> Iterator[tuple[Span, Codes]]:
        """The parts of « Iran-Irak », « Nord-Mali », « ex-Zaïre »."""
        parts = word.group().split("-")
        if word.group() in self._place_of or _NAME_AFTER.match(text, word.end()):
            return
        if all(part in self._place_of or part.lower() in self._manners.sides for part in parts):
            start = word.start()
            for part in parts:
                if part in self._place_of:
                    yield Span(start, start + len(part)), (self._place_of[part],)
                start += len(part) + 1

    def _last(self, parts: Sequence[str]) -> tuple[int, str] | None:
        """Where the demonym at the end begins, and its country: « nord-coréen » has two parts."""
        for first in range(1, len(parts)):
            end = "-".join(parts[first:])
            if code := self._of.get(self._key(end)) or (self._capitalised and self._of.get(end.capitalize())):
                return first, code
        return None

    def _first(self, parts: Sequence[str]) -> Iterator[str]:
        start = 0
        while start < len(parts):
            for end in range(len(parts), start, -1):
                if code := self._one("-".join(parts[start:end])):
                    yield code
                    start = end
                    break
            else:
                start += 1

    def _one(self, part: str) -> str | None:
        return self._prefix_of.get(part.lower()) or self._of.get(self._key(part)) or self._place_of.get(part)

    def _is_language(self, text: str, word: re.Match[str], language_end: int) -> bool:
        """Whether the word names a language: « en russe », « parle anglais et russe », « le chinois »."""
        manners, (start, end) = self._manners, word.span()
        is_name = word.group() in manners.languages
        if is_name and manners.language_noun.match(text, end):
            return True
        if is_name and language_end >= 0 and manners.chain.fullmatch(text, language_end, start):
            return True
        before = max(0, start - _REACH)
        if not manners.language_after.match(text, end):
            return False
        if self._language_before.search(text, before, start):
            return True
        if is_name and manners.language_before.search(text, before, start):
            return True
        return bool(
            is_name and manners.language_article.search(text, before, start) and not _NAME_AFTER.match(text, end)
        )
