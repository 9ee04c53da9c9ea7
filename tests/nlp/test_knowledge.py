import csv
import re
import unicodedata
from collections import Counter, defaultdict

import pytest

from articles.nlp import knowledge
from articles.nlp.countries import Demonyms
from articles.nlp.gazetteer import AMBIGUOUS, Gazetteer
from articles.nlp.lang import en, fr
from articles.text.annotation import Label
from articles.text.normalise import canonical_line

FILES = sorted(path.name for path in knowledge.DATA.glob("*.csv"))


def rows(name):
    with (knowledge.DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_canonical_text_without_stray_spaces_or_columns(name):
    content = (knowledge.DATA / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", content)
    assert "\r" not in content
    assert content.endswith("\n")
    for row in rows(name):
        assert None not in row, row
        assert None not in row.values(), row
        for cell in row.values():
            assert all(part == canonical_line(part) and "’" not in part for part in cell.split("|")), row


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("countries.csv", "code"),
        ("entities.csv", "key"),
        ("places.csv", "key"),
        ("topics.csv", "slug"),
        ("first_names.csv", "name"),
    ],
)
def test_keys_are_unique(name, field):
    values = [row[field] for row in rows(name)]
    assert len(values) == len(set(values))


def test_there_are_250_countries_each_named_in_both_languages():
    countries = knowledge.countries()
    assert len(countries) == 250
    assert all(re.fullmatch("[A-Z]{2}", country.code) for country in countries)
    assert all(country.name["fr"] and country.name["en"] and country.region for country in countries)
    assert len({country.wikidata for country in countries}) == 250


def test_an_entity_has_a_well_formed_key_a_kind_and_a_known_country():
    codes = {country.code for country in knowledge.countries()} | {""}
    for entity in knowledge.entities():
        assert re.fullmatch(r"(?:person|organisation|place|country)/[a-z0-9]+(?:-[a-z0-9]+)*", entity.key)
        assert entity.is_country == entity.key.startswith("country/")
        assert entity.is_country or entity.key.split("/")[0] == entity.kind
        assert entity.country in codes
        assert re.fullmatch(r"(?:Q[1-9]\d*)?", entity.wikidata)
        assert entity.name["fr"]
        assert entity.name["en"]


def test_a_date_is_empty_or_a_year_month_or_day_and_nothing_ends_before_it_begins():
    for entity in knowledge.entities():
        for date in (entity.since, entity.until):
            assert re.fullmatch(r"(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)?", date), entity
        assert not entity.until or entity.since <= entity.until, entity


def test_the_knowledge_base_is_large_and_described_in_both_languages():
    kinds = Counter(entity.kind for entity in knowledge.entities() if not entity.is_country)
    assert kinds[Label.PERSON] >= 250
    assert kinds[Label.PERSON] + kinds[Label.ORGANISATION] >= 900
    assert sum(bool(entity.since) for entity in knowledge.entities()) >= 900
    for entity in knowledge.entities():
        for text in entity.description.values():
            assert entity.is_country or text, entity
            assert not re.search(r"[.;]$|[a-zé]\. [A-ZÉ]", text), entity


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_alias_is_neither_repeated_nor_a_word_in_small_letters(language):
    for entity in knowledge.entities():
        forms = (entity.name[language], *entity.aliases[language])
        assert len(set(forms)) == len(forms), entity
        small = {form for form in forms if form.isalpha() and form.islower()}
        assert entity.is_country or small <= {"eurozone", "franceinfo", "leboncoin", "newcleo", "wazalendo"}, entity


def test_no_wikidata_id_is_given_to_two_entities():
    owners = defaultdict(set)
    for entity in knowledge.entities():
        if entity.wikidata:
            owners[entity.wikidata].add(entity.key)
    assert {wikidata: keys for wikidata, keys in owners.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_name_is_owned_by_two(language):
    owners = defaultdict(set)
    for entity in knowledge.entities():
        for name in (entity.name[language], *entity.aliases[language]):
            owners[name].add(entity.key)
    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("rules", [fr.RULES, en.RULES])
def test_no_demonym_or_prefix_points_to_two_countries(rules):
    for field in ("demonyms", "prefixes"):
        owners = defaultdict(set)
        for country in knowledge.countries():
            for form in getattr(country, field)[rules.code]:
                owners[form.lower()].add(country.code)
        assert {form: codes for form, codes in owners.items() if len(codes) > 1} == {}
    assert Demonyms(knowledge.countries(), rules).forms


def test_topics_have_names_and_a_positive_threshold():
    topics = knowledge.topics()
    assert len({topic.slug for topic in topics}) == len(topics) >= 13
    assert all(topic.threshold > 0 and topic.name["fr"] and topic.name["en"] for topic in topics)
    assert all(re.fullmatch(r"medtop:\d{8}", topic.iptc) for topic in topics)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_terms_of_the_lexicon_are_well_formed(language):
    slugs = {topic.slug for topic in knowledge.topics()}
    terms = knowledge.terms(language)
    for term in terms:
        assert term.topic in slugs, term
        assert -3 <= term.weight <= 3, term
        assert term.weight, term
        word = r"(?:=[^\W_]+|[^\W_]+[*~]?)"
        assert re.fullmatch(rf"{word}(?:[ '\-.&/+]+{word})*", term.term), term
    assert len({(term.topic, term.term) for term in terms}) == len(terms)


def test_every_topic_has_terms_in_both_languages():
    for language in ("fr", "en"):
        terms = knowledge.terms(language)
        topics = {topic.slug: topic.parent for topic in knowledge.topics()}
        assert {term.topic for term in terms} == {slug for slug, parent in topics.items() if not parent}
        within = {(part, term.topic) for term in terms for part in term.within}
        assert within == {(slug, parent) for slug, parent in topics.items() if parent}


def test_other_names_are_names_of_no_entity():
    known = {name for e in knowledge.entities() for code in ("fr", "en") for name in (e.name[code], *e.aliases[code])}
    others = knowledge.other_names()
    assert len(others) > 250
    assert not others & known
    assert all(name == name.strip() and not name.islower() for name in others)


def test_first_names_are_single_capitalised_words():
    assert all(re.fullmatch(r"\w+(?:[-']\w+)*", name) and name[0].isupper() for name in knowledge.first_names())


def test_the_whole_world_fits_into_one_gazetteer():
    for language in ("fr", "en"):
        world = Gazetteer(knowledge.entities(), language)
        assert {entity.kind for entity in knowledge.entities()} == set(Label)
        for entity in knowledge.entities():
            assert entity in world.named(entity.name[language])
        assert any(world.named(name) for name in AMBIGUOUS)


def test_the_digest_is_eight_signs():
    assert re.fullmatch("[0-9a-f]{8}", knowledge.digest())
