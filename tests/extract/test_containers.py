"""Files that hold several articles, one article as a record, and what becomes of bad ones among them."""

import io
import json
import stat
import zipfile
from datetime import UTC, datetime

import pytest

from articles.extract import MAX_CHARACTERS, Part, Problem, UnreadableFile, containers, read, unpack
from articles.text.structure import Shape
from tests.extract import samples
from tests.extract.pages import TITLE
from tests.extract.samples import PLAIN, RECORD, json_lines, record, table, zipped


def problem_of(call, *args):
    with pytest.raises(UnreadableFile) as refusal:
        call(*args)
    return refusal.value.problem


def read_all(name, data):
    return [read(part.name, part.data) for part in unpack(name, data)]


@pytest.mark.parametrize("name", samples.ARTICLES)
def test_an_article_is_no_container(name):
    assert unpack(name, samples.ARTICLES[name]) == ()


@pytest.mark.parametrize("name", samples.CONTAINERS)
def test_a_container_is_no_article(name):
    problem = Problem.NESTED if name == "a.zip" else Problem.SEVERAL
    assert problem_of(read, name, samples.CONTAINERS[name]) is problem


class TestARecord:
    def test_french_keys(self):
        extracted = read("a.json", record())
        assert (extracted.title, extracted.text, extracted.author) == (TITLE, PLAIN, "Claire Vasseur")
        assert (extracted.source, extracted.language) == ("Le Courrier d’Asie", "fr")
        assert extracted.url == "https://courrier.example/a"
        assert extracted.published_at == datetime.fromisoformat(str(RECORD["date"]))

    @pytest.mark.parametrize(
        ("said", "field", "value"),
        [
            ({"Body": "Un"}, "text", "Un"),
            ({"CONTENT": "Un"}, "text", "Un"),
            ({"text": "", "content": "Un"}, "text", "Un"),
            ({"content": "Deux", "text": "Un"}, "text", "Un"),
            ({"text": "Un", "Headline": "Deux"}, "title", "Deux"),
            ({"text": "Un", "title": 2024}, "title", "2024"),
            ({"text": "Un", "title": "<b>Deux</b> &amp; trois"}, "title", "Deux & trois"),
            ({"text": "Un", "chapô": "Deux"}, "standfirst", "Deux"),
            ({"text": "Un", "Résumé": "Deux"}, "standfirst", "Deux"),
            ({"text": "Un", "authors": ["A", "B"]}, "author", "A, B"),
            ({"text": "Un", "author": {"name": "A"}}, "author", "A"),
            ({"text": "Un", "author": None}, "author", ""),
            ({"text": "Un", "Site_Name": "S"}, "source", "S"),
            ({"text": "Un", "lang": "FR-fr"}, "language", "fr"),
            ({"text": "Un", "lien": "https://a.fr"}, "url", "https://a.fr"),
            ({"content": {"rendered": "Un"}}, "text", "Un"),
            ({"text": ["Un", "Deux " * 60]}, "text", "Un\n\n" + "Deux " * 60),
            ({"text": ["Alinéa un.", "Alinéa deux."]}, "text", "Alinéa un.\n\nAlinéa deux."),
            ({"contenu": [{"text": "Un"}, ["Deux", ""]]}, "text", "Un\n\nDeux"),
            ({"body": [f"{n}." for n in range(1500)]}, "text", "\n\n".join(f"{n}." for n in range(1500))),
        ],
    )
    def test_keys_of_many_kinds(self, said, field, value):
        assert getattr(read("a.json", json.dumps(said).encode()), field) == value

    def test_a_text_that_is_html_keeps_its_structure(self):
        extracted = read("a.json", record(texte="<h2>Un</h2><p>Deux</p><script>x()</script>"))
        assert (extracted.text, extracted.structure) == ("Un\n\nDeux", ((0, Shape.HEADING),))

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            (b'{"title": "Un"}', Problem.NO_TEXT_COLUMN),
            (b'{"text": ""}', Problem.EMPTY),
            (b'{"text": null}', Problem.EMPTY),
            (b"{}", Problem.NO_TEXT_COLUMN),
            (b'{"text": "Un"', Problem.DAMAGED),
            (b'{"text": "Un", "x": NaN}', Problem.DAMAGED),
            (b'{"text": "Un", "x": -Infinity}', Problem.DAMAGED),
            (b'{"text": "Un", "date": "hier"}', Problem.BAD_DATE),
            (b'{"text": "Un", "date": "9999-12-31"}', Problem.BAD_DATE),
            (b'{"text": "Un", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", Problem.TOO_DEEP),
            (b'{"text": ' + b'{"a":' * 100_000, Problem.TOO_DEEP),
            (b'[{"text": "Un"}, ' + b"[" * 100_000, Problem.SEVERAL),
            (json.dumps({"text": "a" * (MAX_CHARACTERS + 1)}).encode(), Problem.TOO_LONG),
            (json.dumps({"text": "<p>" + "<b>" * 100_000 + "Un</p>"}).encode(), None),
        ],
    )
    def test_bad_records(self, data, problem):
        found = problem_of(read, "a.json", data)
        assert problem is None or found is problem

    def test_numbers_without_end_are_words(self):
        assert read("a.json", b'{"text": "Un", "title": ' + b"9" * 9000 + b"}").title == "9" * 9000

    def test_lone_surrogates_do_no_harm(self):
        assert read("a.json", b'{"text": "Un \\ud800 mot", "title": "\\udfff"}').text
        (part,) = unpack("a.json", b'[{"text": "Un \\ud800 mot"}]')
        assert read(part.name, part.data).text == "Un \ufffd mot"


class TestRows:
    def test_lines_of_json(self):
        parts = unpack("dossier.jsonl", json_lines(RECORD, {**RECORD, "titre": "Deux"}))
        assert [part.name for part in parts] == ["dossier.jsonl#1", "dossier.jsonl#2"]
        assert [read(part.name, part.data).title for part in parts] == [TITLE, "Deux"]

    @pytest.mark.parametrize("bad", [b'{"texte": "x"', b"[]", b"7", b"{'a': 1}", b'{"texte": NaN}', b'{"a":' * 5000])
    def test_a_bad_line_in_the_middle_is_refused_alone(self, bad):
        good = json_lines(RECORD)
        parts = unpack("a.jsonl", good * 2 + bad + b"\n" + good)
        assert [part.problem for part in parts] == [None, None, Problem.BAD_ROW, None]
        assert parts[2] == Part("a.jsonl#3", b"", Problem.BAD_ROW, "json 3")

    def test_an_array(self):
        data = json.dumps([RECORD, 7, {"titre": "Sans texte"}, {**RECORD, "titre": "Quatre"}]).encode()
        parts = unpack("a.json", data)
        assert [part.problem for part in parts] == [None, Problem.BAD_ROW, Problem.NO_TEXT_COLUMN, None]
        assert read(parts[3].name, parts[3].data).title == "Quatre"

    @pytest.mark.parametrize(
        "around",
        [
            {"articles": [RECORD, {**RECORD, "titre": "Deux"}], "total": 2},
            {"version": "1", "items": [RECORD, {**RECORD, "titre": "Deux"}], "tags": ["a"], "hubs": [{"a": 1}]},
        ],
    )
    def test_an_object_around_one_array_is_that_array(self, around):
        assert [article.title for article in read_all("a.json", json.dumps(around).encode())] == [TITLE, "Deux"]

    def test_an_object_around_two_is_told_that_it_has_no_text(self):
        data = json.dumps({"a": [RECORD], "b": [RECORD]}).encode()
        with pytest.raises(UnreadableFile) as refusal:
            read("a.json", data)
        assert (refusal.value.problem, refusal.value.detail) == (Problem.NO_TEXT_COLUMN, "json")

    @pytest.mark.parametrize("data", [b'[{"text": "Un"}', b'[{"text": "Un"}] x', b'[{"text": Infinity}]'])
    def test_a_broken_array_is_refused_whole(self, data):
        assert problem_of(unpack, "a.json", data) is Problem.DAMAGED

    def test_an_array_nested_without_end(self):
        assert problem_of(unpack, "a.json", b'[{"a": ' + b"[" * 100_000) is Problem.TOO_DEEP

    @pytest.mark.parametrize("delimiter", list(",;\t"))
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_tables(self, delimiter, mark):
        rows = [["Titre", "Texte", "Auteur"], ["Un, deux; trois", 'Ligne «1»\nligne "2"', "A"], ["Quatre", "Cinq", ""]]
        first, second = read_all("a.csv", mark + table(*rows, delimiter=delimiter))
        assert (first.title, first.text, first.author) == ("Un, deux; trois", 'Ligne «1»\nligne "2"', "A")
        assert (second.title, second.text) == ("Quatre", "Cinq")

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_tables_of_every_system(self, newline, encoding):
        data = newline.join(["titre;texte", "L’été;Il fait beau à Astana", "", "Deux;Trois"]).encode(encoding)
        assert [(a.title, a.text) for a in read_all("a.csv", data)] == [
            ("L’été", "Il fait beau à Astana"),
            ("Deux", "Trois"),
        ]

    def test_rows_of_uneven_length(self):
        data = b"titre,texte,auteur\nUn,Deux\nTrois,Quatre,A,B\nCinq,Six,A,,\n,,\nSept\n"
        parts = unpack("a.csv", data)
        assert [part.problem for part in parts] == [None, Problem.BAD_ROW, None, Problem.EMPTY]
        assert [part.name for part in parts] == ["a.csv#1", "a.csv#2", "a.csv#3", "a.csv#4"]
        assert [part.detail for part in parts] == ["", "cells 3", "", "6"]

    @pytest.mark.parametrize(
        ("rows", "lines", "titles"),
        [
            (['Trois,"Quatre', "Cinq,Six"], "2 3", []),
            (['Trois,"Quatre', 'Cinq,"Six"', 'Sept,"Huit"'], "2 3", ["Sept"]),
            (['"Trois","Quatre', '"Cinq","Six"', '"Sept","Huit"'], "2 3", ["Sept"]),
            (['Un,"Deux', 'lignes"', 'Trois,"Quatre', 'Cinq,"Six"', "Sept,Huit"], "4 5", ["Un", "Sept"]),
            (["", 'Trois,"Il dit', 'être "las" ici"', "Sept,Huit"], "3 4", ["Sept"]),
            (['Trois,"Quatre'], "2 2", []),
        ],
    )
    def test_a_quote_without_an_end_swallows_no_other_row_in_silence(self, rows, lines, titles):
        parts = unpack("a.csv", "\n".join(["titre,texte", *rows, ""]).encode())
        refused = [part for part in parts if part.problem]
        assert [(part.problem, part.detail) for part in refused] == [(Problem.BAD_ROW, f"quote {lines}")]
        assert [read(part.name, part.data).title for part in parts if not part.problem] == titles

    def test_quotes_in_disorder_within_one_line_harm_no_other(self):
        first, second = read_all("a.csv", b'titre,texte\nUn,"Il est "las" ici"\nDeux,Il est "las"\n')
        assert (first.title, second.text) == ("Un", 'Il est "las"')

    @pytest.mark.parametrize("name", ["a.csv", "a.txt"])
    @pytest.mark.parametrize("first", ["sep=|\r\n", '"sep=|"\n', "SEP=| \n", "\nsep=|\n"])
    def test_the_line_by_which_excel_says_what_parts_the_columns(self, first, name):
        good, bad = unpack(name, f"{first}Titre|Texte|Date\nUn|Deux, trois; quatre|\nCinq|Six|sept\n".encode())
        assert read(good.name, good.data).text == "Deux, trois; quatre"
        assert bad.detail == f"{first.count(chr(10)) + 3} sept"

    @pytest.mark.parametrize("twin", ["texte", "Texte", "TITRE", " titre "])
    def test_two_columns_of_one_name_are_refused(self, twin):
        with pytest.raises(UnreadableFile) as refusal:
            unpack("a.csv", f"titre,texte,{twin}\nUn,Deux,Trois\n".encode())
        assert (refusal.value.problem, refusal.value.detail) == (Problem.TWIN_COLUMNS, twin.strip())

    def test_columns_that_say_nothing_of_an_article_may_be_twins(self):
        (extracted,) = read_all("a.csv", b"x,texte,x,contenu\n1,Deux,3,4\n")
        assert extracted.text == "Deux"

    def test_a_date_that_is_none_is_quoted_with_its_line(self):
        table = b'titre,texte,date\nUn,"Deux\nlignes",24/11/26\nTrois,Quatre,32/13/2026\n'
        good, bad = unpack("a.csv", table)
        assert read(good.name, good.data).published_at == datetime(2026, 11, 24, 12, tzinfo=UTC)
        assert (bad.problem, bad.detail) == (Problem.BAD_DATE, "4 32/13/2026")
        (line,) = unpack("a.jsonl", b'\n{"texte": "Un", "date": "hier"}\n{')[:1]
        assert (line.problem, line.detail) == (Problem.BAD_DATE, "2 hier")

    def test_a_cell_of_two_hundred_thousand_characters(self):
        long = "Un mot. " * 25_000
        (extracted,) = read_all("a.csv", table(["titre", "texte"], ["Un", long]))
        assert extracted.text == long

    def test_a_table_without_a_text(self):
        assert problem_of(unpack, "a.csv", b"id,nom\n1,Un\n") is Problem.NO_TEXT_COLUMN

    def test_a_table_without_rows(self):
        assert problem_of(unpack, "a.csv", b"titre,texte\n") is Problem.EMPTY

    def test_too_many_rows(self):
        data = b"titre,texte\n" + b"a,b\n" * (containers.MAX_PARTS + 1)
        assert problem_of(unpack, "a.csv", data) is Problem.TOO_MANY
        assert len(unpack("a.csv", data[:-4])) == containers.MAX_PARTS

    def test_a_long_header_is_not_repeated_in_every_row(self):
        data = b"titre,texte," + b"x" * 100_000 + b"\n" + b"a,b,c\n" * 9_000
        assert sum(len(part.data) for part in unpack("a.csv", data)) < 10**6


class TestAZip:
    def test_its_files_and_the_rows_of_its_tables(self):
        data = zipped(
            {**{f"d/{n}": c for n, c in samples.ARTICLES.items()}, "t.csv": table(["titre", "texte"], ["Un", "Deux"])}
        )
        parts = unpack("a.zip", data)
        assert [part.name for part in parts] == [*[f"d/{name}" for name in samples.ARTICLES], "t.csv#1"]
        for part in parts[:-1]:
            assert read(part.name, part.data) == read(part.name, samples.ARTICLES[part.name[2:]])

    def test_folders_and_litter_are_passed_over(self):
        members = [
            ("d/", b""),
            ("__MACOSX/d/._a.txt", b"x"),
            ("d/.DS_Store", b"x"),
            ("Thumbs.db", b"x"),
            ("d/~$rapport.docx", b"x"),
            ("d/desktop.ini", b"[.ShellClassInfo]"),
            (".git/a.txt", b"x"),
        ]
        assert [part.name for part in unpack("a.zip", zipped([*members, ("d/a.txt", b"Un.")]))] == ["d/a.txt"]

    @pytest.mark.parametrize("members", [[], [("d/", b"")], [(".DS_Store", b"x")]])
    def test_a_zip_without_files_is_empty(self, members):
        assert problem_of(unpack, "a.zip", zipped(members)) is Problem.EMPTY

    @pytest.mark.parametrize("name", ["../a.txt", "d/../../a.txt", "C:/a.txt", "..\\a.txt", "C:\\a.txt"])
    def test_paths_that_lead_out_are_refused_alone(self, name):
        parts = unpack("a.zip", zipped([(name, b"Un."), ("b.txt", b"Deux.")]))
        assert [(part.problem, part.detail) for part in parts] == [(Problem.NESTED, "path"), (None, "")]

    def test_absolute_paths_are_names_within(self):
        assert unpack("a.zip", zipped([("/etc/passwd", b"Un.")])) == (Part("etc/passwd", b"Un."),)

    def test_links_are_refused_alone(self):
        link = zipfile.ZipInfo("lien.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        (part,) = unpack("a.zip", zipped([(link, b"/etc/passwd")]))
        assert (part.problem, part.data) == (Problem.NESTED, b"")

    def test_zips_within_are_not_opened(self):
        inner = zipped({"a.txt": b"Un."})
        parts = unpack("a.zip", zipped([("b.zip", inner), ("faux.txt", inner), ("c.txt", b"Un.")]))
        assert [part.problem for part in parts] == [Problem.NESTED, Problem.NESTED, None]

    def test_encrypted_members_are_refused_alone(self):
        (part,) = unpack("a.zip", samples.encrypted_zip())
        assert part.problem is Problem.ENCRYPTED

    def test_damaged_members_are_refused_alone(self):
        data = bytearray(zipped([("a.txt", b"Un texte. " * 90), ("b.txt", b"Deux.")]))
        data[45:50] = b"\xff" * 5
        assert [part.problem for part in unpack("a.zip", bytes(data))] == [Problem.DAMAGED, None]

    def test_foreign_members_are_told_apart(self):
        parts = unpack("a.zip", zipped([("a.png", b"\x89PNG\r\n\x1a\n\x00"), ("b.txt", b"Un.")]))
        assert [(part.problem, part.detail) for part in parts] == [(Problem.UNKNOWN_FORMAT, "picture"), (None, "")]

    @pytest.mark.parametrize("first", ["a.zip", "z.zip"])
    def test_a_zip_cut_short_is_not_taken_for_the_zip_within_it(self, first):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(["m.txt", first]):
                archive.writestr(name, zipped({"i.txt": b"Dedans."}) if name == first else b"Dehors.")
        data = file.getvalue()
        assert len(unpack("a.zip", data)) == 2
        for cut in (10, 22, 40, 90):
            assert problem_of(unpack, "a.zip", data[:-cut]) is Problem.DAMAGED

    def test_a_zip_may_have_a_comment_and_be_filled_up(self):
        file = io.BytesIO(zipped({"a.txt": b"Un."}))
        with zipfile.ZipFile(file, "a") as archive:
            archive.comment = b"De Claire"
        assert len(unpack("a.zip", file.getvalue())) == 1
        assert len(unpack("a.zip", zipped({"a.txt": b"Un."}) + b"\r\n\x00\x00")) == 1

    def test_what_follows_a_zip_is_not_lost_in_silence(self):
        whole = zipped({"a.txt": b"Un."})
        assert problem_of(unpack, "a.zip", whole + whole) is Problem.DAMAGED
        assert problem_of(unpack, "a.zip", whole + b"Encore.") is Problem.DAMAGED

    @pytest.mark.parametrize("bomb", [samples.zip_bomb, samples.overlapping_bomb])
    def test_bombs_are_refused_whole(self, bomb):
        assert problem_of(unpack, "a.zip", bomb()) is Problem.BOMB

    def test_what_unpacks_to_too_much_is_refused_however_badly_it_is_packed(self, monkeypatch):
        monkeypatch.setattr(containers.packing, "MAX_UNPACKED", 10**6)
        assert (
            problem_of(unpack, "a.zip", zipped([(f"{n}.txt", bytes(range(32, 127)) * 2000) for n in range(9)]))
            is Problem.BOMB
        )

    def test_a_small_text_may_be_packed_well(self):
        assert len(unpack("a.zip", zipped({"a.txt": b"a" * 2**20}))) == 1

    def test_a_false_size_in_the_directory_is_not_believed(self):
        data = bytearray(samples.zip_bomb(120))
        start = 0
        while (start := data.find(b"PK\x01\x02", start + 1)) > 0:
            data[start + 24 : start + 28] = (10).to_bytes(4, "little")
        try:
            assert sum(len(part.data) for part in unpack("a.zip", bytes(data))) < 10**6
        except UnreadableFile as refusal:
            assert refusal.problem is Problem.BOMB

    def test_too_many_members(self):
        data = zipped([(f"{n}.txt", b"") for n in range(containers.MAX_PARTS + 1)])
        assert problem_of(unpack, "a.zip", data) is Problem.TOO_MANY

    @pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
    def test_cut_short(self, share):
        data = samples.CONTAINERS["a.zip"]
        assert problem_of(unpack, "a.zip", data[: int(len(data) * share)]) is Problem.DAMAGED

    def test_names_in_old_code_pages_and_with_signs(self):
        parts = unpack("a.zip", zipped([("été/à l’Est.txt", b"Un."), ("x\u202ey\n.txt", b"Deux.")]))
        assert [part.name for part in parts] == ["été/à l’Est.txt", "xy .txt"]
