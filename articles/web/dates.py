"""The ``date`` filter of all templates, in place of Django's, which writes « 1 octobre »."""

from datetime import date as day_of_calendar

from django import template
from django.template import defaultfilters
from django.utils.translation import get_language

from articles.text.days import with_ordinal

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: day_of_calendar | str | None, form: str | None = None) -> str:
    """Return a date in the format named; where French writes its day first, « 1er octobre 2026 »."""
    return with_ordinal(defaultfilters.date(value, form), get_language() or "")
