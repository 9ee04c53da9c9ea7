"""What a file is, is told by its content."""

import io
import zipfile

import pytest

from articles.extract import Problem, UnreadableFile, read
from articles.extract.formats import Format, recognise
from tests.extract import samples

KINDS = {
    "a.txt": Format.TEXT,
    "a.html": Format.HTML,
    "a.docx": Format.DOCX,
    "a.pdf": Format.PDF,
    "a.eml": Format.MAIL,
    "a.mhtml": Format.MAIL,
    "a.json": Format.RECORD,
    "a.jsonl": Format.JSON_LINES,
    "a.csv": Format.TABLE,
    "a.zip": Format.ZIP,
}
ALL = {**samples.ARTICLES, **samples.CONTAINERS}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("called", ["", "a.txt", "a.bin", "a.exe"])
def test_a_file_is_what_it_holds_whatever_it_is_called(name, called):
    assert recognise(called, ALL[name]) is KINDS[name]


@pytest.mark.parametrize("name", [name for name in samples.ARTICLES if name != "a.md"])
def test_a_false_name_changes_nothing(name):
    assert read("a.txt", ALL[name]) == read(name, ALL[name])


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_a_document_called_markdown_is_a_document(name):
    assert read("a.md", ALL[name]) == read(name, ALL[name])


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", "# Titre", Format.TEXT),
        ("a.md", "# Titre", Format.MARKDOWN),
        ("a.md", "---\ntitle: Un\n---\nTexte", Format.MARKDOWN),
        ("a.bin", "---\ntitle: Un\n---\nTexte", Format.MARKDOWN),
        ("a.bin", "Texte", Format.TEXT),
        ("a.html", "Un texte sans balise.", Format.TEXT),
        ("a.pdf", "Un texte.", Format.TEXT),
        ("a.txt", "---\ntitle: Un\ndate: 2026-11-22\n---\nTexte", Format.MARKDOWN),
        ("a.txt", "# Titre\n\nUn *alinéa*.\n\n## Inter\n\n> Citation\n", Format.MARKDOWN),
        ("a.txt", "\ufeff# Titre\r\n\r\nUn alinéa.\r\n\r\n## Inter\r\n\r\nUn autre.", Format.MARKDOWN),
        ("", "Chapô.\n\n# Titre\nUn alinéa, [un lien](https://a.fr/b).", Format.MARKDOWN),
        ("a.text", "## Titre\n\nDu **gras** ici.", Format.MARKDOWN),
        ("a.txt", "# Titre\n\nUn :\n\n- a\n- b\n- c\n", Format.MARKDOWN),
        ("a.txt", "# Titre\n\n| a | b |\n|---|---|\n| c | d |\n", Format.MARKDOWN),
        ("a.txt", "# Titre\n\nUn alinéa.\n\nUn autre.", Format.TEXT),
        ("a.txt", "# Titre\n\n- Bonjour.\n\n- Bonsoir.\n\nIl sortit.", Format.TEXT),
        ("a.txt", "- Un tiret\n- deux tirets\n\nUn alinéa.\n\n> Une citation.", Format.TEXT),
        ("a.txt", "# 1 Djokovic\n# 2 Nadal\n# 3 Federer\n\nLe classement.", Format.TEXT),
        ("a.txt", "#Paris #Lyon\n\nUn alinéa.\n\n#Nice\n\nUn autre.", Format.TEXT),
        ("a.txt", "Un alinéa.\nLe n° # 4 du jour.\n# 5 aussi.\n\nUn **mot** et [un](https://a.fr).", Format.TEXT),
        ("a.txt", "Un [lien](https://a.fr), du **gras**.\n\n- a\n- b\n- c", Format.TEXT),
        ("a.txt", "---\nNote: un\n---\nTexte", Format.TEXT),
        ("a.txt", "<p>Un</p><p>Deux</p>", Format.HTML),
        ("a.txt", "<!-- x --><html><body>Un", Format.HTML),
        ("a.txt", '<?xml version="1.0"?><!DOCTYPE html><html>', Format.HTML),
        ("a.txt", "\ufeff\n<!doctype HTML>", Format.HTML),
        ("a.txt", "3 < 4 et 5 > 2", Format.TEXT),
        ("a.txt", "<Astana> a dit", Format.TEXT),
        ("a.txt", "Astana, 3 mai : un accord", Format.TEXT),
        ("a.txt", "Note: un\nSuite: deux\n\nTexte", Format.TEXT),
        ("a.txt", "From: a\nSubject: b\n\nTexte", Format.TEXT),
        ("a.txt", "From: a@b.fr\nSubject: b\nDate: c\n\nTexte", Format.MAIL),
        ("a.txt", "{ceci n’est pas du JSON}", Format.TEXT),
        ("a.txt", "[1] Une note", Format.TEXT),
        ("a.txt", '{"text": "Un"}', Format.RECORD),
        ("a.txt", '{\n  "text": "Un"\n}', Format.RECORD),
        ("a.txt", '[{"text": "Un"}]', Format.JSON_ARRAY),
        ("a.txt", '{"text": "Un"}\n{"text": "Deux"}', Format.JSON_LINES),
        ("a.txt", '{"text": "Un"}\n{"text"\n{"text": "Deux"}', Format.JSON_LINES),
        ("a.txt", "titre;texte\nUn;Deux", Format.TABLE),
        ("a.txt", "title\ttext\nUn\tDeux", Format.TABLE),
        ("a.txt", "Le titre, le texte et l’image", Format.TEXT),
        ("a.txt", "Texte, titre et auteur\n\nUn article.", Format.TEXT),
        ("a.csv", "id,nom\n1,Un", Format.TABLE),
        ("a.csv", "texte\nUn", Format.TABLE),
    ],
)
def test_kinds_of_text_are_told_apart(name, content, kind):
    assert recognise(name, content.encode()) is kind


def of_office(*names):
    return samples.zipped([("[Content_Types].xml", b"<Types/>"), *[(name, b"x") for name in names]])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "picture"),
        (b"GIF89a" + bytes(40), "picture"),
        (b"RIFF\x00\x00\x00\x00WEBP" + bytes(40), "picture"),
        (b"RIFF\x00\x00\x00\x00WAVE" + bytes(40), "recording"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(40), "recording"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "picture"),
        (b"\x00\x00\x00\x1cftypavif" + bytes(40), "picture"),
        (b"ID3\x03" + bytes(40), "recording"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_0037001F".encode("utf-16-le") + bytes(600), "outlook"),
        (b"{\\rtf1\\ansi Un texte.}", "rich text"),
        (b"\x1f\x8b\x08" + bytes(40), "packed"),
        (b"Rar!\x1a\x07\x01" + bytes(40), "packed"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), "packed"),
        (b"a.txt".ljust(257, b"\x00") + b"ustar" + bytes(40), "packed"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": []}', "feed"),
        (b'\xef\xbb\xbf{"title": "F", "version": "https:\\/\\/jsonfeed.org\\/version\\/1", "items": []}', "feed"),
        (b"<svg xmlns='x'><text>Un</text></svg>", "xml"),
        (of_office("xl/workbook.xml"), "sheet"),
        (of_office("ppt/presentation.xml"), "slides"),
        (samples.zipped([("mimetype", b"application/epub+zip"), ("META-INF/container.xml", b"x")]), "book"),
        (
            samples.zipped([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"x")]),
            "open document",
        ),
    ],
)
def test_what_cannot_be_read_is_called_by_its_name(data, kind):
    with pytest.raises(UnreadableFile) as refusal:
        read("a.txt", data)
    assert (refusal.value.problem, refusal.value.detail) == (Problem.UNKNOWN_FORMAT, kind)


def test_words_that_begin_like_a_picture_are_words():
    assert read("a.txt", b"BMW a vendu plus de voitures. MZ aussi.").text.startswith("BMW")


def test_an_encrypted_document_is_known():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(60)
    with pytest.raises(UnreadableFile) as refusal:
        read("a.docx", data)
    assert refusal.value.problem is Problem.ENCRYPTED


def test_a_document_that_is_a_plain_zip_is_a_zip():
    assert recognise("a.docx", samples.zipped({"a.txt": b"Un texte."})) is Format.ZIP


def test_a_document_without_its_text_is_damaged():
    with pytest.raises(UnreadableFile) as refusal:
        read("a.docx", of_office("word/styles.xml"))
    assert refusal.value.problem is Problem.DAMAGED


def test_a_zip_with_a_false_directory_is_damaged():
    file = io.BytesIO(samples.zipped({"a.txt": b"Un."}))
    data = file.getvalue()
    assert zipfile.is_zipfile(file)
    with pytest.raises(UnreadableFile) as refusal:
        recognise("a.zip", data[: data.index(b"PK\x01\x02") + 3] + b"\xff" + data[data.index(b"PK\x01\x02") + 4 :])
    assert refusal.value.problem is Problem.DAMAGED


def test_an_outlook_mail_is_told_by_its_name_too():
    with pytest.raises(UnreadableFile) as refusal:
        recognise("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refusal.value.detail == "outlook"
