"""What a new archive holds from the start: countries, topics, groups, and the sample articles."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone

from articles import nlp
from articles.extract import UnreadableFile
from articles.ingest.changes import lock_archive
from articles.ingest.importing import DuplicateArticle, import_file
from articles.models import ArchiveState, Article, Country, Invitation, Topic
from articles.nlp import knowledge
from articles.text.normalise import fold

_TEXTS = frozenset({".md", ".txt"})
_GROUP_PERMISSIONS = {
    Invitation.Role.EDITOR: [
        "add_article",
        "change_article",
        "delete_article",
        "view_article",
        "add_source",
        "change_source",
        "view_source",
        "change_entity",
        "view_entity",
        "add_alias",
        "change_alias",
        "delete_alias",
        "view_alias",
        "view_country",
        "view_topic",
        "view_report",
        "add_feed",
        "change_feed",
        "delete_feed",
        "view_feed",
    ],
}


def load_reference() -> bool:
    """Write countries, topics and groups where what they come from is newer than the rows; say whether it was."""
    state, _ = ArchiveState.objects.get_or_create(pk=1)
    version = _reference_version()
    if state.reference_version == version:
        return False
    with transaction.atomic():
        lock_archive()
        _load_countries()
        _load_topics()
        _load_groups()
        ArchiveState.objects.filter(pk=1).update(reference_version=version)
    return True


def _reference_version() -> str:
    """Return what changes with the data files and with what editors may do."""
    may = sorted((str(role), sorted(codenames)) for role, codenames in _GROUP_PERMISSIONS.items())
    return hashlib.sha256(repr((nlp.version(), may)).encode()).hexdigest()


def _load_countries() -> None:
    Country.objects.bulk_create(
        [
            Country(
                code=c.code,
                name_fr=c.name["fr"],
                name_en=c.name["en"],
                sort_fr=fold(c.name["fr"]),
                sort_en=fold(c.name["en"]),
                region=c.region,
                wikidata=c.wikidata,
            )
            for c in knowledge.countries()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_fr", "name_en", "sort_fr", "sort_en", "region", "wikidata"],
    )


def _load_topics() -> None:
    Topic.objects.bulk_create(
        [
            Topic(slug=t.slug, name_fr=t.name["fr"], name_en=t.name["en"], iptc=t.iptc, parent_id=t.parent or None)
            for t in sorted(knowledge.topics(), key=lambda t: t.parent)
        ],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name_fr", "name_en", "iptc", "parent"],
    )


def _load_groups() -> None:
    """Editors may do what their list says; administrators everything in the newsroom and its users."""
    for role, codenames in _GROUP_PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set(Permission.objects.filter(content_type__app_label="articles", codename__in=codenames))
    administrators, _ = Group.objects.get_or_create(name=Invitation.Role.ADMINISTRATOR.value)
    administrators.permissions.set(Permission.objects.filter(content_type__app_label__in=["articles", "auth"]))


class NoSeeds(Exception):
    """The folder holds no sample articles."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A sample article's file, and what became of it: an article, an error, or nothing as it was known."""

    path: Path
    article: Article | None = None
    error: UnreadableFile | OSError | None = None


def seed_files(folder: Path) -> list[Path]:
    """Return the files of the sample articles below ``folder``, in order. Raises ``NoSeeds`` if there is none."""
    files = sorted(p for p in folder.glob("*/*") if p.suffix in _TEXTS and not p.name.startswith("."))
    if not files:
        raise NoSeeds(f"The folder {folder} holds no sample articles.")
    return files


def load_seeds(folder: Path) -> Iterator[Seed]:
    """Import and publish the sample articles of ``folder``, one at a time; those that cannot be read are told."""
    for path in seed_files(folder):
        try:
            article = import_file(path.name, path.read_bytes(), status=Article.Status.PUBLISHED)
        except DuplicateArticle:
            yield Seed(path)
        except (UnreadableFile, OSError) as error:
            yield Seed(path, error=error)
        else:
            yield Seed(path, article)
    ArchiveState.objects.filter(pk=1).update(seeded_at=timezone.now())


def is_seeded() -> bool:
    """Whether the sample articles were loaded once; whoever deleted some does not get them back."""
    return ArchiveState.objects.filter(pk=1, seeded_at__isnull=False).exists()
