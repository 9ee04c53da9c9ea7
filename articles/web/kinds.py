"""What readers call the three kinds of entities, in the plural."""

from django.utils.translation import gettext_lazy as _

from articles.models import Kind

PLURALS = {Kind.PERSON: _("People"), Kind.ORGANISATION: _("Organisations"), Kind.PLACE: _("Places")}
