import pytest
from django.utils import translation

from articles.web import sizes


@pytest.mark.parametrize(
    ("size", "english", "french"),
    [
        (1, "1 byte", "1 octet"),
        (1023, "1023 bytes", "1023 octets"),
        (1024, "1 kB", "1\u00a0ko"),
        (1536 * 1024, "1.5 MB", "1,5\u00a0Mo"),
    ],
)
def test_sizes_are_told_as_people_write_them(size, english, french):
    for language, said in (("en", english), ("fr", french)):
        with translation.override(language):
            assert sizes.told(size) == said
