import pytest

from articles.text.days import with_ordinal


@pytest.mark.parametrize(
    ("shown", "language", "expected"),
    [
        ("1 octobre 2026", "fr", "1er octobre 2026"),
        ("1 août 2026 13:30", "fr", "1er août 2026 13:30"),
        ("1 octobre", "fr", "1er octobre"),
        ("2 octobre 2026", "fr", "2 octobre 2026"),
        ("11 octobre 2026", "fr", "11 octobre 2026"),
        ("21 octobre 2026", "fr", "21 octobre 2026"),
        ("31 octobre 2026", "fr", "31 octobre 2026"),
        ("1 October 2026", "en", "1 October 2026"),
        ("1 octobre 2026", "", "1 octobre 2026"),
        ("octobre 2026", "fr", "octobre 2026"),
        ("1 234", "fr", "1 234"),
        ("1", "fr", "1"),
        ("01/10/2026", "fr", "01/10/2026"),
        ("2026-10-01", "fr", "2026-10-01"),
        ("", "fr", ""),
    ],
)
def test_only_the_first_day_of_a_french_month_is_an_ordinal(shown, language, expected):
    assert with_ordinal(shown, language) == expected
