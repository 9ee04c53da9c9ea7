"""Sizes of files as people of each language write them: Django says « Mio » where French readers know « Mo »."""

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

_KILO, _MEGA = 2**10, 2**20


def told(size: int) -> str:
    """Return how large ``size`` bytes are."""
    if size < _KILO:
        return ngettext("%(counter)s byte", "%(counter)s bytes", size) % {"counter": size}
    if size < _MEGA:
        return gettext("%(counter)s kB") % {"counter": number_format(size / _KILO, 0)}
    return gettext("%(counter)s MB") % {"counter": number_format(size / _MEGA, 1)}
