from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, User

from articles import nlp
from articles.ingest import seeding
from articles.ingest.seeding import NoSeeds, is_seeded, load_reference, load_seeds
from articles.models import ArchiveState, Article, Country, Invitation, Topic
from articles.nlp import knowledge
from articles.text.normalise import fold

pytestmark = pytest.mark.django_db
SEED = "---\ntitle: {0}\nsource: Agence\ndate: 2025-01-0{1}\nsample: true\n---\n\nUn texte, le {1}.\n"


@pytest.fixture
def seeds(tmp_path):
    for number, name in enumerate(("fr/b.md", "fr/a.md", "en/c.md"), start=1):
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SEED.format(name, number), encoding="utf-8")
    (tmp_path / "seeds" / "README.md").write_text("Not a seed.")
    (tmp_path / "seeds" / "fr" / "notes.csv").write_text("Not a seed.")
    return tmp_path / "seeds"


class TestReference:
    def test_holds_every_country_and_topic_of_the_knowledge_base(self):
        assert load_reference()
        assert set(Country.objects.values_list("code", flat=True)) == {c.code for c in knowledge.countries()}
        assert set(Topic.objects.values_list("slug", flat=True)) == {t.slug for t in knowledge.topics()}
        kazakhstan = Country.objects.get(code="KZ")
        assert (kazakhstan.name_fr, kazakhstan.name_en) == ("Kazakhstan", "Kazakhstan")
        for country in Country.objects.all():
            assert (country.sort_fr, country.sort_en) == (fold(country.name_fr), fold(country.name_en))
            country.clean_fields()

    def test_is_loaded_once_for_each_version(self):
        assert load_reference()
        assert not load_reference()
        Country.objects.filter(code="KZ").update(name_fr="Notre nom")
        assert not load_reference()
        assert Country.objects.get(code="KZ").name_fr == "Notre nom"

    def test_follows_the_data_files_and_breaks_no_link(self, monkeypatch):
        load_reference()
        article = Article.objects.create(title="T", text="T", content_hash="x")
        article.article_countries.create(country_id="KZ", mentions=1)
        Country.objects.filter(code="KZ").update(name_fr="Ancien")
        monkeypatch.setattr(nlp, "version", lambda: "another")
        assert load_reference()
        assert Country.objects.get(code="KZ").name_fr == "Kazakhstan"
        assert article.article_countries.count() == 1

    def test_what_editors_may_do_is_renewed_with_an_update(self, monkeypatch):
        with monkeypatch.context() as before:
            before.setattr(seeding, "_GROUP_PERMISSIONS", {Invitation.Role.EDITOR: ["add_article"]})
            load_reference()
        group = Group.objects.get(name="editor")
        assert not group.permissions.filter(codename="add_feed").exists()
        assert load_reference()
        assert group.permissions.filter(codename="add_feed").exists()
        assert not load_reference()

    def test_one_loaded_by_an_earlier_release_is_renewed(self):
        load_reference()
        ArchiveState.objects.update(reference_version=nlp.version())
        assert load_reference()

    def test_or_nothing(self, monkeypatch):
        monkeypatch.setattr(seeding, "_load_groups", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load_reference()
        assert not Country.objects.exists()
        monkeypatch.undo()
        assert load_reference()

    def test_an_editor_may_upload_and_publish_but_not_make_users(self):
        load_reference()
        editor = User.objects.create_user("e")
        editor.groups.add(Group.objects.get(name="editor"))
        assert editor.has_perms(
            ["articles.add_article", "articles.change_article", "articles.delete_article", "articles.change_entity"]
        )
        assert editor.has_perms([f"articles.{verb}_feed" for verb in ("add", "change", "delete", "view")])
        for forbidden in ("auth.add_user", "auth.change_user", "articles.delete_country", "articles.delete_entity"):
            assert not editor.has_perm(forbidden), forbidden

    def test_an_administrator_may_make_users(self):
        load_reference()
        person = User.objects.create_user("a")
        person.groups.add(Group.objects.get(name="administrator"))
        assert person.has_perms(["auth.add_user", "auth.change_user", "articles.change_topic"])


class TestSeeds:
    def test_are_published_as_samples_in_order_of_name(self, seeds):
        load_reference()
        loaded = [(seed.path.name, seed.article.title) for seed in load_seeds(seeds)]
        assert loaded == [("c.md", "en/c.md"), ("a.md", "fr/a.md"), ("b.md", "fr/b.md")]
        for article in Article.objects.all():
            assert article.is_published
            assert article.sample
        assert Article.objects.get(title="fr/b.md").published_at == datetime(2025, 1, 1, 12, tzinfo=UTC)

    def test_are_known_the_second_time(self, seeds):
        load_reference()
        assert not is_seeded()
        list(load_seeds(seeds))
        assert is_seeded()
        assert [seed.article for seed in load_seeds(seeds)] == [None] * 3
        assert Article.objects.count() == 3

    def test_half_loaded_are_not_taken_for_loaded(self, seeds):
        load_reference()
        next(load_seeds(seeds))
        assert not is_seeded()
        assert [seed.article is None for seed in load_seeds(seeds)] == [True, False, False]
        assert is_seeded()

    def test_what_was_deleted_stays_deleted(self, seeds):
        load_reference()
        list(load_seeds(seeds))
        Article.objects.all().delete()
        assert is_seeded()

    def test_one_that_cannot_be_read_is_told_and_the_others_loaded(self, seeds):
        load_reference()
        (seeds / "fr" / "a.md").write_text("")
        assert [seed.path.name for seed in load_seeds(seeds) if seed.error] == ["a.md"]
        assert Article.objects.count() == 2
        assert is_seeded()

    @pytest.mark.parametrize("name", ["none", "empty"])
    def test_a_folder_without_any_is_refused(self, tmp_path, name):
        load_reference()
        (tmp_path / "empty").mkdir()
        with pytest.raises(NoSeeds, match=f"{name} holds no sample articles"):
            list(load_seeds(tmp_path / name))
        assert not is_seeded()


def test_the_project_s_own_seeds_can_all_be_read(settings):
    load_reference()
    seeds = [seed.article for seed in load_seeds(settings.SEEDS_DIR)]
    assert len(seeds) >= 34
    assert None not in seeds, "two of them have the same text"
    for article in seeds:
        assert article.sample, article.title
        assert article.source, article.title
        assert article.title != "", article.text[:80]
        assert 100 <= article.words <= 1000, (article.title, article.words)
    assert sum(article.language == "fr" for article in seeds) >= 30
    assert sum(article.language == "en" for article in seeds) >= 4
