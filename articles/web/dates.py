"""Days and durations in all templates; ``date`` stands in place of Django's, which writes « 1 octobre »."""

from datetime import date as day_of_calendar
from datetime import datetime

from django import template
from django.template import defaultfilters
from django.utils.translation import get_language, gettext

from articles.text.days import with_ordinal

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: day_of_calendar | str | None, form: str | None = None) -> str:
    """Return a date in the format named; where French writes its day first, « 1er octobre 2026 ».

    For programs, « c » is a date and time to the second: HTML knows no more than thousandths.
    """
    if form == "c" and isinstance(value, datetime):
        value = value.replace(microsecond=0)
    return with_ordinal(defaultfilters.date(value, form), get_language() or "")


@register.filter
def duration(seconds: float) -> str:
    """Return about how long ``seconds`` are, in the two largest units that matter.

    >>> duration(0.16), duration(7.4), duration(90), duration(7320)
    ('160 ms', '7 s', '1 min', '2 h 2 min')
    """
    whole = int(seconds)
    if whole < 1:
        return gettext("%(milliseconds)d ms") % {"milliseconds": round(1000 * seconds)}
    if whole < 60:
        return gettext("%(seconds)d s") % {"seconds": whole}
    if whole < 3600:
        return gettext("%(minutes)d min") % {"minutes": whole // 60}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": whole // 3600, "minutes": whole // 60 % 60}
