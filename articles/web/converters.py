"""What stands for a value in addresses, beside what Django knows."""

from django.urls.converters import StringConverter


class Word(StringConverter):
    """Anything but a slash, and but a NUL, for which PostgreSQL cannot be asked."""

    regex = "[^/\\0]+"
