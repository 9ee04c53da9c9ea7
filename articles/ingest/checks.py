"""What the particulars of an article may hold; forms of every door ask here."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1000, 2200

web_address = URLValidator(schemes=["http", "https"])


def plausible_date(value: date) -> None:
    """Raise ``ValidationError`` for a year that no article has; a date-time is a date too."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(
            _("Give a year from %(first)d to %(last)d."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
        )
