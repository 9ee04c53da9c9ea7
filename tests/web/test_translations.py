"""The interface is whole in French: every string has a translation, with the same placeholders."""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from tests.web.messages import messages

CATALOGUE = settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po"
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr")


def test_every_string_of_the_interface_has_a_french_translation(catalogue):
    missing = set()
    for file, line, msgid in messages():
        singular = msgid if isinstance(msgid, str) else msgid[0]
        entry = catalogue.get(singular)
        translated = entry is not None and all(entry.string if isinstance(entry.string, tuple) else [entry.string])
        if not translated or entry.fuzzy:
            missing.add(f"{file}:{line}: {singular!r}")
    assert not missing, "\n".join(sorted(missing))


def test_translations_keep_the_placeholders(catalogue):
    wrong = []
    for entry in catalogue:
        if not entry.id:
            continue
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        expected = set(_PLACEHOLDER.findall(ids[-1]))
        wrong += [entry.id for string in strings if not set(_PLACEHOLDER.findall(string)) <= expected]
        if expected != set(_PLACEHOLDER.findall(strings[-1])):
            wrong.append(entry.id)
    assert not wrong


def test_no_translation_is_left_over(catalogue):
    used = {m if isinstance(m, str) else m[0] for _, _, m in messages()}
    ids = {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in catalogue if entry.id}
    assert ids <= used
