"""The page of an article's versions, the line that leads there, and where else it can be read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Appearance, Article, Batch, Kind, Revision, Source, Story
from tests.web import archive
from tests.web.archive import HOSTILE, page

pytestmark = pytest.mark.usefixtures("reference")

TEXT = "Sergueï Lavrov se rendra à Astana. Rien n’est signé."
BEFORE = TEXT.replace("Astana", "Tachkent")


@pytest.fixture
def lavrov(db):
    return archive.entity("Sergueï Lavrov")


@pytest.fixture
def article(lavrov):
    return archive.article(TEXT, {"Sergueï Lavrov": lavrov}, title="Une visite", about=["KZ"])


def revised(article, text=BEFORE, **values):
    """An earlier version of the article."""
    given = {"number": article.revisions.count() + 1, "title": article.title, "text": text, "published": True}
    return Revision.objects.create(article=article, **(given | values))


def address(article):
    return reverse("versions", args=[article.pk, article.slug])


class TestTheVersions:
    def test_sentences_and_words_that_changed(self, client, article):
        revised(article, title="Une visite annoncée", text=BEFORE + " Fin.")
        shown = page(client.get(address(article)))
        for piece in ("Phrase modifiée", "Phrase supprimée", "Titre"):
            assert piece in shown
        assert '<del><span class="vh" lang="fr">(supprimé : </span>Tachkent<span class="vh">)</span></del>' in shown
        assert '<ins><span class="vh" lang="fr">(ajouté : </span>Astana<span class="vh">)</span></ins>' in shown

    def test_names_and_countries_that_came_and_went(self, client, article, lavrov):
        gone, unseen = archive.entity("Chavkat Mirzioïev"), archive.entity("Tachkent", Kind.PLACE)
        archive.article("Chavkat Mirzioïev parle.", {"Chavkat Mirzioïev": gone})
        revised(article, names={str(gone.pk): 2, str(unseen.pk): 1, "999999": 1}, countries={"UZ": 1})
        shown = page(client.get(address(article)))
        assert f'href="{gone.get_absolute_url()}"' in shown
        assert unseen.get_absolute_url() not in shown, "no page is about it"
        assert "Tachkent" in shown
        appeared, disappeared = shown.split("Noms disparus")
        assert "Sergueï Lavrov" in appeared.split("Noms apparus")[1]
        assert "Chavkat" in disappeared.split("</ul>")[0]
        assert "Kazakhstan" in shown.split("Pays apparus")[1].split("</ul>")[0]
        assert "Ouzbékistan" in shown.split("Pays disparus")[1].split("</ul>")[0]

    def test_until_the_new_text_is_annotated_nobody_says_which_names_changed(self, client, article):
        revised(article, names={}, countries={})
        Article.objects.update(annotation_version="")
        shown = page(client.get(address(article)))
        assert "On ne sait pas quels noms" in shown
        assert "Noms apparus" not in shown

    def test_a_step_is_between_two_versions_that_readers_saw(self, client, article):
        for text, published in (("Première.", True), ("Cachée.", False), ("Troisième.", True)):
            revised(article, text=text, published=published)
        shown = page(client.get(address(article)))
        assert "Cachée" not in shown
        assert "3 versions" in shown
        assert [f'id="version-{n}"' in shown for n in (1, 2, 3, 4)] == [False, True, True, False]

    def test_markup_is_shown_literally(self, client, lavrov):
        article = archive.article(f"De {HOSTILE}.", title=HOSTILE)
        revised(article, title=f"{HOSTILE} !", standfirst=HOSTILE, text=f"{HOSTILE} fut. Puis {HOSTILE}.")
        shown = page(client.get(address(article)))
        assert "<b>&quot;" not in shown and '<b>"' not in shown
        assert "&lt;b&gt;" in shown

    def test_one_that_never_changed(self, client, article):
        assert "n’a pas changé" in page(client.get(address(article)))

    def test_too_much_at_once_is_said(self, client, article):
        revised(article, text=" ".join(f"Mot {n}." for n in range(1000)))
        assert "Le texte a trop changé" in page(client.get(address(article)))

    def test_what_editors_marked_and_is_gone_the_desk_sees(self, client, desk, article):
        revised(article, unplaced=["<b>Astana</b>"])
        assert "&lt;b&gt;Astana" in page(desk.get(address(article)))
        desk.logout()
        assert "Repérés à la main" not in page(client.get(address(article)))

    def test_robots_keep_only_the_present_one(self, client, article):
        assert '<meta name="robots" content="noindex">' in page(client.get(address(article)))

    def test_drafts_have_none_and_addresses_are_mended(self, client, article):
        moved = client.get(reverse("versions", args=[article.pk, "x"]))
        assert (moved.status_code, moved["Location"]) == (301, address(article))
        assert client.get(reverse("versions", args=[99999, "x"])).status_code == 404
        Article.objects.update(status="draft")
        assert client.get(address(article)).status_code == 404
        assert client.post(address(article)).status_code == 405

    @pytest.mark.parametrize("asked", ["?page=0", "?page=x", "?page=999999999999999999999", "?page=-1"])
    def test_any_page(self, client, article, asked):
        for number in range(12):
            revised(article, text=f"Version {number}.")
        assert client.get(address(article) + asked).status_code == 200

    def test_more_versions_cost_no_more_queries(self, client, article, lavrov):
        def queries():
            with CaptureQueriesContext(connection) as made:
                assert client.get(address(article)).status_code == 200
            return len(made)

        for number in range(2):
            revised(article, text=f"Version {number}.", names={str(lavrov.pk): number}, countries={"KZ": 1, "FR": 1})
        few = queries()
        for number in range(7):
            other = archive.entity(f"Personne {number}")
            revised(article, text=f"Version {number}.", names={str(other.pk): 1}, countries={"UZ": 1})
        assert queries() == few


class TestTheDesk:
    @pytest.fixture
    def draft(self, article):
        Article.objects.update(status="draft")
        return article

    def address(self, article):
        return reverse("desk_versions", args=[article.pk])

    def test_has_its_menu_there(self, desk, draft):
        assert '<a href="/drafts/" aria-current="true">Brouillons</a>' in page(desk.get(self.address(draft)))

    def test_sees_what_readers_never_saw_and_by_which_import_it_came(self, desk, draft):
        batch = Batch.objects.create(origin=Batch.Origin.ADDRESS)
        revised(draft, published=False, batch=batch)
        revised(draft, text=BEFORE.replace("signé", "dit"), published=False)
        shown = page(desk.get(self.address(draft)))
        assert shown.count("Phrase modifiée") == 3
        assert [f'id="version-{n}"' in shown for n in (1, 2, 3, 4)] == [False, True, True, False]
        assert shown.count(f'<a href="{reverse("batch", args=[batch.pk])}"> par l’import « Adresse » du') == 1
        assert f'href="{reverse("review", args=[draft.pk])}"' in shown

    def test_is_told_on_the_page_of_the_article_that_its_text_was_replaced(self, desk, draft):
        review = reverse("review", args=[draft.pk])
        assert "a été remplacé" not in page(desk.get(review))
        revised(draft, text="Première.", published=False)
        batch = Batch.objects.create(origin=Batch.Origin.UPLOAD)
        revised(draft, published=False, batch=batch)
        shown = page(desk.get(review))
        assert "Son texte a été remplacé :" in shown
        assert f'<a href="{reverse("batch", args=[batch.pk])}"> par l’import « Fichiers » du' in shown
        assert f'<a href="{self.address(draft)}">2 versions antérieures</a>' in shown

    def test_one_that_never_changed_says_so(self, desk, draft):
        assert "n’a jamais été remplacé" in page(desk.get(self.address(draft)))

    def test_is_not_for_readers(self, client, reader, draft):
        assert client.get(self.address(draft)).status_code == 302
        client.force_login(reader)
        assert client.get(self.address(draft)).status_code == 403
        assert client.get(reverse("desk_versions", args=[99999])).status_code == 403

    def test_more_versions_cost_no_more_queries(self, desk, draft):
        counts = []
        for first in (0, 3):
            for number in range(first, first + 3):
                revised(draft, text=f"Version {number}.", batch=Batch.objects.create(origin=Batch.Origin.UPLOAD))
            with CaptureQueriesContext(connection) as made:
                desk.get(self.address(draft))
            counts.append(len(made))
        assert counts[0] == counts[1]


class TestCopiesOnTheDesk:
    def test_are_told_on_the_page_of_each_with_where_they_come_from(self, desk, article):
        Article.objects.update(status="draft")
        other = archive.article(TEXT + " Avec agence.", title=HOSTILE, status="review", source="Le Matin")
        alone = archive.article("Autre chose.", status="draft")
        Article.objects.exclude(pk=alone.pk).update(story=Story.objects.create())
        shown = page(desk.get(reverse("review", args=[article.pk])))
        assert "Presque le même texte, que les lecteurs ne voient pas :" in shown
        assert f'href="{reverse("review", args=[other.pk])}"' in shown
        assert "(Le Matin, À relire)" in shown
        assert "<b>&quot;" not in shown
        assert "Presque le même texte" not in page(desk.get(reverse("review", args=[alone.pk])))

    def test_beyond_the_first_five_are_counted_at_the_same_cost(self, desk, article):
        story, counts = Story.objects.create(lead=article), []
        for first in (0, 7):
            for number in range(first, first + 7):
                archive.article(f"{TEXT} {number}.", title="Copie", status="draft")
            Article.objects.update(story=story)
            with CaptureQueriesContext(connection) as made:
                shown = page(desk.get(reverse("review", args=[article.pk])))
            counts.append(len(made))
        assert "9 autres" in shown
        assert counts[0] == counts[1]

    def test_that_readers_see_are_told_as_everywhere(self, desk, article):
        other = archive.article(TEXT + " Avec agence.", title="Copie", status="draft")
        Article.objects.update(story=Story.objects.create(lead=article))
        shown = page(desk.get(reverse("review", args=[other.pk])))
        assert "Aussi dans" in shown
        assert "Presque le même texte" not in shown


class TestTheArticle:
    def test_says_which_version_it_is_and_leads_to_them(self, client, article):
        assert "versions/" not in page(client.get(article.get_absolute_url()))
        revised(article)
        shown = page(client.get(article.get_absolute_url()))
        assert f'<a href="{address(article)}"> Version 2, modifiée le <time' in shown

    def test_says_where_else_it_can_be_read(self, client, article):
        other = archive.article(TEXT + " Avec agence.", title="Copie", source=HOSTILE)
        story = Story.objects.create(lead=article)
        Article.objects.update(story=story)
        matin = Source.objects.create(name="Le Matin")
        Appearance.objects.create(article=article, source=matin, url="https://m.example/a?b=1&c", address="x")
        shown = page(client.get(article.get_absolute_url()))
        assert f'<a href="{other.get_absolute_url()}">&lt;b&gt;' in shown
        assert '<a href="https://m.example/a?b=1&amp;c" rel="external noopener noreferrer">Le Matin</a>' in shown

    def test_its_copies_are_no_other_articles_on_the_same(self, client, article, lavrov):
        copy = archive.article(TEXT + " Fin.", {"Sergueï Lavrov": lavrov}, title="Une copie", source="S")
        archive.shelve()
        assert "Une copie" in page(client.get(article.get_absolute_url()))
        Article.objects.update(story=Story.objects.create(lead=article))
        archive.shelve()
        shown = page(client.get(article.get_absolute_url()))
        assert copy.title not in shown


class TestTheList:
    @pytest.fixture
    def told(self, article):
        copies = [archive.article(f"{TEXT} {n}", title=f"Copie {n}", source=f"Journal {n}") for n in range(3)]
        Article.objects.update(story=Story.objects.create(lead=article))
        archive.shelve()
        return copies

    def test_shows_a_story_once_with_the_others_beside_it(self, client, told):
        shown = page(client.get("/"))
        assert "Une visite" in shown and "Copie" not in shown
        assert all(f'<a href="{copy.get_absolute_url()}">{copy.source.name}</a>' in shown for copy in told)
        assert "3 articles au texte presque identique" in shown
        assert '<a href="?folded=0">' in shown

    def test_shows_all_of_it_when_asked(self, client, told):
        shown = page(client.get("/?folded=0"))
        assert all(f">{copy.title}<" in shown for copy in told)
        assert '<input type="hidden" name="folded" value="0">' in shown

    def test_a_dossier_does_the_same(self, client, told):
        shown = page(client.get("/countries/kz/"))
        assert "Une visite" in shown
        assert client.get("/countries/kz/?folded=0").status_code == 200

    def test_more_stories_cost_no_more_queries(self, client, told):
        def queries():
            with CaptureQueriesContext(connection) as made:
                client.get("/?folded=0")
            return len(made)

        few = queries()
        for number in range(4):
            pair = [archive.article(f"{number} {n} texte.", source=f"Autre {n}").pk for n in range(3)]
            Article.objects.filter(pk__in=pair).update(story=Story.objects.create(lead_id=pair[0]))
        archive.shelve()
        assert queries() == few
