from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.moments import YEARS, moment

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
MORNING = datetime(2024, 3, 1, 8, 5, tzinfo=UTC)
# A time without a zone is that of the site.
HERE = datetime(2024, 3, 1, 8, 5, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-03-01", NOON),
        ("20240301", NOON),
        ("2024-03-01 08:05", HERE),
        ("2024-03-01T08:05:00Z", MORNING),
        ("2024-03-01T08:05:00+01:00", MORNING.replace(tzinfo=timezone(timedelta(hours=1)))),
        ("01/03/2024", NOON),
        ("1.3.2024", NOON),
        ("1-3-2024", NOON),
        ("01/03/24", NOON),
        ("1.3.24 8:05", HERE),
        ("Fri, 01 Mar 2024 08:05:00 -0000", MORNING),
        ("Fri, 01 Mar 2024 08:05:00", HERE),
        ("2024-07-14 08:05", datetime(2024, 7, 14, 8, 5, tzinfo=ZoneInfo("Europe/Paris"))),
        ("01/03/2024 à 08h05", HERE),
        ("1er mars 2024", NOON),
        ("vendredi 1er mars 2024 à 8h05", HERE),
        ("le 1er mars 2024", NOON),
        ("1 mars 2024, 08:05", HERE),
        ("March 1, 2024", NOON),
        ("Friday, March 1st, 2024", NOON),
        ("1 Mar 2024", NOON),
        ("Fri, 01 Mar 2024 08:05:00 GMT", MORNING),
        ("1709280300", MORNING),
        ("1709280300000", MORNING),
    ],
)
def test_moments_as_files_write_them(value, expected):
    assert moment(value) == expected


@pytest.mark.parametrize(("years", "expected"), [(-9, -9), (0, 0), (1, 1), (2, -98), (-98, -98)])
def test_a_year_of_two_digits_is_the_latest_that_an_article_may_have(years, expected):
    this = datetime.now(UTC).year
    assert moment(f"01/03/{(this + years) % 100:02}") == datetime(this + expected, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        *("01-03-24", "1/3-24", "24/11/2", "11/24/2026", "24/11/026"),
        *("", " ", "hier", "2024-13-01", "30/02/2024", "31 février 2024", "9999-12-31", "0001-01-01", "0999-12-31"),
        *("2201-01-01", "-1", "1e400", "9" * 13, "9" * 99, "9" * 5000, "1 brumaire 1799", "nan", "٣/٣/٢٠٢٤x"),
    ],
)
def test_what_is_no_moment_of_an_article(value):
    assert moment(value) is None


@given(
    st.one_of(
        st.text(), st.datetimes().map(str), st.integers().map(str), st.from_regex(r"\d{1,2}[/ .]\w{1,9}[/ .]\d{1,5}")
    )
)
def test_any_words_give_a_moment_with_a_zone_or_none(value):
    found = moment(value)
    assert found is None or (found.tzinfo is not None and found.year in YEARS)
