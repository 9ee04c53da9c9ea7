import importlib.util
import io
import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from tests import processes

pytestmark = pytest.mark.model

TEXT = "Le président Tokaïev attend Vladimir Poutine à Astana."


@pytest.fixture
def standard_input(monkeypatch):
    def give(content):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))

    return give


def annotated(*arguments):
    out = io.StringIO()
    call_command("annotate", *map(str, arguments), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def refused(*arguments):
    """Run the command, which must fail; return (its lines, its complaints, its exit code)."""
    out, complaints = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("annotate", *map(str, arguments), stdout=out, stderr=complaints)
    return out.getvalue().splitlines(), complaints.getvalue(), failure.value.returncode


def test_a_text_file_gives_one_line(tmp_path):
    path = tmp_path / "visite.txt"
    path.write_text(TEXT, encoding="utf-8")
    (row,) = annotated(path)
    assert row["id"] == "visite"
    assert row["text"] == TEXT
    assert [(m["surface"], m["label"], m["entity"]) for m in row["mentions"]] == [
        ("Tokaïev", "person", "person/kassym-jomart-tokaiev"),
        ("Vladimir Poutine", "person", "person/vladimir-poutine"),
        ("Astana", "place", "place/astana"),
    ]
    for mention in row["mentions"]:
        assert set(mention) == {
            "start",
            "end",
            "surface",
            "label",
            "entity",
            "name",
            "origin",
            "confidence",
            "certainty",
            "candidates",
        }
        assert row["text"][mention["start"] : mention["end"]] == mention["surface"]
    assert row["countries"] == [{"code": "KZ", "mentions": 1, "about": True, "evidence": [[47, 53]]}]
    assert row["topics"] == []


def test_a_text_is_canonical_before_it_is_annotated(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffLe pre\u0301sident\r\nTokai\u0308ev\x00".encode("utf-16-le"))
    (row,) = annotated(path)
    assert row["text"] == "Le président\nTokaïev"


def test_topics_say_their_score_and_words(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(
        "# Le nucléaire\n\n" + "La centrale nucléaire, l'uranium, le gaz et le pétrole. " * 5, encoding="utf-8"
    )
    (row,) = annotated(path)
    topic = next(topic for topic in row["topics"] if topic["slug"] == "energy")
    assert topic["score"] > 0
    assert "uranium" in topic["evidence"]


def test_standard_input_is_read_as_a_text(standard_input):
    standard_input(TEXT.encode())
    (row,) = annotated("-")
    assert (row["id"], row["text"]) == ("standard-input", TEXT)


def test_json_lines_keep_their_ids_and_languages(standard_input):
    rows = [
        {"id": 7, "text": "Moscou négocie."},
        {"id": "b", "text": "Moscow is waiting.", "language": "en"},
        {"id": 1.5, "text": "", "language": None, "other": [1]},
    ]
    standard_input("\n\n".join(json.dumps(row) for row in rows).encode())
    found = annotated("--jsonl", "-")
    assert [row["id"] for row in found] == [7, "b", 1.5]
    assert [m["entity"] for row in found for m in row["mentions"]] == ["place/moscou"] * 2


def test_a_text_that_does_not_say_is_read_in_the_language_that_it_shows(standard_input):
    spanish = (
        "El ministro de Exteriores viajó ayer a Moscú para reunirse con su homólogo ruso, según fuentes de Madrid."
    )
    english = (
        "The foreign minister travelled to Moscow yesterday to meet his Russian counterpart, officials said in Paris."
    )
    rows = [
        {"id": 1, "text": spanish},
        {"id": 2, "text": english},
        {"id": 3, "text": spanish, "language": "fr"},
        {"id": 4, "text": english, "language": "es"},
        {"id": 5, "text": "Moscou négocie."},
        {"id": 6, "text": spanish, "language": "fr-FR"},
        {"id": 7, "text": english, "language": ""},
    ]
    standard_input("\n".join(json.dumps(row) for row in rows).encode())
    found = annotated("--jsonl", "-")
    assert [row["language"] for row in found] == ["es", "en", "fr", "es", "fr", "fr", "en"]
    assert [bool(row["mentions"]) for row in found] == [False, True, True, False, True, True, True]


def test_the_texts_of_a_file_explain_each_others_surnames(tmp_path, standard_input):
    texts = ["M. Zorbakian refuse.", "Mme Anne Zorbakian accepte.", "Le maire de Paris, M. Zorbakian, attend."]
    lines = "\n".join(json.dumps({"id": n, "text": text}) for n, text in enumerate(texts))
    path = tmp_path / "textes.jsonl"
    path.write_text(lines, encoding="utf-8")
    standard_input(lines.encode())
    together, apart = annotated("--jsonl", path), annotated("--jsonl", "-")
    people = [[m for m in row["mentions"] if m["label"] == "person"] for row in together]
    assert [(m["entity"], m["certainty"]) for (m,) in people] == [
        ("person/anne-zorbakian", "likely"),
        ("person/anne-zorbakian", "sure"),
        ("person/anne-zorbakian", "likely"),
    ]
    assert [row["text"] for row in together] == texts
    assert [m["certainty"] for row in apart for m in row["mentions"] if m["label"] == "person"] == [
        "unknown",
        "sure",
        "unknown",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is nested too deeply"),
        ("[]", "it is no object"),
        ('{"id": 1}', '"text" is missing'),
        ('{"id": 1, "text": 2}', '"text" is missing, or no string'),
        ('{"id": null, "text": "a"}', '"id" is missing'),
        ('{"id": {}, "text": "a"}', "neither a string nor a number"),
        ('{"id": NaN, "text": "a"}', "neither a string nor a number"),
        ('{"id": 1e999, "text": "a"}', "neither a string nor a number"),
        ('{"id": "\\ud800", "text": "a"}', "neither a string nor a number"),
        ('{"id": 1, "text": "a", "language": "klingon"}', '"language" is no ISO 639 code'),
        ('{"id": 1, "text": "a", "language": ["fr"]}', '"language" is no ISO 639 code'),
        ('{"id": 1, "text": "a", "title": 3}', '"title" is no string'),
        ('{"id": 1, "text": "caf\udce9"}', "it is not UTF-8"),
    ],
    ids=range(14),
)
def test_a_bad_line_is_told_with_its_number_and_the_next_are_annotated(standard_input, line, message):
    content = f'{{"id": 1, "text": "Moscou"}}\n{line}\n\n{{"id": 2, "text": "Paris"}}\n'
    standard_input(content.encode("utf-8", "surrogateescape"))
    lines, complaints, code = refused("--jsonl", "-")
    assert [json.loads(row)["id"] for row in lines] == [1, 2]
    assert code == 1
    assert complaints.startswith("-: line 2: ")
    assert message in complaints


def test_each_line_is_answered_at_once_no_folder_is_made_and_a_closed_pipe_is_quiet(tmp_path):
    with subprocess.Popen(
        [sys.executable, "manage.py", "annotate", "--jsonl", "-"],
        cwd=processes.ROOT,
        env=processes.environment(tmp_path / "data"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        for number in (1, 2):
            process.stdin.write(b'{"id": %d, "text": "Moscou"}\n' % number)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdout.close()
        process.stdin.write(b'{"id": 3, "text": "Moscou"}\n')
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", b""), ("a.txt", b"\x00\x01"), ("a.pdf", b"%PDF"), ("a.txt", None)]
)
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_annotated(tmp_path, name, content):
    good, bad = tmp_path / "bon.txt", tmp_path / name
    good.write_text(TEXT, encoding="utf-8")
    if content is not None:
        bad.write_bytes(content)
    lines, complaints, code = refused(bad, good)
    assert [json.loads(line)["id"] for line in lines] == ["bon"]
    assert str(bad) in complaints
    assert code == 1


def test_json_lines_that_are_no_utf8_are_told(standard_input):
    standard_input(b'{"id": 1, "text": "caf\xe9"}')
    assert refused("--jsonl", "-")[2] == 1


def test_the_first_article_is_annotated_without_a_fault(gold_folder):
    path = gold_folder / "visite-poutine-astana.jsonl"
    spec = importlib.util.spec_from_file_location("gold_score", gold_folder / "score.py")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    report = scorer.score(scorer.read(path), annotated("--jsonl", path))
    assert "not aligned or missing" not in report
    assert report["junk per article"] == 0
    for measure in ("strict", "linking", "countries", "topics"):
        assert report[measure]["F"] == 100, measure


def test_the_first_article_is_the_same_from_its_text_file(gold_folder):
    (from_text,) = annotated(gold_folder / "visite-poutine-astana.txt")
    (from_line,) = annotated("--jsonl", gold_folder / "visite-poutine-astana.jsonl")
    assert from_text == from_line
