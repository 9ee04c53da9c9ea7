import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.index import IndexQuery, IndexReader, Piece, reader, reading
from articles.index.writing import home_of
from tests.index.shelf import FAULTS, article, put, spoil

SHELF = (
    article(
        1,
        "L’uranium du Kazakhstan, vendu à Rosatom.",
        countries=("KZ", "RU"),
        topics=("energie",),
        entities=(1, 2),
    ),
    article(2, "Les élections en Moldavie.", countries=("MD",), topics=("elections",), entities=(3,), source=1),
    article(
        3,
        "Le gaz de l’Asie centrale va en Chine.",
        countries=("KZ", "CN"),
        about=("KZ",),
        entities=(1, 4),
        source=1,
    ),
    article(4, "Sanctions against uranium exporters.", language="en", countries=("RU",), entities=(2, 4), source=2),
    article(
        5,
        "Le traité de sécurité collective.",
        names=("Organisation du traité de sécurité collective", "OTSC"),
    ),
    article(6, "Asie du Sud, région centrale, énergie.", title="Uranium", standfirst="Un chapeau sur le cuivre."),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    put(folder, *SHELF)
    return folder


@pytest.fixture
def shelf(folder):
    return reader(folder)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {1, 2, 3, 4, 5, 6}),
        ("uranium", {1, 4, 6}),
        ("URANIUM", {1, 4, 6}),
        ("l'uranium", {1, 4, 6}),
        ("l’uranium du Kazakhstan", {1}),
        ("election", {2}),
        ("Élections", {2}),
        ("sanction", {4}),
        ("uranium Rosatom", {1}),
        ("uranium gaz", set()),
        ("uranium OR gaz", {1, 3, 4, 6}),
        ("uranium -Rosatom", {4, 6}),
        ("-uranium", {2, 3, 5}),
        ("asie centrale", {3, 6}),
        ('"asie centrale"', {3}),
        ("OTSC", {5}),
        ("otsc", {5}),
        ("traite collective", {5}),
        ("cuivre", {6}),
        ("introuvable", set()),
        ("title_fr:uranium", set()),
        ("AND OR", set()),
        ("( ) * 😀", set()),
        ("a" * 200, set()),
        ("  ", {1, 2, 3, 4, 5, 6}),
    ],
)
def test_text_finds(shelf, text, expected):
    assert set(shelf.find(IndexQuery(text)).ids) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"', '""', "'", "field:x", "^", "*", "uranium^2", "ura*", "OR AND NOT", "((", "))((", "[a TO b]",
        "title_fr:[a TO b]", "/regex(/", "/.*/", "\x00", "a\x00b", "😀", "👩‍👩‍👧", "-", "--uranium",
        "{}", "\\", '\\"', "id:1", "*:*", "a~2", '"a b"~3', "\ud800", "\u202e", "½ ﬁ ß İ",
        "mot " * 1250, "x" * 5000, '"' * 5000, "-" * 5000, "a.b." * 99,
    ],
)  # fmt: skip
def test_hostile_text_is_a_search_like_any_other(shelf, text):
    assert shelf.find(IndexQuery(text)).total <= len(SHELF)
    assert shelf.find(IndexQuery(text), order="relevance").total <= len(SHELF)
    assert isinstance(shelf.snippet(text, SHELF[0].text, "fr"), tuple)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_no_text_raises(folder, text):
    assert reader(folder).find(IndexQuery(text)).total <= len(SHELF)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (IndexQuery(countries=("KZ",)), {1, 3}),
        (IndexQuery(countries=("KZ", "MD")), {1, 2, 3}),
        (IndexQuery(countries=("KZ",), entities=(4,)), {3}),
        (IndexQuery(about=("KZ",)), {3}),
        (IndexQuery(topics=("energie", "elections")), {1, 2}),
        (IndexQuery(sources=(1,)), {2, 3}),
        (IndexQuery(languages=("en",)), {4}),
        (IndexQuery("uranium", languages=("fr",)), {1, 6}),
        (IndexQuery("-uranium", countries=("KZ",)), {3}),
        (IndexQuery(countries=("kz",)), set()),
        (IndexQuery(since=datetime(2025, 3, 2, tzinfo=UTC)), {3, 4, 5, 6}),
        (IndexQuery(until=datetime(2025, 3, 2, tzinfo=UTC)), {1, 2}),
        (IndexQuery(since=datetime(2025, 2, 1, tzinfo=UTC), until=datetime(2025, 3, 3, tzinfo=UTC)), {2, 3}),
    ],
)
def test_filters_find(shelf, query, expected):
    assert set(shelf.find(query).ids) == expected
    assert shelf.count(query) == len(expected)


def test_newest_come_first_page_by_page(shelf):
    assert shelf.find(IndexQuery()).ids == (6, 5, 4, 3, 2, 1)
    page = shelf.find(IndexQuery(), offset=2, limit=2)
    assert (page.ids, page.total) == ((4, 3), 6)
    assert shelf.find(IndexQuery(), offset=100).ids == ()
    assert shelf.find(IndexQuery(), limit=0).ids == ()


def test_articles_of_the_same_second_have_one_order(tmp_path):
    now = datetime(2025, 1, 1, tzinfo=UTC)
    put(
        tmp_path,
        *(article(n, published=now) for n in (3, 1, 2)),
        article(9, published=now - timedelta(seconds=1)),
    )
    assert IndexReader(tmp_path).find(IndexQuery()).ids == (3, 2, 1, 9)


def test_relevance_prefers_the_title_and_needs_a_text(shelf):
    assert shelf.find(IndexQuery("uranium"), order="relevance").ids[0] == 6
    assert shelf.find(IndexQuery(), order="relevance").ids == (6, 5, 4, 3, 2, 1)


def test_no_filter_changes_the_order_of_relevance(shelf):
    plain = shelf.find(IndexQuery("uranium"), order="relevance").ids
    assert shelf.find(IndexQuery("uranium", languages=("fr", "en")), order="relevance").ids == plain


def test_counts_are_those_of_what_is_found(shelf):
    assert shelf.counts(IndexQuery(), "country", size=10) == {"KZ": 2, "RU": 2, "MD": 1, "CN": 1}
    assert shelf.counts(IndexQuery("uranium"), "entity", size=10) == {2: 2, 1: 1, 4: 1}
    assert shelf.counts(IndexQuery(), "language", size=1) == {"fr": 5}


def test_several_fields_are_counted_at_once(shelf):
    query = IndexQuery(countries=("KZ",))
    assert shelf.counts_of(query, {"source": 5, "about": 5}) == {"source": {1: 1}, "about": {"KZ": 1}}


@pytest.mark.parametrize("field", ["country", "about", "topic", "entity", "source", "language"])
def test_each_count_is_what_the_value_finds(shelf, field):
    for value, count in shelf.counts(IndexQuery(), field, size=100).items():
        assert shelf.count(IndexQuery().narrowed(field, value)) == count


def test_counts_are_exact_across_segments(tmp_path):
    for start in range(1, 400, 100):
        put(
            tmp_path,
            *(
                article(n, entities=tuple(range(n, n + 30)), published=SHELF[0].published)
                for n in range(start, start + 100)
            ),
        )
    shelf = IndexReader(tmp_path)
    counts = shelf.counts(IndexQuery(), "entity", size=20)
    assert set(counts.values()) == {30}
    assert all(shelf.count(IndexQuery(entities=(entity,))) == 30 for entity in counts)


def test_changing_an_answer_changes_no_other(shelf):
    shelf.counts(IndexQuery(), "country", size=10).clear()
    assert shelf.counts(IndexQuery(), "country", size=10)


@pytest.mark.parametrize(
    ("text", "line", "language", "marks"),
    [
        ("uranium", "Uranium, l’uranium et des uraniums", "fr", ["Uranium", "uranium", "uraniums"]),
        ("election", "Élections : 🗳 l’élection", "fr", ["Élections", "élection"]),
        ("sanctioned", "Sanctions bite", "en", ["Sanctions"]),
        ('"asie centrale" gaz', "Gaz d’Asie", "fr", ["Gaz", "Asie"]),
        ("-gaz", "Le gaz", "fr", []),
        ("-gaz OR uranium", "Le gaz", "fr", []),
        ("énergie", "energie <b>& Énergie", "xx", ["energie", "Énergie"]),
        ("uranium", "x" * 120 + " uranium " + "mot " * 60, "fr", ["uranium"]),
        ("", "Uranium", "fr", []),
        ("uranium", "", "fr", []),
        ('"', "Uranium", "fr", []),
    ],
)
def test_a_title_is_marked_and_whole(tmp_path, text, line, language, marks):
    put(tmp_path, article(1, title=line, language=language))
    pieces = reader(tmp_path).marked(text, line, language)
    assert "".join(piece.text for piece in pieces) == line
    assert [piece.text for piece in pieces if piece.hit] == marks


def test_months_are_in_order_of_time(shelf):
    assert shelf.months(IndexQuery("uranium")) == {202501: 1, 202504: 1, 202506: 1}


def test_months_are_counted_of_the_commonest_values(shelf):
    assert shelf.months_by(IndexQuery(), "source", size=1) == {1: {202502: 1, 202503: 1}}
    assert list(shelf.months_by(IndexQuery(), "source", size=9)) == [1, 2]
    assert shelf.months_by(IndexQuery("uranium"), "country", size=9) == {
        "RU": {202501: 1, 202504: 1},
        "KZ": {202501: 1},
    }
    assert shelf.months_by(IndexQuery("introuvable"), "country", size=9) == {}


def test_months_are_counted_of_the_values_asked_for(shelf):
    found = shelf.months_of(IndexQuery(), "entity", [4, 99, 1, 4])
    assert found == {4: {202503: 1, 202504: 1}, 99: {}, 1: {202501: 1, 202503: 1}}
    assert [list(months) for months in found.values()] == [sorted(months) for months in found.values()]
    assert shelf.months_of(IndexQuery(), "entity", []) == {}


@pytest.mark.parametrize("field", ["country", "about", "topic", "entity", "source", "language"])
def test_the_months_of_a_value_are_those_of_what_it_finds(shelf, field):
    by_value = shelf.months_by(IndexQuery(), field, size=100)
    assert by_value
    for value, months in by_value.items():
        assert months == shelf.months(IndexQuery().narrowed(field, value))


ODD_VALUES = ['x" OR topic:energie', "a\\", 'a"b', "a b", "é", "*", "topic:x", "\x00", "", " ", "\n", "énergie-verte"]


def test_months_of_values_with_any_signs(tmp_path):
    put(tmp_path, *(article(n, topics=(value,)) for n, value in enumerate(ODD_VALUES, 1)))
    found = IndexReader(tmp_path).months_of(IndexQuery(), "topic", ODD_VALUES)
    assert found == {value: {202500 + n: 1} for n, value in enumerate(ODD_VALUES, 1)}


def test_months_of_values_follow_each_commit_and_are_not_shared(tmp_path):
    shelf = IndexReader(tmp_path)
    put(tmp_path, article(1, entities=(7,)))
    shelf.months_of(IndexQuery(), "entity", [7])[7].clear()
    assert shelf.months_of(IndexQuery(), "entity", [7]) == {7: {202501: 1}}
    put(tmp_path, article(2, entities=(7,)))
    assert shelf.months_of(IndexQuery(), "entity", [7]) == {7: {202501: 1, 202502: 1}}


def test_a_month_is_that_of_the_zone_given(tmp_path):
    put(tmp_path, article(1, published=datetime.fromisoformat("2025-03-01T00:30:00+01:00")))
    assert IndexReader(tmp_path).months(IndexQuery()) == {202503: 1}


def test_a_reader_follows_each_commit(tmp_path):
    shelf = IndexReader(tmp_path)
    assert (shelf.total(), shelf.generation) == (0, "")
    put(tmp_path, article(1, "gaz"))
    first = shelf.generation
    assert (shelf.total(), shelf.counts(IndexQuery(), "language", size=2)) == (1, {"fr": 1})
    put(tmp_path, article(2, "gaz"))
    assert (shelf.total(), shelf.counts(IndexQuery(), "language", size=2)) == (2, {"fr": 2})
    assert shelf.generation not in ("", first)


def test_a_reader_survives_the_loss_of_the_index(tmp_path):
    shelf = IndexReader(tmp_path)
    put(tmp_path, article(1), article(2))
    assert shelf.total() == 2
    shutil.rmtree(tmp_path)
    assert shelf.total() == 0
    put(tmp_path, article(3))
    assert shelf.find(IndexQuery()).ids == (3,)


def test_without_an_index_everything_is_empty(tmp_path):
    shelf = IndexReader(tmp_path / "none")
    assert shelf.find(IndexQuery("gaz")) == shelf.find(IndexQuery())
    assert shelf.find(IndexQuery()).total == shelf.total() == shelf.count(IndexQuery()) == 0
    assert shelf.counts(IndexQuery(), "country", size=3) == shelf.months(IndexQuery()) == {}
    assert shelf.months_by(IndexQuery(), "country", size=3) == {}
    assert shelf.months_of(IndexQuery(), "country", ["KZ"]) == {"KZ": {}}
    assert shelf.snippet("gaz", "le gaz", "fr") == shelf.similar([1], exclude=0, limit=3) == ()
    assert shelf.marked("gaz", "Le gaz", "fr") == (Piece("Le gaz"),)


def test_a_damaged_index_is_as_none(tmp_path, caplog):
    put(tmp_path, article(1))
    next(tmp_path.glob("*/meta.json")).write_text("{")
    shelf = IndexReader(tmp_path)
    assert shelf.total() == shelf.total() == 0
    assert len(caplog.records) == 1


def everything(reader):
    query = IndexQuery("uranium")
    return (
        reader.total(),
        reader.find(IndexQuery()).ids,
        reader.find(IndexQuery('"uranium du kazakhstan"'), order="relevance").ids,
        reader.count(query),
        reader.counts(query, "country", size=9),
        reader.months(query),
        reader.months_by(query, "country", size=9),
        reader.snippet("uranium", "De l’uranium.", "fr"),
        [piece.hit for piece in reader.marked("uranium", "Uranium", "fr")],
        reader.unknown("uraniom"),
        reader.similar([1, 2], exclude=9, limit=3),
        reader.frequencies([1, 2]),
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_index_is_as_none_and_known_to_be_broken(tmp_path, fault):
    put(tmp_path, *SHELF)
    assert not IndexReader(tmp_path).is_broken
    FAULTS[fault](home_of(tmp_path))
    reader = IndexReader(tmp_path)
    assert reader.is_broken
    assert everything(reader) == everything(IndexReader(tmp_path / "none"))


@pytest.mark.parametrize("kind", ["fast", "idx", "pos", "term", "store"])
@pytest.mark.parametrize("kept", [100, 300, 500])
def test_garbage_inside_the_files_raises_nothing(tmp_path, caplog, kind, kept):
    """The ends of the files, which are checked when they are opened, are as they were."""
    put(tmp_path, *(article(n, "L’uranium du Kazakhstan.", countries=("KZ",), entities=(1,)) for n in range(1, 300)))
    for path in home_of(tmp_path).glob(f"*.{kind}"):
        content = path.read_bytes()
        spoil(path, b"\xfe" * (len(content) - kept) + content[-kept:])
    reader = IndexReader(tmp_path)
    everything(reader)
    everything(reader)
    assert caplog.text.count("cannot be read") <= 1


def test_no_index_is_not_a_broken_one(tmp_path):
    assert not IndexReader(tmp_path).is_broken


def test_faults_of_ours_are_not_hidden(shelf, monkeypatch):
    monkeypatch.setattr(reading, "compile_query", lambda *_: {}["a fault"])
    with pytest.raises(KeyError):
        shelf.find(IndexQuery())


class Emptied(dict):
    """Counts that another thread throws away between any two looks at them."""

    def __contains__(self, key):
        found = super().__contains__(key)
        self.clear()
        return found

    def get(self, key, default=None):
        found = super().get(key, default)
        self.clear()
        return found


def test_counts_thrown_away_by_another_thread_are_made_again(folder):
    reader, query = IndexReader(folder), IndexQuery(countries=("KZ",))
    counts = reader.counts_of(query, {"country": 9, "topic": 9})
    reader._opened.counts = Emptied(reader._opened.counts)
    assert reader.counts_of(query, {"country": 9, "topic": 9}) == counts


def test_no_more_counts_are_kept_than_some(folder, monkeypatch):
    monkeypatch.setattr(reading, "_COUNTS_KEPT", 3)
    reader = IndexReader(folder)
    for size in range(1, 20):
        reader.counts(IndexQuery(), "country", size=size)
        reader.months_of(IndexQuery(), "entity", [size])
        assert len(reader._opened.counts) <= 4
        assert len(reader._opened.months) <= 4


def test_threads_share_a_reader(folder):
    shelf, found = IndexReader(folder), []
    threads = [threading.Thread(target=lambda: found.append(shelf.find(IndexQuery("uranium")).total)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 8


def marked(pieces):
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("query", "text", "language", "expected"),
    [
        ("uranium", "L’uranium kazakh 😀.", "fr", "L’[uranium] kazakh 😀."),
        ("énergies", "😀 L'énergie, l'ENERGIE.", "fr", "😀 L'[énergie], l'[ENERGIE]."),
        ("l'énergie", "L'énergie de l'eau.", "fr", "L'[énergie] de l'eau."),
        ('"asie centrale"', "L’Asie centrale.", "fr", "L’[Asie] [centrale]."),
        ("uranium -gaz", "Gaz et uranium.", "fr", "Gaz et [uranium]."),
        ("uranium", "Rien ici.", "fr", ""),
        ("uranium", "", "fr", ""),
        ("", "L’uranium.", "fr", ""),
        ("uranium", "Exported uranium.", "en", "Exported [uranium]."),
        ("uranium", "L’uranium.", "de", ""),
        ("uranium", "<b>uranium</b>\n&", "fr", "<b>[uranium]</b> &"),
        ("uranium", "Un prix.\nDe l’uranium\nLe cours monte.", "fr", "Un prix. De l’[uranium] — Le cours monte."),
    ],
)
def test_a_snippet_marks_what_was_searched(shelf, query, text, language, expected):
    assert marked(shelf.snippet(query, text, language)) == expected


def test_a_long_text_is_cut_at_whole_words(shelf):
    text = "Ç’a été dit ailleurs. " * 40 + "Voici l’uranium à Almaty. " + "Et la suite était là. " * 40
    snippet = shelf.snippet("uranium", text, "fr")
    quoted = "".join(piece.text for piece in snippet).removeprefix("… ").removesuffix(" …")
    assert snippet[0].text == "… "
    assert snippet[-1].text == " …"
    assert [piece.text for piece in snippet if piece.hit] == ["uranium"]
    assert f" {quoted} " in text
    assert 80 < len(quoted) < 270


def test_frequencies_count_the_articles_that_mention_each(shelf, tmp_path):
    counts = {entity: shelf.count(IndexQuery(entities=(entity,))) for entity in (1, 2, 3, 999)}
    assert shelf.frequencies([1, 2, 3, 999]) == counts
    assert counts[1] and not counts[999]
    assert shelf.frequencies([]) == IndexReader(tmp_path / "none").frequencies([1]) == {}


def test_similar_articles_share_rare_entities(shelf):
    assert shelf.similar([1, 2], exclude=1, limit=5) == (4, 3) or shelf.similar([1, 2], exclude=1, limit=5) == (3, 4)
    assert shelf.similar([3], exclude=2, limit=5) == ()
    assert shelf.similar([], exclude=2, limit=5) == ()
    assert shelf.similar([999], exclude=2, limit=5) == ()


def test_more_shared_entities_weigh_more(shelf):
    assert shelf.similar([1, 4], exclude=99, limit=5)[0] == 3


@pytest.mark.parametrize(
    ("required", "expected"),
    [
        ((("country", "KZ"),), {1, 3}),
        ((("country", "KZ"), ("country", "RU")), {1}),
        ((("entity", 1), ("entity", 4)), {3}),
        ((("entity", 1), ("about", "KZ")), {3}),
        ((("country", "KZ"), ("country", "FR")), set()),
    ],
)
def test_what_is_required_must_all_hold(shelf, required, expected):
    assert set(shelf.find(IndexQuery(required=required)).ids) == expected
    others = IndexQuery(required=required, countries=("CN",))
    assert set(shelf.find(others).ids) == expected & {3}
    assert set(shelf.find(others.without("country")).ids) == expected


class TestFolding:
    """Stories 1 (led by 1, told by 2 and 3), 2 (led by 4, told by 5), and 6 by itself."""

    @pytest.fixture
    def told(self, tmp_path):
        put(
            tmp_path,
            article(1, "gaz", story=1, source=1, countries=("KZ",)),
            article(2, "gaz cher", story=1, leads=False, source=2, countries=("KZ",)),
            article(3, "gaz très cher", story=1, leads=False, source=3, countries=("KZ", "RU")),
            article(4, "pétrole", story=2, source=1),
            article(5, "pétrole cher", story=2, leads=False, source=2),
            article(6, "cher", source=2),
        )
        return IndexReader(tmp_path)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            (IndexQuery(), [6, 4, 1]),
            (IndexQuery("gaz"), [1]),
            (IndexQuery("cher"), [6, 5, 2]),
            (IndexQuery("tres"), [3]),
            (IndexQuery(sources=(2,)), [6, 5, 2]),
            (IndexQuery(sources=(1, 2)), [6, 4, 1]),
            (IndexQuery(countries=("RU",)), [3]),
            (IndexQuery(since=datetime(2025, 2, 1, tzinfo=UTC)), [6, 4, 2]),
            (IndexQuery("rien"), []),
        ],
    )
    def test_the_leader_is_found_or_else_the_earliest(self, told, query, expected):
        folded = replace(query, folded=True)
        assert list(told.find(folded).ids) == expected
        assert told.count(folded) == len(expected)

    def test_pages_are_whole(self, told):
        folded = IndexQuery("cher", folded=True)
        assert [told.find(folded, offset=n, limit=1).ids for n in range(4)] == [(6,), (5,), (2,), ()]
        assert set(told.find(folded, order="relevance").ids) == {2, 5, 6}

    def test_counts_are_of_what_is_found(self, told):
        assert told.counts(IndexQuery(folded=True), "source", size=9) == {1: 2, 2: 1}
        assert told.counts(IndexQuery(), "source", size=9) == {1: 2, 2: 3, 3: 1}
        assert sum(told.months(IndexQuery("cher", folded=True)).values()) == 3

    def test_without_a_leader_that_is_indexed_one_of_the_others_is_found(self, tmp_path):
        put(tmp_path, *(article(n, "gaz", story=7, leads=False) for n in (3, 2, 4)))
        assert IndexReader(tmp_path).find(IndexQuery(folded=True)).ids == (2,)

    def test_thousands_of_copies_are_one(self, tmp_path):
        put(tmp_path, *(article(n, "gaz", story=1, leads=n == 1, source=n % 2) for n in range(1, 3001)))
        told = IndexReader(tmp_path)
        assert told.find(IndexQuery("gaz", folded=True)).ids == (1,)
        assert told.count(IndexQuery(sources=(0,), folded=True)) == 1
