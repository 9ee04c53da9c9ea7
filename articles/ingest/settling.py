"""Short names that an article leaves unexplained, told by all the others: who bears them in the archive.

The outcome follows from which articles there are, never from the order in which they came.
"""

from collections import defaultdict
from collections.abc import Iterable

from articles.ingest.changes import record_changes
from articles.ingest.naming import sort_key
from articles.models import Article, Entity, Introduction, Mention, MentionCertainty, MentionOrigin, MentionQuerySet
from articles.text.normalise import identifier

ShortName = tuple[str, str]
"""Kind of entity and folded short name."""


def names_of(articles: Iterable[Article | int]) -> set[ShortName]:
    """Return the short names that ``articles`` explain or leave open at present."""
    several = list(articles)
    explained = Introduction.objects.filter(article__in=several).values_list("entity__kind", "short")
    left_open = Mention.objects.filter(article__in=several).exclude(short="").values_list("entity__kind", "short")
    return {*explained.order_by().distinct(), *left_open.order_by().distinct()}


def settle(names: Iterable[ShortName]) -> None:
    """Lead every lone short name of ``names`` to its bearer: one is likely, several stay a name of their own.

    What editors set stays. Call inside a transaction that began with ``lock_archive``.
    """
    standing = _standing({*names})
    bearers = _bearers(standing)
    bare = _bare_entities(standing)
    changed: set[int] = set()
    for name, states in standing.items():
        entity, certainty = _outcome(bearers[name], bare[name])
        if states != {(entity, certainty)}:
            open_mentions = _open_mentions({name[1]}).filter(entity__kind=name[0])
            moved = open_mentions.exclude(entity=entity, certainty=certainty)
            changed.update(moved.order_by().values_list("article_id", flat=True).distinct())
            moved.update(entity=entity, certainty=certainty)
    if changed:
        record_changes(sorted(changed))


def _open_mentions(shorts: Iterable[str]) -> MentionQuerySet:
    return Mention.objects.filter(short__in=shorts).exclude(origin=MentionOrigin.EDITOR)


def _standing(names: set[ShortName]) -> dict[ShortName, set[tuple[int, str]]]:
    """Of ``names``, those that some mention bears alone, with the entities that they lead to now."""
    found: dict[ShortName, set[tuple[int, str]]] = defaultdict(set)
    states = _open_mentions({short for _, short in names}).order_by()
    for kind, short, entity, certainty in states.values_list(
        "entity__kind", "short", "entity_id", "certainty"
    ).distinct():
        if (kind, short) in names:
            found[kind, short].add((entity, certainty))
    return dict(found)


def _bearers(names: Iterable[ShortName]) -> dict[ShortName, set[int]]:
    found: dict[ShortName, set[int]] = defaultdict(set)
    introduced = Introduction.objects.filter(short__in={short for _, short in names}).order_by()
    for kind, short, entity in introduced.values_list("entity__kind", "short", "entity_id").distinct():
        found[kind, short].add(entity)
    return found


def _outcome(bearers: set[int], bare: int) -> tuple[int, str]:
    if len(bearers) == 1:
        return next(iter(bearers)), MentionCertainty.LIKELY
    return bare, MentionCertainty.SEVERAL if bearers else MentionCertainty.UNKNOWN


def _bare_entities(names: Iterable[ShortName]) -> dict[ShortName, int]:
    """Return the number of the entity that each name is while nobody, or more than one, bears it."""
    keys = {f"{kind}/{identifier(short)}": (kind, short) for kind, short in names}
    stored = dict(Entity.objects.filter(key__in=keys).values_list("key", "pk"))
    if missing := keys.keys() - stored.keys():
        Entity.objects.bulk_create(
            (_bare_entity(key, *keys[key]) for key in sorted(missing)),
            ignore_conflicts=True,
        )
        stored |= dict(Entity.objects.filter(key__in=missing).values_list("key", "pk"))
    return {name: stored[key] for key, name in keys.items()}


def _bare_entity(key: str, kind: str, short: str) -> Entity:
    borne = _open_mentions({short}).filter(entity__kind=kind).order_by("pk").first()
    name = borne.surface if borne else short
    return Entity(key=key, kind=kind, name=name, sort_name=sort_key(name, kind))
