from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from articles.extract import Problem, UnreadableFile
from articles.extract.markdown import extract, is_unmistakable


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Un mot **fort**, un mot *doux*, un __fort__ et un _doux_.", "Un mot fort, un mot doux, un fort et un doux."),
        (
            "***les deux*** et **un *dans* l'autre** et *un **dans** l'autre*",
            "les deux et un dans l'autre et un dans l'autre",
        ),
        ("2 * 3 * 4, snake_case_ici, a__b__c, a*b*c", "2 * 3 * 4, snake_case_ici, a__b__c, a*b*c"),
        (r"Cinq \*étoiles\* et 3\. points", "Cinq *étoiles* et 3. points"),
        ("Voir [le site](https://exemple.org/a_b) et [**là**](x).", "Voir le site et là."),
        ('[a](https://fr.exemple.org/Niger_(pays) "Le Niger")', "a"),
        ("[note [1] du traité](x) et [libre] et [vide]()", "note [1] du traité et [libre] et vide"),
        ("![Une carte](carte.png) ici", "Une carte ici"),
        ("[![Une carte](carte.png)](page)", "Une carte"),
        ("Un.\n\n![](vide.png)\n\nDeux.", "Un.\n\nDeux."),
        ("Un paragraphe\ncoupé en\ndeux.\n\nUn autre.", "Un paragraphe coupé en deux.\n\nUn autre."),
        ("Un vers  \nun autre\\\nfin", "Un vers\n\nun autre\n\nfin"),
        ("- un\n- deux\n  suite\n1. trois\n2) quatre", "- un\n\n- deux suite\n\n1. trois\n\n2) quatre"),
        ("> cité\n> encore\n>\n> > dedans\n>> # Titre", "cité encore\n\ndedans\n\nTitre"),
        ("Avant\n\n---\n\nAprès\n* * *\nFin", "Avant\n\nAprès\n\nFin"),
        ("```\n# pas un *titre*\n\n  retrait\n```\nAprès", "# pas un *titre*\n\n  retrait\n\nAprès"),
        ("~~~ python\nx = 1\n~~~", "x = 1"),
        ("```\njamais fermé", "jamais fermé"),
        ("```un mot``` en ligne", "```un mot``` en ligne"),
        ("<b>gras</b> &amp; <script>alert(1)</script>", "<b>gras</b> &amp; <script>alert(1)</script>"),
        (
            "## Partie ##\nTexte\n### Sous-partie\n\n#mot-dièse\n####### sept",
            "Partie\n\nTexte\n\nSous-partie\n\n#mot-dièse ####### sept",
        ),
        ("Texte.\n\n## À la fin", "Texte.\n\nÀ la fin"),
        ("# C#\nTexte\n## F# #", "Texte\n\nF#"),
        ("#\n##\nTexte", "# ## Texte"),
    ],
)
def test_marks_go_and_what_they_hold_stays(content, text):
    assert extract(content).text == text


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        ("# Titre\n\nTexte", "Titre", "Texte"),
        ("Titre\n=====\n\nTexte", "Titre", "Texte"),
        ("## Partie\n\nTexte\n\n# Titre tardif", "", "Partie\n\nTexte\n\nTitre tardif"),
        ("# Un\n\n# Deux\n\nTexte", "Un", "Deux\n\nTexte"),
        ("---\ntitle: Un\n---\n# Un\nTexte", "Un", "Texte"),
        ("---\ntitle: Un\n---\n# Deux\nTexte", "Un", "Deux\n\nTexte"),
    ],
)
def test_the_title_is_given_or_the_first_heading(content, title, text):
    extracted = extract(content)
    assert (extracted.title, extracted.text) == (title, text)


def particulars(*rows):
    return extract("\n".join(["---", *rows, "---", "Texte"]))


def test_front_matter_gives_the_particulars():
    extracted = particulars(
        "Title: 'Un : deux'",
        "standfirst: >",
        "  Deux",
        "  lignes",
        "author: Claire Vasseur",
        "source: La Lettre d'Eurasie",
        "url: https://exemple.org/a",
        "language: FR-fr",
        "date: 2024-12-02",
        "sample: true",
        "licence: CC0-1.0",
    )
    assert extracted.title == "Un : deux"
    assert extracted.standfirst == "Deux lignes\n"
    assert extracted.author == "Claire Vasseur"
    assert extracted.source == "La Lettre d'Eurasie"
    assert extracted.url == "https://exemple.org/a"
    assert extracted.language == "fr"
    assert extracted.published_at == datetime(2024, 12, 2, 12, tzinfo=UTC)
    assert extracted.sample is True
    assert extracted.text == "Texte"


@pytest.mark.parametrize(
    "title", ["12:30", "2024-05-01", "Yes", "0x1F", "1_000", "Non", ".5", "=", "1e400", "<b>&amp;"]
)
def test_a_title_is_what_was_written(title):
    assert particulars(f"title: {title}").title == title


@pytest.mark.parametrize("row", ["title:", "title: ~", "title: null", "title: [a, b]", "title: {a: b}", "titre: Autre"])
def test_a_title_that_is_no_text_is_none(row):
    assert particulars(row).title == ""


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-12-02", datetime(2024, 12, 2, 12, tzinfo=UTC)),
        ("'2024-12-02'", datetime(2024, 12, 2, 12, tzinfo=UTC)),
        ("2024-12-02 08:30:00", datetime(2024, 12, 2, 8, 30, tzinfo=ZoneInfo("Europe/Paris"))),
        ("02/12/2024", datetime(2024, 12, 2, 12, tzinfo=UTC)),
        ("2024-12-02T08:30:00Z", datetime(2024, 12, 2, 8, 30, tzinfo=UTC)),
        ("2024-12-02T08:30:00+05:00", datetime(2024, 12, 2, 8, 30, tzinfo=timezone(timedelta(hours=5)))),
        ("", None),
        ("null", None),
    ],
)
def test_dates(value, moment):
    assert particulars(f"date: {value}").published_at == moment


@pytest.mark.parametrize(
    "value",
    [
        "hier",
        "2024-13-01",
        "2024-02-30",
        "99999999999",
        "9" * 15_000,
        "0001-01-01T00:00:00+23:59",
        "9999-12-31",
        "0000-01-01",
    ],
)
def test_dates_that_are_none_are_refused(value):
    with pytest.raises(UnreadableFile) as refusal:
        particulars(f"date: {value}")
    assert (refusal.value.problem, refusal.value.detail) == (Problem.BAD_FRONT_MATTER, "date")


@pytest.mark.parametrize(
    "content",
    [
        "---\ntitle: Un\n---\nTexte",
        "\ufeff---\ntitle: Un\n---\nTexte",
        "---\r\ntitle: Un\r\n---\r\nTexte",
        "---  \ntitle: Un\n...\nTexte",
        "---\ntitle: Zéro\ntitle: Un\n---\n\n\nTexte\n",
        "---\ntitle: !!python/object/apply:os.system Un\n---\nTexte",
        "---\ntitle: &a Un\nsource: *a\n---\nTexte",
        "---\ntitle: Un\nn: !!int ''\nf: !!float ''\nb: !!bool x\nt: !!timestamp x\n---\nTexte",
        f"---\ntitle: Un\nn: {'1' + ':00' * 2000}.5\nm: 0x{'F' * 9000}\n---\nTexte",
    ],
)
def test_front_matter_is_found_however_it_is_typed(content):
    extracted = extract(content)
    assert (extracted.title, extracted.text) == ("Un", "Texte")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("---\n---\nTexte", "Texte"),
        ("---\n# un commentaire\n---\nTexte", "Texte"),
        ("---\n- un\n- deux\n---\nTexte", "- un\n\n- deux\n\nTexte"),
        ("---\nUn dialogue.\n---\nTexte", "Un dialogue.\n\nTexte"),
        ("---\ntitle: jamais fermé\n\nTexte", "title: jamais fermé\n\nTexte"),
        ("Texte\n\n---\ntitle: non\n---", "Texte\n\ntitle: non"),
    ],
)
def test_what_is_no_front_matter_is_text(content, text):
    assert extract(content).text == text


LAUGHS = "\n".join(["a0: &a0 ha"] + [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 60)])


@pytest.mark.parametrize(
    "block",
    [
        "title: [",
        "title: 'sans fin",
        "\ttitle: Un",
        "title: Un: deux",
        "title: *inconnu",
        "? [a]\n: b",
        "{a: b}: c",
        "title: \x07",
        "%YAML 9.9\n%YAML 9.9",
        "a: " + "[" * 15_000,
        "a: " + "{a: " * 4_000,
        "- " * 9_000,
        "? " * 9_000,
        "title: " + "x" * 30_000,
    ],
)
def test_broken_front_matter_is_refused(block):
    with pytest.raises(UnreadableFile) as refusal:
        particulars(*block.split("\n"))
    assert refusal.value.problem is Problem.BAD_FRONT_MATTER


def test_the_refusal_names_the_line():
    with pytest.raises(UnreadableFile) as refusal:
        particulars("source: Un", "title: 'deux' trois")
    assert refusal.value.detail == "3"


def test_a_billion_laughs_stay_a_few():
    extracted = particulars(*LAUGHS.split("\n"), "title: Un", "source: *a59")
    assert (extracted.title, extracted.source, extracted.text) == ("Un", "", "Texte")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("| a | b |\n|---|---|\n| Berlin | Bonn |\n", "a | b\nBerlin | Bonn"),
        ("a | b\n:--|--:\nBerlin | Bonn\nUne suite.", "a | b\nBerlin | Bonn\n\nUne suite."),
        ("Avant.\n| a | b |\n| **c** | [d](https://e.fr) |\n\nAprès.", "Avant.\n\na | b\nc | d\n\nAprès."),
        ("Avant :\na | b\n--- | ---\n | d\n", "Avant :\n\na | b\nd"),
        ("| a |\n|---|\n| b\\|c |", "a\nb|c"),
        ("> | a | b |\n> |---|---|\n> | c | d |", "a | b\nc | d"),
        ("| a | b |\n|---|---|\n\n## Inter", "a | b\n\nInter"),
        ("Un | deux, puis\ntrois.", "Un | deux, puis trois."),
        ("```\n| a | b |\n|---|---|\n```", "| a | b |\n|---|---|"),
    ],
)
def test_the_rows_of_tables_are_lines_with_their_cells_apart(content, text):
    assert extract(content).text == text


@pytest.mark.parametrize(
    "unit",
    ["a", " ", "#", "# ", "*", "**a ", "*a ", "_", "__a ", "_a ", "[", "![", "[a](", "[a]", "](", "[[a]", "`", "> ",
     ">", "- ", "-", "=", "\\", "---\n", "\n", "```\n", '[a](b "', "[a](b(", "# a #", "**a*", "|", "| a |\n",
     "a|b\n-|-\n", "-|", ":-", "|-", "\\|"],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "# ", "---\n"])
def test_long_runs_of_anything_are_read_in_linear_time(unit, before):
    content = before + unit * (60_000 // len(unit)) + "x"
    is_unmistakable(content)
    extract(content)
