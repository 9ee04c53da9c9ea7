"""Rows written without the ORM read like those that it writes."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from articles.ingest import rows
from articles.models import ArticleCountry, Batch, Deposit, Mention
from tests.ingest.findings import annotated, stored

pytestmark = pytest.mark.django_db
HOSTILE = "d'<b>%s %d \\ \";--é\N{COMBINING ACUTE ACCENT}\N{MAN}"
COUNTRY = ("article_id", "country_id", "mentions", "about", "sure", "evidence")


@pytest.mark.parametrize("evidence", [[], [[0, 3], [5, 9]], [HOSTILE]])
def test_every_kind_of_value_comes_back(reference, evidence):
    article = stored()
    rows.insert(ArticleCountry, COUNTRY, [(article.pk, "KZ", 2, True, False, evidence)])
    row = article.article_countries.get()
    assert (row.country_id, row.mentions, row.about, row.sure, row.evidence) == ("KZ", 2, True, False, evidence)


def test_several_are_numbered_in_their_order(reference):
    article = annotated()
    columns = ("article_id", "entity_id", "start", "end", "surface", "origin", "confidence", "certainty", "short")
    entity = Mention.objects.first().entity_id
    Mention.objects.all().delete()
    rows.insert(
        Mention, columns, ((article.pk, entity, n, n + 1, HOSTILE, "model", n / 600, "sure", "") for n in range(600))
    )
    found = list(Mention.objects.order_by("pk").values_list("start", "confidence", "surface"))
    assert found == [(n, n / 600, HOSTILE) for n in range(600)]


def test_only_the_rows_and_columns_that_were_named_change():
    batch = Batch.objects.create(origin=Batch.Origin.UPLOAD)
    first, second, other = (Deposit.objects.create(batch=batch, name=name) for name in "abc")
    moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    changes = {first.pk: ({"read": 0.25}, "reading", moment), second.pk: ({}, HOSTILE, moment)}
    rows.update(Deposit, ("seconds", "detail", "changed_at"), changes)
    for deposit in (first, second, other):
        deposit.refresh_from_db()
    assert (first.seconds, first.detail, first.changed_at, first.name) == ({"read": 0.25}, "reading", moment, "a")
    assert (second.seconds, second.detail, second.name) == ({}, HOSTILE, "b")
    assert (other.detail, other.changed_at != moment) == ("", True)


@pytest.mark.parametrize("many", [0, 1, 5])
def test_the_number_of_statements_is_that_of_none_or_one(reference, django_assert_num_queries, many):
    articles = [stored(f"Texte {n}.") for n in range(many)]
    with django_assert_num_queries(min(many, 1)):
        rows.insert(ArticleCountry, COUNTRY, [(article.pk, "KZ", 1, True, True, []) for article in articles])


def test_what_the_tables_forbid_is_refused_whole(reference):
    article = stored()
    same = (article.pk, "KZ", 1, True, True, [])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(ArticleCountry, COUNTRY, [same, same])
    assert not article.article_countries.exists()


def test_a_column_that_is_none_is_a_mistake():
    with pytest.raises(KeyError):
        rows.insert(Mention, ("article",), [(1,)])
