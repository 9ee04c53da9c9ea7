"""Answers to a POST that was done."""

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url


def see_other(to: object, *args: object) -> HttpResponseRedirect:
    """Send the browser on to ``to`` (an object with an address, or a URL name with ``args``) by GET."""
    return HttpResponseRedirect(resolve_url(to, *args), status=303)
