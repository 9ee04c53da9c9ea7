"""What the particulars of an article may hold; forms of every door ask here."""

import re
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from articles import fetch
from articles.extract.feed_items import without_feed_scheme
from articles.fetch import FetchRefused, Reason
from articles.ingest import complaints
from articles.text.normalise import canonical_line

FIRST_YEAR, LAST_YEAR = 1000, 2200

web_address = URLValidator(schemes=["http", "https"])

# A name before a colon; before the number of a port, it is that of a host.
_SCHEME = re.compile(r"[a-z][a-z0-9+-]*:(?![0-9])", re.IGNORECASE)


def with_scheme(typed: str) -> str:
    """Return an address with the beginning that people leave out; what has one, whichever it is, keeps it.

    >>> with_scheme("site.example/article")
    'https://site.example/article'
    """
    return typed if not typed or _SCHEME.match(typed) else f"https://{typed.lstrip('/')}"


def feed_address(typed: str) -> str:
    """Return the address that was typed as the fetcher asks for it; raise ``ValidationError`` saying what is wrong.

    What feed readers write, ``feed://site.example/rss``, is understood, and so is an address without its beginning.
    """
    address = with_scheme(without_feed_scheme(canonical_line(typed))) or "https://"
    try:
        address = fetch.address(address, allowed=settings.FETCH_ALLOWED)
        web_address(address)
    except FetchRefused as error:
        raise ValidationError(complaints.about(error.reason).wrong) from error
    except ValidationError as error:
        raise ValidationError(complaints.about(Reason.ADDRESS).wrong) from error
    return address


def plausible_date(value: date) -> None:
    """Raise ``ValidationError`` for a year that no article has; a date-time is a date too."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(
            _("Give a year from %(first)d to %(last)d."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
        )
