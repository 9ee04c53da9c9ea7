import sqlite3
from datetime import UTC, datetime

import pytest

from articles.extract import MAX_BYTES, MAX_CHARACTERS, Problem, UnreadableFile
from articles.ingest.importing import DuplicateArticle, Particulars, content_hash, import_file, import_text
from articles.models import Article, Change, Source
from tests import processes

TEXT = "Une dépêche d’Astana.\n\nElle tient en deux paragraphes."
SPANISH = "El ministro de Exteriores viajó ayer a Moscú para reunirse con su homólogo ruso, según fuentes de Madrid."
FRONT = """---
title: Le titre
standfirst: Le chapeau
author: Claire Vasseur
source: La Lettre d'Eurasie
url: https://news.example/a
language: en
date: 2025-03-04
sample: true
---
"""


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Article, Source, Change))


def refused(name, data, **options):
    """Import what must be refused; return why. Nothing may be stored then."""
    before = everything()
    with pytest.raises(UnreadableFile) as error:
        import_file(name, data, **options)
    assert everything() == before
    return error.value.problem


@pytest.mark.django_db
class TestAFile:
    def test_what_it_says_of_itself_is_kept(self):
        article = import_file("a.md", (FRONT + TEXT).encode())
        assert (article.title, article.standfirst, article.author) == (
            "Le titre",
            "Le chapeau",
            "Claire Vasseur",
        )
        assert article.source.name == "La Lettre d'Eurasie"
        assert article.url == "https://news.example/a"
        assert article.language == "en"
        assert article.published_at == datetime(2025, 3, 4, 12, tzinfo=UTC)
        assert article.sample
        assert article.text == TEXT
        assert article.words == 8

    def test_what_is_given_wins_over_what_it_says(self):
        given = Particulars(title="Un autre", source="Autre source", language="fr")
        article = import_file("a.md", (FRONT + TEXT).encode(), given=given)
        assert (article.title, article.source.name, article.language) == ("Un autre", "Autre source", "fr")
        assert article.author == "Claire Vasseur"
        assert list(Source.objects.values_list("name", flat=True)) == ["Autre source"]

    def test_it_is_a_draft_that_waits_for_its_annotation(self):
        article = import_file("a.txt", TEXT.encode())
        assert not article.is_published
        assert not article.is_annotated
        assert not article.sample

    def test_without_particulars_it_has_a_title_a_date_and_a_language(self):
        article = import_file("a.txt", TEXT.encode())
        assert article.title == "Une dépêche d’Astana"
        assert article.published_at is not None
        assert article.language == "fr"
        assert article.source is None

    @pytest.mark.parametrize(
        ("said", "text", "language"),
        [
            ("", SPANISH, "es"),
            ("", "The minister travelled to Moscow yesterday to meet his Russian counterpart, officials said.", "en"),
            ("", "Demain.", "fr"),
            ("fr", SPANISH, "fr"),
            ("de", SPANISH, "de"),
            ("und", SPANISH, "und"),
            ("DE-at", SPANISH, "de"),
            ("fr_CA", SPANISH, "fr"),
            ("zxx", SPANISH, "es"),
            ("français", SPANISH, "es"),
            ("zz", SPANISH, "es"),
        ],
    )
    def test_its_language_is_the_one_that_is_said_or_else_shows(self, said, text, language):
        assert import_text(text, given=Particulars(language=said)).language == language

    def test_its_change_is_numbered(self):
        first, second = import_text("Un texte."), import_text("Un autre texte.")
        assert 0 < first.revision < second.revision
        assert list(Change.objects.values_list("article_id", flat=True)) == [first.pk, second.pk]
        assert Article.objects.get(pk=second.pk).revision == second.revision

    @pytest.mark.parametrize(
        "url",
        ["javascript:alert(1)", "ftp://x.example", "http://", "https://a b.example", "https://x.example/" + "a" * 1000],
    )
    def test_an_address_that_is_none_is_left_out(self, url):
        assert import_text(TEXT, given=Particulars(url=url)).url == ""

    def test_markup_stays_what_it_is(self):
        text = "<b>Gras</b> & <script>alert(1)</script> vont à Paris."
        article = import_text(text, given=Particulars(title="<i>Titre</i>", source="<u>S</u>"))
        assert (article.text, article.title, article.source.name) == (text, "<i>Titre</i>", "<u>S</u>")

    def test_long_particulars_are_cut(self):
        long = Particulars(title="t" * 400, standfirst="s" * 2000, author="a" * 300, source="n" * 300)
        article = import_text(TEXT, given=long)
        article.full_clean(exclude=["added_by"])
        assert article.title == "t" * 299 + "…"

    def test_particulars_become_single_canonical_lines(self):
        article = import_text(TEXT, given=Particulars(title=" Cafe\u0301\u200b\r\nnoir\x00 ", source="A\u00a0 B"))
        assert article.title == "Café noir"
        assert article.source.name == "A B"

    def test_sources_are_shared(self):
        for text in ("Un texte.", "Un autre."):
            import_text(text, given=Particulars(source="Agence"))
        assert Source.objects.count() == 1


@pytest.mark.django_db
class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "data", "problem"),
        [
            ("a.txt", b"", Problem.EMPTY),
            ("a.txt", b" \r\n\t\n", Problem.EMPTY),
            ("a.txt", "\u200b\ufeff".encode(), Problem.EMPTY),
            ("a.txt", "… — !\n***".encode(), Problem.EMPTY),
            ("a.md", FRONT.encode(), Problem.EMPTY),
            ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, Problem.UNKNOWN_FORMAT),
            ("a.pdf", b"%PDF-1.7 text", Problem.DAMAGED),
            ("a.txt", b"a" * (MAX_BYTES + 1), Problem.TOO_LARGE),
            ("a.txt", b"a " * (MAX_CHARACTERS // 2 + 1), Problem.TOO_LONG),
            ("a.md", b"---\nsource: S\ntitle: [\n---\nTexte", Problem.BAD_FRONT_MATTER),
            ("a.md", b"---\nsource: S\ndate: demain\n---\nTexte", Problem.BAD_FRONT_MATTER),
            ("a.md", b"---\nsource: S\ndate: 0001-01-01\n---\nTexte", Problem.BAD_FRONT_MATTER),
            ("a.md", b"---\nsource: S\ndate: 9999-12-31T23:59:59\n---\nTexte", Problem.BAD_FRONT_MATTER),
        ],
    )
    def test_nothing_is_stored_not_even_the_source(self, name, data, problem):
        assert refused(name, data, given=Particulars(source="Une source")) == problem

    def test_a_pasted_text_that_is_too_long(self):
        with pytest.raises(UnreadableFile) as error:
            import_text("a" * (MAX_CHARACTERS + 1))
        assert error.value.problem == Problem.TOO_LONG
        assert everything() == (0, 0, 0)


@pytest.mark.django_db
class TestTheSameText:
    @pytest.mark.parametrize(
        "again",
        [
            TEXT,
            TEXT.replace("\n", "\r\n"),
            TEXT.replace("\n", "\r"),
            "\ufeff" + TEXT + "\n\n",
            TEXT.replace("\n\n", " \t\n\n\n\n"),
            TEXT.replace("é", "e\u0301"),
            TEXT.replace("deux", "de\u00adux\u200b"),
        ],
        ids=["same", "crlf", "cr", "bom", "blank lines", "decomposed", "invisible"],
    )
    def test_is_one_article_and_nothing_is_stored(self, again):
        first = import_text(TEXT)
        before = everything()
        with pytest.raises(DuplicateArticle) as error:
            import_file("autre.txt", again.encode(), given=Particulars(source="Neuve", title="Autre titre"))
        assert error.value.article == first
        assert everything() == before

    @pytest.mark.parametrize("other", ["Il y a 7\u00a0500 km. Fin.", "Il y a 7 500 km.\n\nFin."])
    def test_other_blanks_make_no_other_text(self, other):
        import_text("Il y a 7 500 km.\nFin.")
        with pytest.raises(DuplicateArticle):
            import_text(other)
        assert Article.objects.count() == 1

    def test_other_quotation_marks_do(self):
        """What readers see differs, so the texts do."""
        import_text("Il dit « oui ».")
        import_text('Il dit "oui".')
        assert Article.objects.count() == 2

    def test_another_process_that_was_quicker(self, monkeypatch):
        """The check finds nothing, the insert does."""
        first = import_text(TEXT)
        before = everything()
        nothing = Article.objects.none()
        monkeypatch.setattr(Article.objects, "filter", lambda **_: nothing)
        with pytest.raises(DuplicateArticle) as error:
            import_text(TEXT, given=Particulars(source="Neuve"))
        assert error.value.article == first
        monkeypatch.undo()
        assert everything() == before

    def test_its_hash_is_that_of_the_stored_text(self):
        article = import_text(TEXT + "\r\n")
        assert article.content_hash == content_hash(article.text)


RUSH = """
import sys, threading, time
from pathlib import Path
import django
django.setup()
from django.db import connection
from articles.ingest.importing import DuplicateArticle, Particulars, import_text
start = threading.Barrier(4)
def rush(outcomes):
    start.wait()
    for number in range(5):
        try:
            import_text(f"Le même texte, numéro {number}.", given=Particulars(source=f"Source {number}"))
            outcomes.append("stored")
        except DuplicateArticle:
            outcomes.append("duplicate")
    connection.close()
outcomes = []
print("ready", flush=True)
while not Path(sys.argv[1]).exists():
    time.sleep(0.005)
threads = [threading.Thread(target=rush, args=(outcomes,)) for _ in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(outcomes.count("stored"), outcomes.count("duplicate"))
"""


def test_two_processes_of_four_threads_at_once_store_each_text_once(tmp_path):
    data = tmp_path / "data"
    made = processes.python(data, "manage.py", "migrate", "-v0")
    assert made.returncode == 0, made.stderr
    answers = processes.at_once(data, RUSH)
    counts = [tuple(map(int, out.split())) for out in answers]
    assert (sum(s for s, _ in counts), sum(d for _, d in counts)) == (5, 35)

    with sqlite3.connect(data / "newsroom.sqlite3") as rows:
        one = rows.execute("select count(*), count(distinct content_hash) from articles_article").fetchone()
        assert one == (5, 5)
        assert rows.execute("select count(*) from articles_source").fetchone() == (5,)
        numbers = [n for (n,) in rows.execute("select revision from articles_change order by revision")]
        assert numbers == [1, 2, 3, 4, 5]
