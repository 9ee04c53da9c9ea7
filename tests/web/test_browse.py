"""The list: search, filters, pages, and what every response carries."""

import pytest

from articles.models import Article
from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")

ABSURD = [
    "country=zz",
    "country=%00&topic=%F0%9F%92%A9&entity=-1&source=1e9",
    "from=9999-99-99&to=0000-00-00",
    "from=2026-12-31&to=2020-01-01",
    "page=" + "9" * 31,
    "page=-1",
    "page=x&sort=x&language=x",
    "q=" + "%22(+AND+OR+NOT+*:^~[" * 5,
    "q=%22",
    "q=" + "a" * 3000,
    "&".join(f"country=K{n}&entity={n}" for n in range(240)),
    "utm_source=x&a=b",
]


@pytest.mark.parametrize("prefix", ["/", "/en/"])
def test_the_list_shows_published_articles_newest_first(client, prefix):
    archive.many(3)
    page = client.get(prefix).content.decode()
    places = [page.index(f">Article {n}<") for n in range(3)]
    assert places == sorted(places)


def test_markup_is_shown_literally(client):
    hostile = archive.entity(archive.HOSTILE)
    archive.article(f"De {archive.HOSTILE}.", {archive.HOSTILE: hostile}, title=archive.HOSTILE, source=archive.HOSTILE)
    archive.shelve()
    page = client.get("/", {"q": archive.HOSTILE}).content.decode()
    assert "<b>" not in page
    assert page.count("&lt;b&gt;") >= 5


def test_filters_narrow_and_can_be_taken_off(client):
    archive.many(3)
    archive.article("Rien de tout cela.", title="Autre chose", topics=["sport"])
    archive.shelve()
    page = client.get("/en/?country=KZ&topic=energy").content.decode()
    assert "3 articles of 4" in page and "Autre chose" not in page
    assert 'href="/en/?topic=energy"' in page and 'href="/en/?country=KZ"' in page
    assert page.count(" checked") == 2


def test_a_filter_beyond_the_first_ones_is_shown_if_it_is_in_force(client):
    archive.many(15)
    rare = archive.entity("Zzyzx", "place")
    archive.article("À Zzyzx.", {"Zzyzx": rare}, title="Rare")
    archive.shelve()
    page = client.get(f"/en/?entity={rare.pk}").content.decode()
    shown, _, rest = page.partition('id="facet-entity"')[2].partition('class="rest"')
    assert f'value="{rare.pk}"' in shown and f'value="{rare.pk}"' not in rest


def test_nothing_found_offers_ways_out(client):
    archive.many(2)
    page = archive.page(client.get("/en/?q=hippopotame&country=KZ"))
    assert "No article for “hippopotame”, Kazakhstan." in page
    assert 'href="/en/?country=KZ">Without “hippopotame”</a>' in page


@pytest.mark.parametrize(
    ("prefix", "before", "after"), [("/", "Vouliez-vous dire ", " ?"), ("/en/", "Did you mean ", "?")]
)
def test_a_misspelt_search_offers_what_was_meant(client, prefix, before, after):
    archive.many(2)
    page = archive.page(client.get(f"{prefix}?q=poutinne&country=KZ"))
    link = f'{before}<a href="{prefix}?q=Poutine&amp;country=KZ"><em>Poutine</em></a>{after}'
    assert link in page
    assert 'class="meant"' not in client.get(f"{prefix}?q=poutine").content.decode()


def test_a_suggestion_stands_above_few_results(client):
    archive.many(2)
    archive.article("Un pétrole.", title="Seul")
    archive.shelve()
    page = client.get("/en/?q=p%C3%A9trole+OR+poutinne").content.decode()
    assert page.index('class="meant"') < page.index("Seul")


def test_words_searched_for_are_marked_in_titles_and_markup_is_shown_literally(client):
    archive.article("Du gaz.", title='Le <b>gaz</b> "& Cie"')
    archive.article("Du pétrole.", title="Autre <i>")
    archive.shelve()
    page = client.get("/en/", {"q": "gaz"}).content.decode()
    assert "Le &lt;b&gt;<mark>gaz</mark>&lt;/b&gt; &quot;&amp; Cie&quot;</a></h2>" in page
    assert "<mark>" not in client.get("/en/").content.decode()
    page = client.get("/en/", {"q": "<i> petroel <b>"}).content.decode()
    assert "<i>" not in page and "<b>" not in page


def test_an_empty_archive_has_a_page(client):
    archive.shelve()
    assert client.get("/").status_code == 200


def test_drafts_are_nowhere(client):
    archive.many(2)
    secret = archive.entity("Personne Secrète")
    archive.article(
        "Personne Secrète au Kazakhstan.",
        {"Personne Secrète": secret},
        title="Brouillon",
        status=archive.DRAFT,
        about=["FR"],
        topics=["sport"],
        source="Source secrète",
    )
    archive.shelve()
    page = client.get("/en/").content.decode()
    assert "2 articles" in page
    for word in ("Brouillon", "Personne Secrète", "Source secrète", 'value="FR"', 'value="sport"'):
        assert word not in page
    assert "0 articles of 2" in client.get(f"/en/?entity={secret.pk}").content.decode()


def test_a_withdrawn_article_leaves_even_before_the_index_knows(client):
    archive.many(2)
    Article.objects.update(status=archive.DRAFT)
    assert "Article 0" not in client.get("/").content.decode()


@pytest.mark.parametrize("query", ABSURD)
def test_absurd_parameters_give_a_page(client, query):
    archive.many(1)
    assert client.get(f"/?{query}").status_code == 200


def test_ten_thousand_parameters_give_a_page(client):
    archive.many(1)
    assert client.get("/?" + "&".join(["country=KZ"] * 10_000)).status_code == 200


def test_pages_follow_each_other(client):
    archive.many(25)
    first = client.get("/en/?country=KZ").content.decode()
    assert 'rel="next" href="?country=KZ&amp;page=2"' in first and 'rel="prev"' not in first
    last = client.get("/en/?country=KZ&page=99").content.decode()
    assert 'rel="prev" href="?country=KZ"' in last and "Article 24" in last


def test_queries_do_not_grow_with_the_rows(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for first in (0, 10):
        archive.many(10, first=first)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/",
        "/entities/",
        "/countries/",
        "/countries/kz/",
        "/topics/",
        "/about/",
        "/about/quality/",
        "/robots.txt",
        "/nowhere/",
    ],
)
def test_every_response_has_the_strict_policy(client, path):
    archive.shelve()
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy


def test_pages_have_no_inline_script_or_style(client):
    archive.many(3)
    for path in ("/", "/?q=poutine", "/entities/", "/about/", "/about/quality/", "/topics/energy/", "/countries/kz/"):
        page = client.get(path).content.decode()
        assert " style=" not in page and "<style" not in page and " onclick" not in page and "hx-on" not in page
        assert page.count("<script") == page.count("<script src=")


def test_an_unknown_address_offers_a_search_for_its_words(client):
    archive.shelve()
    response = client.get("/articles/12/la-steppe-%3Cb%3E/x/")
    assert response.status_code == 404
    response = client.get("/en/la-steppe-et-l-atome/")
    assert response.status_code == 404 and 'value="la steppe et l atome"' in response.content.decode()


def test_a_wrong_host_gets_a_plain_page(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "evil" not in response.content.decode()


def test_the_page_for_our_own_faults_needs_nothing(django_assert_num_queries):
    from articles.web import errors

    with django_assert_num_queries(0):
        response = errors.server_error(None)
    assert response.status_code == 500 and b"<h1>" in response.content


def test_the_theme_of_the_cookie_is_in_the_page(client):
    archive.shelve()
    assert "data-theme" not in client.get("/").content.decode()
    for theme, shown in (("dark", True), ("light", True), ('"><script>', False)):
        client.cookies["theme"] = theme
        assert ("data-theme" in client.get("/").content.decode()) is shown


def test_the_frame_makes_no_query_for_an_anonymous_reader(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/about/").status_code == 200


def test_each_page_names_itself_in_the_other_language(client):
    archive.many(1)
    page = archive.page(client.get("/?country=KZ"))
    assert 'hreflang="en" href="http://testserver/en/?country=KZ"' in page
    page = archive.page(client.get("/en/countries/kz/"))
    assert 'hreflang="fr" href="http://testserver/countries/kz/"' in page


def test_the_toolbar_is_for_articles_with_mentions(client):
    named, bare = archive.many(1)[0], archive.article("Rien de tout cela.", title="Sans nom")
    archive.shelve()
    assert 'class="bar"' not in client.get(bare.get_absolute_url()).content.decode()
    marked = Article.objects.published().mentioning(named).get()
    assert 'class="bar"' in client.get(marked.get_absolute_url()).content.decode()
