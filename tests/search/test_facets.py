from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation

from articles.index import reader
from articles.search import SearchParams, find, index_query
from articles.search.facets import COUNTRIES_SHOWN, SIZES, month_range
from tests.search import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(index):
    archive.put(
        index,
        archive.article("A", countries=("KZ", "RU"), topics=("energie",), entities=("KEGOC",), day="2025-01-31"),
        archive.article("B", countries=("KZ",), topics=("energie",), published_by="AFP", day="2025-03-01"),
        archive.article("C", countries=("FR",), topics=("elections",), entities=("ONU",), day="2025-03-02"),
        archive.article("D", countries=("RU",), language="en", published_by="AFP", day="2025-04-01"),
    )


def options(facet):
    return [(option.label, option.count, option.selected, option.share) for option in facet.options]


def test_choices_come_with_what_they_would_give(filled):
    facets = find(SearchParams()).facets
    assert options(facets.country) == [
        ("Kazakhstan", 2, False, 20),
        ("Russie", 2, False, 20),
        ("France", 1, False, 10),
    ]
    assert options(facets.topic) == [("Energie", 2, False, 20), ("Elections", 1, False, 10)]
    assert options(facets.source) == [("AFP", 2, False, 20)]
    assert [facet.name for facet in facets] == list(SIZES)


def test_equals_are_in_order_of_the_alphabet(index):
    papers = ["Zone", "Łódzki", "Écho", "Eos", "El Watan", "Œuvre", "Le Monde", "Øst", "Ouest"]
    rows = [archive.article(name, published_by=name, entities=(f"Les {name}",)) for name in papers]
    archive.put(index, *rows)
    found = find(SearchParams()).facets
    expected = ["Écho", "El Watan", "Eos", "Le Monde", "Łódzki", "Œuvre", "Øst", "Ouest", "Zone"]
    assert [option.label for option in found.source.options] == expected
    assert [option.label for option in found.entity.options] == [f"Les {name}" for name in expected]


def test_a_group_is_counted_without_itself_and_the_others_with_it(filled):
    facets = find(SearchParams(country=("FR",))).facets
    assert options(facets.country) == [
        ("Kazakhstan", 2, False, 20),
        ("Russie", 2, False, 20),
        ("France", 1, True, 10),
    ]
    assert options(facets.topic) == [("Elections", 1, False, 20)]


def test_what_is_selected_is_shown_even_if_it_finds_nothing(filled):
    facets = find(SearchParams(country=("FR", "ZZ"), topic=("energie",))).facets
    assert ("France", 0, True, 0) in options(facets.country)
    assert ("ZZ", 0, True, 0) in options(facets.country)


def test_what_is_selected_is_shown_even_if_it_is_rare(index):
    rows = [archive.article(f"{n}", countries=(f"A{chr(65 + n)}",)) for n in range(20)]
    archive.put(index, *rows, *(archive.article(f"again {n}", countries=(f"A{chr(65 + n)}",)) for n in range(12)))
    chosen = find(SearchParams(country=("AT",))).facets.country
    assert len(chosen.options) == COUNTRIES_SHOWN + 1
    assert [(option.value, option.count, option.share) for option in chosen.selected] == [("AT", 1, 10)]


def test_each_count_is_what_its_choice_finds(filled):
    for facet in find(SearchParams(q="texte")).facets:
        for option in facet.options:
            alone = SearchParams(q="texte").with_value(facet.name, option.value)
            assert find(alone).total == option.count


def test_a_choice_links_to_its_opposite_on_the_first_page(filled):
    facets = find(SearchParams(country=("KZ",), page=2)).facets
    links = {option.value: option.query for option in facets.country.options}
    assert links == {"KZ": "", "RU": "country=KZ&country=RU", "FR": "country=FR&country=KZ"}


def test_what_only_drafts_name_has_no_name(filled):
    """Whoever counts up the numbers learns nothing of what is not published."""
    draft = archive.article("E", entities=("Secret",), published_by="Source secrète", status="draft")
    entity = draft.mentions.get().entity
    for params in (SearchParams(entity=(entity.pk,)), SearchParams(source=(draft.source_id,))):
        found = find(params)
        assert [filter_.label for filter_ in found.applied] == [str(entity.pk if params.entity else draft.source_id)]
        assert found.total == 0


def test_countries_are_no_choice_among_the_entities(filled):
    """They have a group of their own, which counts demonyms too: two numbers for one country confuse."""
    archive.entity("KEGOC")
    type(archive.entity("ONU")).objects.filter(name="ONU").update(is_country=True)
    facets = find(SearchParams()).facets
    assert [option.label for option in facets.entity.options] == ["KEGOC"]
    chosen = find(SearchParams(entity=(archive.entity("ONU").pk,))).facets.entity
    assert [option.label for option in chosen.selected] == ["ONU"]


def test_labels_are_in_the_language_of_the_reader(filled):
    with translation.override("en"):
        facets = find(SearchParams()).facets
    assert {option.label for option in facets.country.options} == {"Kazakhstan", "Russia", "France"}
    assert {option.label for option in facets.entity.options} == {"KEGOC (en)", "ONU (en)"}


def test_the_timeline_has_no_gap_and_ignores_the_dates_chosen(filled):
    period = find(SearchParams(since=date(2025, 3, 2), until=date(2025, 3, 31))).period
    assert [(month.month, month.count, month.height, month.selected) for month in period] == [
        ("2025-01", 1, 50, False),
        ("2025-02", 0, 0, False),
        ("2025-03", 2, 100, True),
        ("2025-04", 1, 50, False),
    ]


def test_each_month_finds_what_it_counts(filled):
    for month in find(SearchParams()).period:
        chosen = find(SearchParams.from_query(QueryDict(month.query)))
        assert chosen.total == month.count
        assert [(again.month, again.query) for again in chosen.period if again.selected] == [(month.month, "")]


def test_nothing_has_no_timeline(index):
    assert find(SearchParams()).period == ()


def test_the_month_is_that_of_the_site(index):
    # 23:30 UTC on the last day of January is February in Paris.
    row = archive.article("A")
    row.published_at = row.published_at.replace(day=31, hour=23, minute=30)
    archive.put(index, row)
    params = SearchParams(since=date(2025, 2, 1), until=date(2025, 2, 28))
    assert [month.month for month in find(SearchParams()).period] == ["2025-02"]
    assert reader(index).count(index_query(params)) == 1


@pytest.mark.parametrize(
    ("first", "last", "most", "months"),
    [
        (202501, 202501, 5, [202501]),
        (202411, 202502, 9, [202411, 202412, 202501, 202502]),
        (200001, 202502, 3, [202412, 202501, 202502]),
    ],
)
def test_months_run_from_first_to_last(first, last, most, months):
    assert list(month_range(first, last, most=most)) == months
