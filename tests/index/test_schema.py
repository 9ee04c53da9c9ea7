import hashlib
import json

import pytest

from articles.index import SCHEMA_VERSION, writing
from articles.index.schema import analysers, newest_key

SCHEMAS = {"1": "061c7024bbd7", "2": "68a9ea34b54a", "3": "d644f614abd7", "4": "9c6023fbcfd5", "5": "79e358f1311f"}


@pytest.mark.parametrize(
    ("analyser", "text", "terms"),
    [
        ("fr", "Élections élection ELECTIONS", ["elect", "elect", "elect"]),
        ("fr", "l’uranium", ["l", "uranium"]),
        ("fr", "Tokaïev tokaiev", ["tokaiev", "tokaiev"]),
        ("fr", "énergies energie", ["energ", "energ"]),
        ("en", "Sanctions sanctioned", ["sanction", "sanction"]),
        ("folded", "Élections Genève", ["elections", "geneve"]),
        ("folded", "x" * 100, []),
        ("folded", "😀 — …", []),
    ],
)
def test_words_become_terms(analyser, text, terms):
    assert analysers()[analyser].analyze(text) == terms


def test_newer_articles_come_first_and_of_one_second_the_later_number():
    keys = [newest_key(-5, 9), newest_key(0, 1), newest_key(0, 2), newest_key(1, 1), newest_key(2**38, 2**50)]
    assert keys == sorted(set(keys))
    assert keys[-1] < 2**63


def test_another_schema_needs_another_version(tmp_path):
    with writing(tmp_path) as index:
        index.commit(0)
    fields = json.loads((tmp_path / SCHEMA_VERSION / "meta.json").read_text())["schema"]
    digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:12]
    assert digest == SCHEMAS.get(SCHEMA_VERSION), "Fields changed: give SCHEMA_VERSION a new name, and note it here."
