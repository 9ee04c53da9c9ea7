"""Gold as it is read: both forms of rows, marked articles, and files that are refused."""

import json

import pytest

from articles.text.annotation import Label
from benchmarks import gold
from benchmarks.evaluation import OWN_GOLD
from benchmarks.gold import BadGold, Name

HEAD = "id: a\nlanguage: fr\ntitle: Un titre\ncountries: KZ RU\ntopics: energy\ndoubtful: sport\n"
ROW = {"id": "a", "text": "Anna dort à Zorb.", "mentions": [{"start": 0, "end": 4, "label": "PER", "entity": "anna"}]}


def lines(tmp_path, *rows):
    path = tmp_path / "set.jsonl"
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


class TestRows:
    def test_as_they_are_now(self, tmp_path):
        row = {**ROW, "countries": ["KZ"], "topics": [], "doubtful": ["sport"], "title": "T", "language": "en"}
        (found,) = gold.read_lines(lines(tmp_path, row))
        assert found.names == (Name(0, 4, Label.PERSON, "anna"),)
        assert (found.countries, found.topics, found.doubtful) == ({"KZ"}, frozenset(), {"sport"})
        assert (found.title, found.language) == ("T", "en")

    def test_in_the_older_form_without_events_and_works(self, tmp_path):
        ents = [[0, 4, "PER"], [5, 9, "MISC"], [12, 16, "LOC", "more"]]
        (found,) = gold.read_lines(lines(tmp_path, {"id": 7, "text": ROW["text"], "ents": ents}))
        assert found.names == (Name(0, 4, Label.PERSON), Name(12, 16, Label.PLACE))
        assert (found.id, found.countries, found.topics, found.language) == ("7", None, None, "fr")

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("{", "no row of gold"),
            ("[]", "no row of gold"),
            ({"id": "a", "text": "x"}, "'mentions' missing"),
            ({"id": "a", "mentions": []}, "'text' missing"),
            ({**ROW, "text": ""}, "empty id or text"),
            ({**ROW, "text": "Anna  dort. \n"}, "not canonical"),
            ({**ROW, "text": "e\u0301" * 9}, "not canonical"),
            ({**ROW, "language": "de"}, "language 'de'"),
            ({**ROW, "mentions": [{"start": 0, "end": 4, "label": "person"}]}, "label 'person'"),
            ({**ROW, "mentions": [{"start": 0, "end": 99, "label": "PER"}]}, "outside the text"),
            ({**ROW, "mentions": [{"start": 4, "end": 4, "label": "PER"}]}, "empty"),
            ({**ROW, "mentions": [{"start": "0", "end": 4, "label": "PER"}]}, "no row of gold"),
            ({**ROW, "mentions": [{"start": 0, "end": 5, "label": "PER"}]}, "a blank at the border"),
            ({"id": "a", "text": ROW["text"], "ents": [[0, 4, "PER"], [2, 9, "LOC"]]}, "overlap"),
            ({**ROW, "countries": ["kz"]}, "no such country: kz"),
            ({**ROW, "topics": ["gardening"]}, "no such topic: gardening"),
            ({**ROW, "doubtful": ["gardening"]}, "no such topic: gardening"),
        ],
    )
    def test_that_are_refused(self, tmp_path, row, reason):
        with pytest.raises(BadGold, match=reason) as refusal:
            gold.read_lines(lines(tmp_path, {**ROW, "id": "first"}, row))
        assert str(refusal.value).startswith("set.jsonl:2: ")

    def test_ids_stand_once(self, tmp_path):
        with pytest.raises(BadGold, match=r"set\.jsonl: the same id twice: a"):
            gold.read_lines(lines(tmp_path, ROW, ROW))


class TestArticles:
    def test_marks_become_offsets(self):
        found = gold.article(f"{HEAD}---\nLe [Zorb](PER|zorb) de l’[OZ](ORG|oz).\nDeux [Zorb](LOC|zorb-ville)s.\n")
        assert found.text == "Le Zorb de l’OZ.\nDeux Zorbs."
        assert [(found.text[n.start : n.end], n.label, n.entity) for n in found.names] == [
            ("Zorb", Label.PERSON, "zorb"),
            ("OZ", Label.ORGANISATION, "oz"),
            ("Zorb", Label.PLACE, "zorb-ville"),
        ]
        assert (found.id, found.title, found.countries) == ("a", "Un titre", {"KZ", "RU"})
        assert (found.topics, found.doubtful) == ({"energy"}, {"sport"})

    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            (f"{HEAD}Texte.", "no line ---"),
            (f"{HEAD}---\n", "empty id or text"),
            ("id: a\n---\nTexte.", "language, title, countries, topics, doubtful missing"),
            (f"{HEAD}id: b\n---\nTexte.", "or twice: 'id: b'"),
            (f"{HEAD}mood: good\n---\nTexte.", "not one of"),
            (f"{HEAD}---\n[Zorb](PER).", "a bracket that marks nothing"),
            (f"{HEAD}---\n[Zorb](PER|Zorb).", "a bracket that marks nothing"),
            (f"{HEAD}---\n[Zorb(PER|zorb).", "a bracket that marks nothing"),
            (f"{HEAD}---\n[Zorb](MISC|zorb).", "label 'MISC'"),
            (f"{HEAD}---\n[](PER|zorb).", "empty or outside"),
            (f"{HEAD}---\n[Zorb ](PER|zorb)dort.", "a blank at the border"),
            (f"{HEAD}---\nDort. \nEncore.", "not canonical"),
        ],
    )
    def test_that_are_refused(self, tmp_path, source, reason):
        (tmp_path / "bad.md").write_text(source, encoding="utf-8")
        with pytest.raises(BadGold, match=reason) as refusal:
            gold.read_articles(tmp_path)
        assert str(refusal.value).startswith("bad.md: ")


@pytest.mark.parametrize("folder", sorted(OWN_GOLD.glob("*/")), ids=lambda folder: folder.name)
def test_the_projects_own_articles_can_be_read(folder):
    texts = gold.read_articles(folder)
    assert texts
    for found in texts:
        assert found.names and found.title and found.topics is not None
        assert all(name.entity for name in found.names)


def test_the_sets_beside_the_project_can_be_read(gold_folder):
    for path in sorted(gold_folder.glob("*.jsonl")):
        assert gold.read_lines(path)
