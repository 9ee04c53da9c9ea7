"""What every page's frame shows."""

from django.http import HttpRequest


def chrome(request: HttpRequest) -> dict[str, object]:
    return {}
