"""Articles that are nearly the same text, grouped; and where else the very same one stood.

Comparing is a step of its own, after an article is stored: it reads outside transactions, and only the outcome is
stored under the archive's lock, so two who compare at once find each other's groups.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Count

from articles.ingest import likeness, rows
from articles.ingest.changes import lock_archive, record_changes
from articles.ingest.importing import Particulars, cut_title, source_named, web_address
from articles.ingest.likeness import Signature
from articles.models import Appearance, Article, Band, Fingerprint, Story
from articles.text import addresses

# Of a story with thousands of copies, the nearest few tell all, and only so many are there to be found.
_CANDIDATES, FOUND_BY = 60, 60
_AT_ONCE = 50


def appeared(article: Article, particulars: Particulars) -> None:
    """Note that the text of ``article`` also stood where ``particulars`` say; nothing if that is where it stands."""
    url = web_address(particulars.url)
    address = addresses.digest(url)
    source = source_named(particulars.source)
    elsewhere = (address and address != article.address) or (source and source.pk != article.source_id)
    if not elsewhere:
        return
    place = Appearance(
        article=article,
        source=source,
        url=url,
        address=address,
        title=cut_title(particulars.title),
        published_at=particulars.published_at,
    )
    Appearance.objects.bulk_create([place], ignore_conflicts=True)


def compare(*, most: int = _AT_ONCE) -> int:
    """Look for others like those articles whose present text was not compared yet; return how many were."""
    waiting = list(Article.objects.uncompared(likeness.VERSION).order_by("pk")[:most])
    for article in waiting:
        place(article, likeness.signature_of(article.text))
    return len(waiting)


def place(article: Article, signature: Signature) -> None:
    """Store the signature of the text that ``article`` holds, and the article among those that are like it.

    Nothing happens if the article has another text by now, or is gone.
    """
    with transaction.atomic():
        lock_archive()
        now = Article.objects.filter(pk=article.pk, content_hash=article.content_hash)
        found = list(now.select_for_update().values_list("story", flat=True))
        if not found:
            return
        story = _group(article.pk, found[0], alike(article.pk, signature))
        others = Band.objects.filter(article__story=story).exclude(article=article.pk) if story else Band.objects.none()
        _keep(article.pk, signature, findable=others.values("article").distinct().count() < FOUND_BY)
        now.update(likeness_version=likeness.VERSION)


def alike(article: int, signature: Signature) -> list[int]:
    """Return the articles whose texts are like that of ``article``, of very many the nearest."""
    near = Band.objects.filter(value__in=signature.bands()).exclude(article=article)
    shared = near.order_by().values("article").annotate(n=Count("pk")).order_by("-n", "article")
    candidates = list(shared.values_list("article", flat=True)[:_CANDIDATES])
    rows = Fingerprint.objects.filter(article__in=candidates, version=likeness.VERSION)
    found = rows.values_list("article", "signature", "size")
    return [pk for pk, places, size in found if likeness.are_alike(signature, Signature(bytes(places), size))]


def settle(stories: Iterable[int | None], *, joined: Collection[int] = ()) -> None:
    """Let the earliest published article lead each of ``stories``, and end those that are left with one article.

    Search indexes learn of all that changes, and of those that ``joined``. Call inside a transaction that began
    with ``lock_archive``, after whatever changes which articles there are, are published, or when.
    """
    changed = set(joined)
    for story in Story.objects.filter(pk__in={pk for pk in stories if pk}).select_for_update():
        members = Article.objects.filter(story=story)
        if members.count() < 2:
            changed.update(members.values_list("pk", flat=True))
            story.delete()
            continue
        lead = members.published().order_by("published_at", "pk").values_list("pk", flat=True).first()
        if lead != story.lead_id:
            changed.update(pk for pk in (lead, story.lead_id) if pk)
            Story.objects.filter(pk=story.pk).update(lead=lead)
    if changed:
        record_changes(sorted(changed))


def _keep(article: int, signature: Signature, *, findable: bool) -> None:
    values = {"signature": signature.places, "size": signature.size, "version": likeness.VERSION}
    Fingerprint.objects.update_or_create(article_id=article, defaults=values)
    Band.objects.filter(article=article).delete()
    if findable:
        rows.insert(Band, ("article_id", "value"), ((article, value) for value in signature.bands()))


def _group(article: int, before: int | None, others: Collection[int]) -> int | None:
    """Put the article and those that are like it in one story, and return it; one that is like none leaves its own."""
    if not others:
        if before:
            Article.objects.filter(pk=article).update(story=None)
            settle([before], joined=[article])
        return None
    grouped = dict(Article.objects.filter(pk__in=others).values_list("pk", "story"))
    told = {story for story in grouped.values() if story}
    story = _largest(told) or Story.objects.create().pk
    together = Article.objects.filter(pk__in=[article, *grouped]) | Article.objects.filter(story__in=told)
    moved = together.exclude(story=story)
    joined = list(moved.values_list("pk", flat=True))
    moved.update(story=story)
    settle({story, before, *told}, joined=joined)
    return story


def _largest(stories: Collection[int]) -> int | None:
    """Return the story to which the others go: the fewest articles change."""
    if len(stories) < 2:
        return next(iter(stories), None)
    sizes = Counter(dict(Article.objects.filter(story__in=stories).values_list("story").annotate(n=Count("pk"))))
    return min(stories, key=lambda story: (-sizes[story], story))
