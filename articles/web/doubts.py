"""What the machine is in doubt about in articles: the only points that an editor is asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from articles.ingest.rulings import folded
from articles.models import (
    Alias,
    Article,
    ArticleCountry,
    Country,
    Entity,
    Introduction,
    Kind,
    Mention,
    MentionCertainty,
    Question,
    Ruling,
)
from articles.nlp.homonyms import countries_meant
from articles.web.quoting import Line, in_its_sentence

Span = tuple[int, int]
# Of one article so many places are asked about.
PLACES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom or what a name may mean, and how many published articles name it."""

    entity: Entity
    articles: int


@dataclass(frozen=True, slots=True)
class Point:
    """One question about an article; ``spans`` is where it arises.

    ``subject`` is what a ruling calls it; ``surface`` are the words, empty for those of a country, which are those at
    its first span; ``entity`` is what the words stand for now, ``country`` is the one asked
    about. ``candidates`` are the numbers of the entities that come into question.
    """

    question: Question
    subject: str
    surface: str
    spans: tuple[Span, ...]
    entity: Entity | None = None
    country: Country | None = None
    candidates: tuple[int, ...] = ()

    @property
    def is_where(self) -> bool:
        return self.question == Question.WHERE

    @property
    def at(self) -> int:
        return self.spans[0][0] if self.spans else 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A point as the desk shows it: with a sentence in which it arises, and its candidates as rows.

    ``countries`` are those that its words may mean, where they may mean several.
    """

    point: Point
    quote: Line | None
    candidates: tuple[Candidate, ...]
    words: str = ""
    countries: tuple[Country, ...] = ()

    @property
    def more(self) -> int:
        """How many further places it concerns."""
        return max(0, len(self.point.spans) - 1)


def open_points(articles: Iterable[Article]) -> dict[int, list[Point]]:
    """Return the questions that nobody has answered yet, by article, in the order of its text.

    The number of queries does not depend on how many articles there are. One that is not annotated has none.
    """
    titles = {a.pk: a.title for a in articles if a.is_annotated and a.is_in_a_known_language}
    numbers = list(titles)
    if not numbers:
        return {}
    doubtful = list(Mention.objects.filter(article__in=numbers).doubtful().with_loneliness().select_related("entity"))
    rows = list(ArticleCountry.objects.filter(article__in=numbers).select_related("country"))
    rulings = list(Ruling.objects.of(numbers))
    answered = {(ruling.article_id, ruling.question, ruling.subject) for ruling in rulings}
    # What an editor said is meant is not asked about, whichever question that was.
    answered |= {(r.article_id, Question.COUNTRY, r.country_id) for r in rulings if r.country_id}
    settled = {(r.article_id, folded(r.surface)) for r in rulings if r.question == Question.COUNTRY}
    points = [
        *_about_names(numbers, doubtful),
        *_about_countries(rows, doubtful),
        *_about_places(titles, rows, settled=settled),
    ]
    found: dict[int, list[Point]] = defaultdict(list)
    for article, point in sorted(points, key=lambda pair: pair[1].at):
        if (article, point.question, point.subject) not in answered:
            found[article].append(point)
    return dict(found)


def are_known(article: Article) -> bool:
    """Say whether it is known which points are in doubt: while names are to be found in a text, nobody knows."""
    return article.is_annotated or not article.is_in_a_known_language


def shown(article: Article, points: Iterable[Point]) -> list[Shown]:
    """Return the points of ``article`` as its page shows them, in two queries."""
    points = list(points)
    wanted = {pk for point in points for pk in point.candidates}
    rows = Entity.objects.with_article_counts().filter(pk__in=wanted) if wanted else []
    named = {entity.pk: Candidate(entity, entity.articles) for entity in rows}
    meant = [countries_meant_by(article, point) for point in points]
    codes = {code for each in meant for code in each}
    countries = Country.objects.in_bulk(codes) if codes else {}
    result = []
    for point, each in zip(points, meant, strict=True):
        candidates = sorted((named[pk] for pk in point.candidates if pk in named), key=lambda c: -c.articles)
        result.append(
            Shown(
                point,
                _quoted(article, point),
                tuple(candidates),
                words_of(article, point),
                tuple(countries[code] for code in each if code in countries),
            )
        )
    return result


def _quoted(article: Article, point: Point) -> Line | None:
    """Return the first sentence in which the very words of the point stand; else the first in which it arises."""
    if not point.spans:
        return None
    said = folded(point.surface)
    span = next((span for span in point.spans if folded(article.text[slice(*span)]) == said), point.spans[0])
    return in_its_sentence(article, *span, point.entity.kind if point.entity else "")


def countries_meant_by(article: Article, point: Point) -> tuple[str, ...]:
    """Return the codes of the countries that the words of a point may mean; none where they mean only one."""
    if point.question != Question.COUNTRY:
        return ()
    codes = countries_meant(article.language, words_of(article, point))
    return codes if len(codes) > 1 and point.subject in codes else ()


def words_of(article: Article, point: Point) -> str:
    """Return the words of the text that a point is about."""
    return point.surface or (article.text[slice(*point.spans[0])] if point.spans else "")


def _about_names(numbers: list[int], doubtful: Iterable[Mention]) -> list[tuple[int, Point]]:
    several: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    faint = []
    for mention in doubtful:
        if mention.certainty == MentionCertainty.SEVERAL:
            several[mention.article_id, mention.entity_id].append(mention)
        elif mention.alone:  # type: ignore[attr-defined]
            faint.append(mention)
    newcomers = _newcomers(numbers)
    bearers = _Bearers(numbers, [m for mentions in several.values() for m in mentions], newcomers)
    points = [
        (m.article_id, Point(Question.NAME, folded(m.surface), m.surface, ((m.start, m.end),), m.entity)) for m in faint
    ]
    for (article, _), mentions in several.items():
        first = mentions[0]
        if candidates := bearers.of(first):
            point = Point(Question.WHO, first.entity.key, first.surface, _spans(mentions), first.entity)
            points.append((article, replace(point, candidates=candidates)))
    for (article, entity), mentions in _mentions_of(newcomers).items():
        first = mentions[0]
        if candidates := bearers.beside(article, entity, newcomers[article, entity]):
            point = Point(Question.SAME, first.entity.key, first.entity.name, _spans(mentions), first.entity)
            points.append((article, replace(point, candidates=candidates)))
    return points


def _newcomers(numbers: list[int]) -> dict[tuple[int, int], set[str]]:
    """Return the persons whom one article names in full and nothing else knows, with their short names."""
    rows = Introduction.objects.filter(article__in=numbers).of_newcomers()
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for article, entity, short in rows.values_list("article", "entity", "short"):
        found[article, entity].add(short)
    return dict(found)


def _mentions_of(newcomers: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[Mention]]:
    entities = {entity for _, entity in newcomers}
    found: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    for mention in Mention.objects.filter(entity__in=entities).select_related("entity") if entities else ():
        found[mention.article_id, mention.entity_id].append(mention)
    return {key: found[key] for key in newcomers if key in found}


class _Bearers:
    """Who bears a name: by what articles introduce, by other names, by being named in the same article."""

    def __init__(
        self, numbers: list[int], several: Iterable[Mention], newcomers: Mapping[tuple[int, int], set[str]]
    ) -> None:
        several = list(several)
        shorts = {short for each in newcomers.values() for short in each}
        words = {folded(m.surface) for m in several}
        self._of: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._named: dict[tuple[int, str], list[tuple[int, frozenset[str]]]] = defaultdict(list)
        if not shorts | words:
            return
        introduced = Introduction.objects.filter(short__in=shorts | words)
        other = Alias.objects.filter(folded__in=shorts | words)
        same = Entity.objects.filter(sort_name__in=words)
        for rows in (
            introduced.values_list("entity__kind", "short", "entity").distinct(),
            other.values_list("entity__kind", "folded", "entity"),
            same.values_list("kind", "sort_name", "pk"),
        ):
            for kind, name, entity in rows:
                self._of[kind, name].add(entity)
        named = Mention.objects.filter(article__in=numbers).order_by()
        for article, kind, entity, name in named.values_list(
            "article", "entity__kind", "entity", "entity__name"
        ).distinct():
            self._named[article, kind].append((entity, frozenset(folded(name).split())))

    def of(self, mention: Mention) -> tuple[int, ...]:
        """Return whom a mention with several candidates may mean."""
        kind, name = mention.entity.kind, folded(mention.surface)
        within = set(name.split())
        here = {pk for pk, words in self._named[mention.article_id, kind] if within < words}
        found = here | self._of[kind, name]
        # While nobody decides, a name alone is an entity of its own; a known one of the same name may be meant.
        is_bare = folded(mention.entity.name) == name and not mention.entity.wikidata and not mention.entity.description
        return tuple(sorted(found - {mention.entity_id} if is_bare else found | {mention.entity_id}))

    def beside(self, article: int, entity: int, shorts: Iterable[str]) -> tuple[int, ...]:
        """Return who else bears one of the short names of a person; whom the article names too is another."""
        here = {pk for pk, _ in self._named[article, Kind.PERSON]}
        found = {pk for short in shorts for pk in self._of[Kind.PERSON, short]}
        return tuple(sorted(found - here - {entity}))


def _about_countries(rows: Iterable[ArticleCountry], doubtful: Iterable[Mention]) -> list[tuple[int, Point]]:
    shaky: dict[int, list[Span]] = defaultdict(list)
    for mention in doubtful:
        shaky[mention.article_id].append((mention.start, mention.end))
    points = []
    for row in rows:
        spans: tuple[Span, ...] = tuple((start, end) for start, end in row.evidence)
        if not row.sure or (spans and all(_touches(span, shaky[row.article_id]) for span in spans)):
            point = Point(Question.COUNTRY, row.country_id, "", spans, country=row.country)
            points.append((row.article_id, point))
    return points


def _about_places(
    titles: Mapping[int, str], rows: Iterable[ArticleCountry], *, settled: Collection[tuple[int, str]]
) -> list[tuple[int, Point]]:
    """Ask where a place is of which nothing is known, and by which its article names no country.

    Only of the few that an article names most: twice, or in its title; and of one where it names no country at all.
    ``settled`` are the words of which an editor said which country they mean.
    """
    led: dict[int, list[Span]] = defaultdict(list)
    for row in rows:
        led[row.article_id] += [(start, end) for start, end in row.evidence]
    somewhere = {row.article_id for row in rows}
    unknown = {f"entity__{name}": "" for name in ("wikidata", "description_fr", "description_en")}
    mentions = Mention.objects.filter(article__in=titles, entity__kind=Kind.PLACE, entity__country=None, **unknown)
    found: dict[int, dict[int, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions.select_related("entity"):
        found[mention.article_id][mention.entity_id].append(mention)
    points = []
    for article, places in found.items():
        title, asked = folded(titles[article]), 0
        for mentions_of_it in sorted(places.values(), key=len, reverse=True):
            place, spans = mentions_of_it[0].entity, _spans(mentions_of_it)
            counts = len(spans) > 1 or folded(place.name) in title or (article not in somewhere and not asked)
            is_known = any(_touches(span, led[article]) for span in spans) or (article, folded(place.name)) in settled
            if counts and not is_known and asked < PLACES:
                points.append((article, Point(Question.WHERE, place.key, place.name, spans, place)))
                asked += 1
    return points


def _spans(mentions: Iterable[Mention]) -> tuple[Span, ...]:
    return tuple((mention.start, mention.end) for mention in mentions)


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
