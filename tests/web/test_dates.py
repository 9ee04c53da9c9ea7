"""Dates on the pages: French has an ordinal for the first day of a month."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from tests.web import archive


@pytest.mark.parametrize(
    ("language", "form", "value", "expected"),
    [
        ("fr", "DATE_FORMAT", date(2026, 10, 1), "1er octobre 2026"),
        ("fr", "DATE_FORMAT", date(2026, 10, 2), "2 octobre 2026"),
        ("fr", "DATE_FORMAT", date(2026, 10, 11), "11 octobre 2026"),
        ("fr", "DATE_FORMAT", date(2026, 10, 21), "21 octobre 2026"),
        ("fr", "DATE_FORMAT", datetime(2026, 9, 30, 23, tzinfo=UTC), "1er octobre 2026"),
        ("fr", "DATETIME_FORMAT", datetime(2026, 10, 1, 10, tzinfo=UTC), "1er octobre 2026 12:00"),
        ("fr", "YEAR_MONTH_FORMAT", date(2026, 10, 1), "octobre 2026"),
        ("fr", "Y-m-d", date(2026, 10, 1), "2026-10-01"),
        ("fr", "c", date(2026, 10, 1), "2026-10-01"),
        ("fr", "j", date(2026, 10, 1), "1"),
        ("fr", "DATE_FORMAT", None, ""),
        ("fr", "DATE_FORMAT", "", ""),
        ("en", "DATE_FORMAT", date(2026, 10, 1), "Oct. 1, 2026"),
    ],
)
def test_a_date_is_shown(language, form, value, expected):
    with translation.override(language):
        assert Template("{{ value|date:form }}").render(Context({"value": value, "form": form})) == expected


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(("prefix", "shown"), [("", "1er octobre 2026"), ("/en", "Oct. 1, 2026")])
def test_pages_show_the_first_of_a_month(client, prefix, shown):
    poutine = archive.entity("Vladimir Poutine")
    found = archive.article("Vladimir Poutine parle.", {"Vladimir Poutine": poutine}, days=30)
    archive.shelve()
    paths = (f"{prefix}/", prefix + found.get_absolute_url(), prefix + poutine.get_absolute_url())
    for path in paths:
        assert f">{shown}<" in archive.page(client.get(path)), path


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/?from=2026-10-01", "à partir du 1er octobre 2026"),
        ("/?to=2026-10-01", "jusqu’au 1er octobre 2026"),
        ("/?from=2026-10-21", "à partir du 21 octobre 2026"),
        ("/?from=2026-10&to=2026-10", "octobre 2026"),
        ("/en/?from=2026-10-01", "from Oct. 1, 2026"),
    ],
)
def test_limits_in_time_are_shown_so_too(client, address, label):
    archive.article("Un texte.")
    archive.shelve()
    assert f"</span>{label}<span" in archive.page(client.get(address))
