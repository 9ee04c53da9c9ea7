"""Where the index lies: the only place of this room that reads the settings."""

from django.conf import settings

from articles.index import IndexReader, reader


def card_index() -> IndexReader:
    """Return the reader of the archive's index."""
    return reader(settings.INDEX_DIR)
