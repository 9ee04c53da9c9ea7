"""Rules of the press that tell what kind of name a span is, and where it ends."""

import re
from dataclasses import replace

from articles.nlp.found import ALIAS, KNOWN, LONGEST, RULE, SURE, Found, Row
from articles.nlp.gazetteer import Gazetteer, Hit
from articles.nlp.language import LanguageRules
from articles.text.annotation import Label, Origin
from articles.text.letters import UPPER
from articles.text.normalise import fold

_ACRONYM = re.compile(rf"\((?=[\w-]*[{UPPER}][\w-]*[{UPPER}])([{UPPER}](?:[^\W\d_]|-){{0,8}}[^\W\d_])\)")
_WORD = re.compile(r"[\w-]+")
_CAPITALISED_BEFORE = re.compile(rf"(?<![.!?…:\"\n] )(?<!^)\b[{UPPER}][\w-]+ $")
_CAPITALISED_AFTER = re.compile(rf" ([{UPPER}][\w'-]+)")
_PERSON_NAME = re.compile(rf"[{UPPER}][\w'-]+(?: [{UPPER}][\w'-]+){{0,2}}")
_LONG_FORM_REACH = 140


def with_known_names(text: str, found: list[Found], gazetteer: Gazetteer, rules: LanguageRules) -> list[Found]:
    """Return ``found`` with every known name in it, over equal or shorter spans, never over longer ones."""
    result = Row(found)
    hits = gazetteer.find(text)
    abroad = {hit.candidates[0].country for hit in hits if not hit.ambiguous} - rules.home
    for hit in hits:
        touching = result.touching(hit.start, hit.end)
        inside = any(_encloses(f, hit) for f in touching) and not _is_loose(text, touching, hit, rules)
        if inside or _says_where_from(hit, result):
            continue
        expected = hit.label is Label.PLACE and hit.candidates[0].country in abroad and bool(touching)
        if hit.ambiguous and not expected and not any(f.label in {hit.label, None} for f in touching):
            continue
        if not touching and _part_of_a_name(text, hit, rules):
            continue
        agrees = any((f.start, f.end, f.label) == (hit.start, hit.end, hit.label) for f in touching)
        confidence = SURE if agrees else KNOWN
        result.put(Found(hit.start, hit.end, _label_of(hit, touching), Origin.GAZETTEER, confidence))
    return result.all()


def _says_where_from(hit: Hit, found: Row) -> bool:
    """Whether a country's name is an adjective before somebody's: « le Suisse Loïc Zorb »."""
    following = found.touching(hit.end + 1, hit.end + 2)
    return hit.is_country and any(f.label is Label.PERSON and f.start == hit.end + 1 for f in following)


def _encloses(found: Found, hit: Hit) -> bool:
    return found.start <= hit.start and hit.end <= found.end and found.end - found.start > hit.end - hit.start


def _is_loose(text: str, touching: list[Found], hit: Hit, rules: LanguageRules) -> bool:
    """Whether the longer span around a known name is no name itself: the rest of it is lower-case words
    (« négociations de Genève », « Chine et »), and it does not begin as an organisation does."""
    if len(touching) != 1 or rules.organisation_head.match(text[touching[0].start : touching[0].end]):
        return False
    outer = touching[0]
    if outer.label is Label.PERSON:
        return False
    if rules.trained and hit.label is outer.label is Label.ORGANISATION and outer.start == hit.start:
        return bool(rules.no_joiner.match(text, hit.end, outer.end))
    if rules.trained and not (hit.is_country and (outer.label is None or outer.start == hit.start)):
        return False
    rest = text[outer.start : hit.start] + " " + text[hit.end : outer.end]
    return not any(word[0].isupper() or word[0].isdigit() for word in _WORD.findall(rest)) and (
        outer.label is None or not rules.site_noun.search(text[outer.start : hit.start])
    )


def _label_of(hit: Hit, touching: list[Found]) -> Label:
    """The kind that the model saw where several entities bear the name, else the known one."""
    kinds = {entity.kind for entity in hit.candidates}
    for f in touching:
        if len(kinds) > 1 and f.label in kinds:
            return f.label
    return hit.label


def _part_of_a_name(text: str, hit: Hit, rules: LanguageRules) -> bool:
    """Whether a place stands inside a person's or firm's name that the model missed (« Jack London »)."""
    if hit.label is not Label.PLACE:
        return False
    before = _CAPITALISED_BEFORE.search(text[max(0, hit.start - 25) : hit.start])
    if before and before.group().strip().lower() not in rules.function_words and not hit.is_country:
        return True
    after = _CAPITALISED_AFTER.match(text, hit.end)
    return bool(after and not hit.is_country and after.group(1).lower() not in rules.function_words)


def retyped(
    text: str, found: list[Found], rules: LanguageRules, gazetteer: Gazetteer, first_names: frozenset[str]
) -> list[Found]:
    """Return ``found`` with the kinds that their surroundings prove."""
    return [_retype(text, f, rules, gazetteer, first_names) for f in found]


def _retype(text: str, found: Found, rules: LanguageRules, gazetteer: Gazetteer, first_names: frozenset[str]) -> Found:
    if found.origin is Origin.GAZETTEER and not _is_titled(text, found, rules):
        return found
    label = _proven_label(text, found, rules, gazetteer, first_names)
    if label is None or label is found.label:
        return found
    return replace(found, label=label, origin=Origin.RULE, confidence=RULE)


def _is_titled(text: str, found: Found, rules: LanguageRules) -> bool:
    """Whether a title stands right before the name: « M. Quimper »."""
    before = text[max(0, found.start - 40) : found.start]
    return bool(re.search(r"(?<!\w)" + rules.title.pattern.rsplit(r"\s+", 1)[0] + r"\s+$", before))


def _proven_label(
    text: str, found: Found, rules: LanguageRules, gazetteer: Gazetteer, first_names: frozenset[str]
) -> Label | None:
    surface = text[found.start : found.end]
    before, after = text[max(0, found.start - 40) : found.start], text[found.end : found.end + 40]
    around = f"{before}\0{after}"
    words = surface.split()
    if _is_titled(text, found, rules):
        return Label.PERSON
    if (known := gazetteer.named(surface)) and not (found.label and gazetteer.is_ambiguous(surface)):
        return known[0].kind
    if rules.place_form.fullmatch(surface) or rules.place_context.search(around):
        return Label.PLACE
    if found.label is not Label.ORGANISATION and rules.firm_context.search(around):
        return Label.ORGANISATION
    institution = bool(rules.organisation_head.match(surface))
    if found.label is not Label.PERSON and not institution and not surface.isupper():
        believed = rules.trained and found.label is Label.ORGANISATION
        if len(words) <= 3 and rules.role_after.match(after) and not believed:
            return Label.PERSON
        if 2 <= len(words) <= 3 and rules.apposition.search(around):
            return Label.PERSON
        if 2 <= len(words) <= 3 and first_names.issuperset(words[0].split("-")) and all(w[0].isupper() for w in words):
            return Label.PERSON
        if len(words) <= 2 and rules.speech_after.match(after) and found.label is not Label.PLACE and not believed:
            return Label.PERSON
    if institution and len(words) > 1:
        return Label.ORGANISATION
    shouted = surface.isupper() and 2 <= len(surface) <= 6
    if shouted and found.label in {Label.PLACE, Label.PERSON} and not rules.trained:
        return Label.ORGANISATION
    return None


def widened(text: str, found: list[Found], rules: LanguageRules) -> list[Found]:
    """Return ``found`` with long names made whole: « ministère de l'Intérieur », « place Cuvier »."""
    result: list[Found] = []
    if rules.trained:
        return _after_titles(text, [_of_a_house(text, f, rules) for f in found], rules)
    for f in sorted(found, key=lambda f: f.start):
        if result and _continues(text, result[-1], f, rules):
            result[-1] = replace(result[-1], end=f.end, origin=Origin.RULE, confidence=RULE)
            continue
        institution = _ending(rules.institution_before, text, f.start, reach=40)
        if institution and f.label is not Label.PERSON and _after_last(result, institution.start()):
            result.append(Found(institution.start(), f.end, Label.ORGANISATION, Origin.RULE, RULE))
            continue
        site = _ending(rules.site_noun, text, f.start, reach=30)
        if site and f.label is not None and f.origin is not Origin.GAZETTEER and _after_last(result, site.start()):
            result.append(Found(site.start(), f.end, Label.PLACE, Origin.RULE, RULE))
            continue
        result.append(f)
    return _after_titles(text, result, rules)


def _of_a_house(text: str, found: Found, rules: LanguageRules) -> Found:
    """Return ``found`` with the kind of house that it names right before it: « lycée professionnel Claude-Nougaro »."""
    house = _ending(rules.house_before, text, found.start, reach=40)
    if house is None or found.origin is Origin.GAZETTEER:
        return found
    return Found(house.start(), found.end, Label.ORGANISATION, Origin.RULE, RULE)


def _ending(pattern: re.Pattern[str], text: str, end: int, *, reach: int) -> re.Match[str] | None:
    """Match ``pattern``, which ends in ``$``, right before ``end``, on one line (``$`` alone allows a newline)."""
    match = pattern.search(text, max(0, end - reach), end)
    return match if match and match.end() == end and "\n" not in match.group() else None


def _after_last(result: list[Found], start: int) -> bool:
    return not result or result[-1].end <= start


def _continues(text: str, first: Found, second: Found, rules: LanguageRules) -> bool:
    return (
        first.label is Label.ORGANISATION
        and first.origin is not Origin.GAZETTEER
        and second.label in {Label.PLACE, Label.ORGANISATION}
        and second.end - first.start <= LONGEST
        and bool(rules.organisation_head.match(text[first.start : first.end]))
        and bool(rules.joiners.fullmatch(text[first.end : second.start]))
    )


def _after_titles(text: str, found: list[Found], rules: LanguageRules) -> list[Found]:
    """Add the names after « M. », « Mme », that the model missed."""
    result = Row(found)
    for title in re.finditer(r"(?<!\w)" + rules.title.pattern, text):
        name = _PERSON_NAME.match(text, title.end())
        if name and result.free(name.start(), name.end()):
            result.put(Found(name.start(), name.end(), Label.PERSON, Origin.RULE, RULE))
    return result.all()


def with_acronyms(text: str, found: list[Found], rules: LanguageRules) -> list[Found]:
    """Return ``found`` with every « long form (ACRONYM) » pair, as organisations."""
    result = Row(found)
    for match in _ACRONYM.finditer(text):
        before = _adjacent(result, match.start())
        long_form = _long_form(text, match.start(), match.group(1), rules)
        if before and long_form and before.start < long_form[0]:
            long_form = before.start, before.end
        if long_form and not (before and (before.start, before.end) == long_form and before.label):
            result.put(Found(*long_form, Label.ORGANISATION, Origin.RULE, RULE))
        if not (long_form or (before and _explains(text, before, match.group(1)))):
            continue
        if all(f.origin is not Origin.GAZETTEER for f in result.touching(match.start(1), match.end(1))):
            label = (before and before.label) or Label.ORGANISATION
            result.put(Found(match.start(1), match.end(1), label, Origin.RULE, ALIAS))
    return result.all()


def acronyms(text: str, found: list[Found]) -> dict[str, str]:
    """Return acronym → long form of every « long form (ACRONYM) » pair among ``found``, as the text has them."""
    row = Row(found)
    pairs: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        before = _adjacent(row, match.start())
        inside = [(f.start, f.end) for f in row.touching(*match.span(1)) if f.label is Label.ORGANISATION]
        if before and inside == [match.span(1)] and _explains(text, before, match.group(1)):
            pairs.setdefault(match.group(1), text[before.start : before.end])
    return pairs


def _adjacent(row: Row, bracket: int) -> Found | None:
    """The name that ends right before the bracket."""
    before = row.before(bracket)
    return before if before and before.end + 1 >= bracket else None


def _explains(text: str, long_form: Found, acronym: str) -> bool:
    """Whether ``acronym`` may be short for an organisation's name: by its first letter, or half of its letters."""
    if long_form.label not in {Label.ORGANISATION, None}:
        return False
    name = fold(text[long_form.start : long_form.end])
    if " " not in name or len(name) <= len(acronym):
        return False
    initials = iter(word[0] for word in re.findall(r"\w+", name))
    letters = fold(acronym)
    return name[0] == letters[0] or 2 * sum(letter in initials for letter in letters) >= len(letters)


def _long_form(text: str, end: int, acronym: str, rules: LanguageRules) -> tuple[int, int] | None:
    """Walk back from ``end`` until the capital letters of ``acronym`` are covered by initials."""
    reach = max(text.rfind("\n", 0, end) + 1, end - _LONG_FORM_REACH)
    words = list(_WORD.finditer(text, reach, end))
    wanted = [c.lower() for c in acronym if c.isupper()]
    first = None
    for word in reversed(words[-16:]):
        if not wanted:
            break
        if word.group().lower() in rules.small_words:
            continue
        if word.group()[0].lower() != wanted[-1]:
            return None
        wanted.pop()
        first = word
    if wanted or first is None or not first.group()[0].isupper():
        return None
    return first.start(), words[-1].end()
