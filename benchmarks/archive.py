"""A temporary archive with the seeds in it, annotated and indexed, for benchmarks that need rows."""

import atexit
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"
SEEDS = ROOT / "seeds"


@cache
def wake_django(**more: str) -> None:
    """Set Django up on a data folder of its own, which goes when the process ends; ``more`` are settings."""
    folder = tempfile.mkdtemp(prefix="newsroom-benchmark-")
    (Path(folder) / "static").mkdir()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in [n for n in os.environ if n.startswith("NEWSROOM_") or n in {"DATABASE_URL", "HOST", "PORT"}]:
        del os.environ[name]
    os.environ.update(more, NEWSROOM_DATA=folder)
    os.environ["NEWSROOM_LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"

    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    # As in production but for the hashes in file names, which collectstatic would have to make first.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    call_command("migrate", verbosity=0, interactive=False)


@cache
def filled() -> int:
    """Load, annotate and index the seeds; return how many articles there are."""
    wake_django()
    from articles.ingest.annotating import annotate_article
    from articles.ingest.indexing import follow
    from articles.ingest.seeding import load_reference, load_seeds

    print("Loading and annotating the seeds…", file=sys.stderr)
    load_reference()
    for seed in load_seeds(SEEDS):
        if seed.article:
            annotate_article(seed.article)
    follow()
    return _count()


def multiplied(times: int) -> int:
    """Add variations of every seed, with the same mentions, until there are ``times`` as many articles."""
    filled()
    from articles import nlp
    from articles.ingest.importing import Particulars, import_text
    from articles.ingest.indexing import follow
    from articles.ingest.storing import replace_annotation
    from articles.models import Article

    for article in list(Article.objects.filter(sample=True).select_related("source")):
        found = nlp.annotate(article.text, article.language, title=article.title)
        given = Particulars(
            title=article.title,
            source=article.source.name if article.source else "",
            language=article.language,
            published_at=article.published_at,
        )
        for number in range(2, times + 1):
            text = f"{article.text}\n\nVariation numéro {number}."
            row = import_text(text, status=Article.Status.PUBLISHED, given=given)
            replace_annotation(row, found, version=nlp.version())
    follow()
    return _count()


def _count() -> int:
    from articles.models import Article

    return Article.objects.count()


@cache
def seed_texts(language: str = "fr") -> tuple[str, ...]:
    """The canonical texts of the seeds, without Django."""
    from articles.extract import read
    from articles.text.normalise import canonical

    paths = sorted((SEEDS / language).glob("*.md"))
    return tuple(canonical(read(path.name, path.read_bytes()).text) for path in paths)
