"""Pages of two subjects."""

import pytest

from articles.models import ArticleCountry, Kind
from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def two():
    poutine, tokaiev = archive.entity("Vladimir Poutine"), archive.entity("Kassym-Jomart Tokaïev")
    both = {"Vladimir Poutine": poutine, "Tokaïev": tokaiev}
    archive.article(
        "Il pleut. Vladimir Poutine reçoit Tokaïev à Sotchi. Il neige.", both, title="Ensemble", topics=["energy"]
    )
    archive.article("Vladimir Poutine est parti de Sotchi. Tokaïev est resté à Astana.", both, title="Séparés", days=2)
    archive.article("Vladimir Poutine est seul.", {"Vladimir Poutine": poutine}, title="Seul")
    archive.shelve()
    return poutine, tokaiev


def address(one, other) -> str:
    return f"/entities/{min(one.pk, other.pk)}/with/{max(one.pk, other.pk)}/"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_it_lists_the_articles_that_name_both_with_the_sentence_that_holds_both(client, two, prefix):
    page = archive.page(client.get(prefix + address(*two)))
    assert "Séparés" in page and ">Seul<" not in page
    assert (
        '<span class="mention" data-label="person">Vladimir Poutine</span> reçoit '
        '<span class="mention" data-label="person">Tokaïev</span> à Sotchi.' in page
    )
    assert "Il pleut" not in page and "Il neige" not in page


def test_where_no_sentence_holds_both_it_says_so_and_shows_one_of_each(client, two):
    page = archive.page(client.get("/en" + address(*two)))
    apart = page[page.index("Séparés") :]
    assert "in two sentences" in apart and "</span> est parti de Sotchi. … <span" in apart and "est resté" in apart
    assert page.count("in two sentences") == 1


def test_it_tells_how_many_name_each(client, two):
    page = archive.page(client.get("/en" + address(*two)))
    assert '#articles">2</a>' in page and '#articles">3</a>' in page


def test_it_is_filtered_like_the_list(client, two):
    page = archive.page(client.get(address(*two) + "?topic=energy"))
    assert "Ensemble" in page and "Séparés" not in page


def test_countries_are_joined_by_what_names_them(client, two):
    text = "Le président kazakhstanais va à Moscou, en Russie."
    made = archive.article(text, title="Voyage", about=["KZ", "RU"])
    for code, word in (("KZ", "kazakhstanais"), ("RU", "Russie")):
        start = text.index(word)
        ArticleCountry.objects.filter(article=made, country=code).update(evidence=[[start, start + len(word)]])
    archive.shelve()
    page = archive.page(client.get("/countries/kz/ru/"))
    assert "Voyage" in page and ">kazakhstanais</span> va à Moscou, en <span" in page


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/countries/ru/kz/", "/countries/kz/ru/"),
        ("/countries/KZ/RU/", "/countries/kz/ru/"),
        ("/countries/kz/kz/", "/countries/kz/"),
        ("/en/countries/ru/kz/", "/en/countries/kz/ru/"),
    ],
)
def test_two_countries_have_one_address(client, path, to):
    assert client.get(path)["Location"] == to


def test_two_entities_have_one_address(client, two):
    first, last = sorted((two[0].pk, two[1].pk))
    assert client.get(f"/entities/{last}/with/{first}/")["Location"] == f"/entities/{first}/with/{last}/"
    assert client.get(f"/entities/{first}/with/{first}/")["Location"].startswith(f"/entities/{first}/")


@pytest.mark.parametrize(
    "path",
    [
        "/countries/kz/zz/",
        "/countries/kz/%00/",
        "/countries/kz/kazakhstan/",
        "/entities/1/with/999999999999999999999999/",
        "/entities/0/with/0/",
    ],
)
def test_unknown_ones_are_not_found(client, path):
    assert client.get(path).status_code == 404


def test_without_a_common_article_it_says_so(client, two):
    archive.article("Astana.", title="Rien de commun", about=["KZ"])
    archive.shelve()
    assert "No article names both" in client.get("/en/countries/fj/kz/").content.decode()


def test_drafts_do_not_show(client, two):
    both = {"Vladimir Poutine": two[0], "Tokaïev": two[1]}
    archive.article("Vladimir Poutine, Tokaïev.", both, title="Brouillon", status=archive.DRAFT)
    archive.shelve()
    assert "Brouillon" not in client.get(address(*two)).content.decode()


def test_markup_is_shown_literally(client, two):
    hostile = archive.entity(archive.HOSTILE, Kind.ORGANISATION)
    both = {"Vladimir Poutine": two[0], archive.HOSTILE: hostile}
    archive.article(f"Vladimir Poutine et {archive.HOSTILE}.", both, title=archive.HOSTILE)
    archive.shelve()
    page = client.get(address(two[0], hostile)).content.decode()
    assert "<b>" not in page and "&lt;b&gt;" in page


def test_dossiers_lead_to_pairs(client, two):
    assert address(*two) in client.get(two[0].get_absolute_url()).content.decode()
