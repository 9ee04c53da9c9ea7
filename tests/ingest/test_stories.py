import sqlite3
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest import editing, likeness, stories
from articles.ingest.deposits import Sent, hand_in
from articles.ingest.importing import Particulars
from articles.models import Appearance, Article, Band, Change, Deposit, Fingerprint, Source, Story
from tests import processes
from tests.ingest.copies import agency, compare_all, half, seed, told
from tests.ingest.findings import stored
from tests.ingest.hands import work_off

DAYS = [datetime(2026, 3, day, tzinfo=UTC) for day in range(1, 9)]


def groups():
    """The stories, each as its leader and the others."""
    return {
        story.lead_id: set(story.articles.exclude(pk=story.lead_id).values_list("pk", flat=True))
        for story in Story.objects.all()
    }


@pytest.mark.django_db
class TestGrouping:
    def test_copies_are_one_story_led_by_the_earliest(self):
        text = seed(0)
        late, early, other = (
            stored(agency(text), published_at=DAYS[3]),
            stored(text, published_at=DAYS[1]),
            stored(seed(1), published_at=DAYS[0]),
        )
        compare_all()
        assert groups() == {early.pk: {late.pk}}
        assert Article.objects.get(pk=other.pk).story is None

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
    def test_the_order_in_which_they_come_makes_no_difference(self, order):
        text = seed(0)
        texts = [text, agency(text), half(text)]
        made = {number: told(texts[number], published_at=DAYS[number])[0] for number in order}
        assert groups() == {made[0].pk: {made[1].pk, made[2].pk}}

    def test_two_stories_that_turn_out_to_be_one_are_joined(self):
        text = seed(0)
        paragraphs = text.split("\n\n")
        first, last = "\n\n".join(paragraphs[:4]), "\n\n".join(paragraphs[4:])
        told(first, agency(first), last, agency(last))
        assert len(groups()) == 2
        told(text)
        assert len(groups()) == 1
        assert Article.objects.filter(story=None).count() == 0

    def test_comparing_again_changes_nothing(self):
        text = seed(0)
        told(text, agency(text))
        before = groups(), Change.objects.count(), list(Band.objects.values_list("article", "value"))
        Article.objects.update(likeness_version="an older one")
        compare_all()
        after = groups(), Change.objects.count(), list(Band.objects.values_list("article", "value"))
        assert after == before
        assert not Article.objects.exclude(likeness_version=likeness.VERSION).exists()

    def test_what_joins_a_story_is_indexed_anew_and_the_others_are_not(self):
        text = seed(0)
        early, late = told(text, agency(text), published_at=DAYS[2])
        third = stored(half(text), published_at=DAYS[5])
        numbers = dict(Change.objects.values_list("article_id", "revision"))
        compare_all()
        changed = {
            pk for pk, revision in Change.objects.values_list("article_id", "revision") if revision > numbers[pk]
        }
        assert changed == {third.pk}

    def test_a_text_that_became_another_leaves_its_story(self):
        text = seed(0)
        one, other = told(text, agency(text), url="")
        Article.objects.filter(pk=other.pk).update(text=seed(1), content_hash="x", likeness_version="")
        compare_all()
        assert groups() == {}
        assert not Article.objects.exclude(story=None).exists()

    def test_a_signature_of_an_older_text_is_not_stored(self):
        article = stored(seed(0))
        Article.objects.filter(pk=article.pk).update(content_hash="another")
        stories.place(article, likeness.signature_of(article.text))
        assert not Fingerprint.objects.exists()
        article.delete()
        stories.place(Article(pk=77, content_hash="x"), likeness.signature_of("x"))

    def test_signatures_of_another_version_are_not_compared(self):
        text = seed(0)
        told(text)
        Fingerprint.objects.update(version="1-another")
        told(agency(text))
        assert groups() == {}

    def test_the_cost_of_one_does_not_grow_with_its_story(self):
        text = seed(0)
        told(*(f"{text}\n\nVariante {n}." for n in range(5)))

        def queries():
            stored(f"{text}\n\nVariante {Article.objects.count()}.")
            with CaptureQueriesContext(connection) as made:
                stories.compare()
            return len(made)

        few = queries()
        told(*(f"{text}\n\nVariante {n} encore." for n in range(100)))
        assert queries() <= few
        assert len(groups()) == 1
        assert Story.objects.get().articles.count() == 107
        assert Band.objects.values("article").distinct().count() == stories.FOUND_BY
        Article.objects.update(likeness_version="an older one")
        compare_all()
        assert Story.objects.get().articles.count() == 107
        assert Band.objects.values("article").distinct().count() == stories.FOUND_BY


@pytest.mark.django_db
class TestTheLeader:
    @pytest.fixture
    def three(self):
        text = seed(0)
        made = [
            stored(each, published_at=day)
            for each, day in zip((text, agency(text), half(text)), DAYS[1:], strict=False)
        ]
        compare_all()
        return [Article.objects.get(pk=article.pk) for article in made]

    def test_one_that_is_withdrawn_leaves_the_lead_to_the_next(self, three):
        editing.withdraw(three[0])
        assert groups() == {three[1].pk: {three[0].pk, three[2].pk}}
        editing.publish(three[0])
        assert groups() == {three[0].pk: {three[1].pk, three[2].pk}}

    def test_one_that_is_deleted_does_too(self, three):
        editing.remove(three[0])
        assert groups() == {three[1].pk: {three[2].pk}}
        editing.remove(three[2])
        assert groups() == {}
        assert Article.objects.get().story is None

    def test_a_change_of_date_changes_it(self, three):
        editing.update_particulars(three[2], Particulars(title="x", published_at=DAYS[0]))
        assert list(groups()) == [three[2].pk]

    def test_drafts_lead_nothing(self, three):
        for article in three:
            editing.withdraw(article)
        assert groups() == {None: {article.pk for article in three}}

    def test_both_who_lead_and_led_are_indexed_anew(self, three):
        last = Change.objects.order_by("-revision").values_list("revision", flat=True)[0]
        article = editing.withdraw(three[0])
        changed = set(Change.objects.filter(revision__gt=last).values_list("article_id", flat=True))
        assert changed == {three[0].pk, three[1].pk}
        assert article.revision == Article.objects.get(pk=article.pk).revision


@pytest.mark.django_db
class TestTheSameTextElsewhere:
    TEXT = "Une dépêche d’Astana."

    @pytest.fixture
    def article(self):
        return stored(self.TEXT, source="Agence", url="https://agence.example/a")

    def send(self, text=TEXT, **given):
        hand_in([Sent("a.txt", text.encode(), given=Particulars(**given))], origin="upload")
        work_off()

    def test_is_kept_with_its_particulars(self, article):
        self.send(source="Le Matin", url="https://matin.example/b", title="<b>Titre</b>", published_at=DAYS[0])
        found = Appearance.objects.get()
        assert (found.article, found.source.name, found.url) == (article, "Le Matin", "https://matin.example/b")
        assert (found.title, found.published_at) == ("<b>Titre</b>", DAYS[0])
        assert Article.objects.count() == 1
        assert Deposit.objects.get().state == Deposit.State.KNOWN

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"source": "Agence"},
            {"url": "http://www.agence.example/a/?utm_source=x"},
            {"url": "javascript:alert(1)"},
            {"title": "Un autre titre"},
        ],
    )
    def test_is_not_kept_where_nothing_differs(self, article, given):
        self.send(**given)
        assert not Appearance.objects.exists()

    def test_is_kept_once_for_each_place(self, article):
        for _ in range(3):
            self.send(source="Le Matin", url="https://matin.example/b")
            self.send(source="Le Matin", url="https://matin.example/b?utm_source=x")
            self.send(source="Le Soir")
        assert Appearance.objects.count() == 2

    def test_sources_and_addresses_may_be_hostile(self, article):
        self.send(source="<script>" * 100, url='https://x.example/"><img src=x onerror=alert(1)>' + "a" * 2000)
        assert len(Source.objects.exclude(name="Agence").get().name) == 200
        assert Appearance.objects.get().url == ""


RUSH = """
import sys, threading, time
from pathlib import Path
import django
django.setup()
from django.db import connection
from articles.ingest import queue, stories, working
start = threading.Barrier(4)
def rush(name):
    start.wait()
    while lease := queue.take_next(name):
        if lease.job.deposit_id:
            working._do([lease])
        else:
            queue.put_back(lease, seconds=600)
    while stories.compare():
        pass
    connection.close()
print("ready", flush=True)
while not Path(sys.argv[1]).exists():
    time.sleep(0.005)
threads = [threading.Thread(target=rush, args=(f"{sys.argv[1]} {n}",)) for n in range(4)]
for t in threads: t.start()
for t in threads: t.join()
"""
SEND = """
import django
django.setup()
from articles.ingest.deposits import Sent, hand_in
from articles.ingest.importing import Particulars
from tests import processes
from tests.ingest.copies import seed
text = seed(0)
same = [
    Sent(f"{n}.txt", text.encode(), given=Particulars(source=f"Source {n}", url=f"https://s{n}.example/a"))
    for n in range(20)
]
near = [Sent(f"{n}.md", f"{text}\\n\\nVariante {n}.".encode()) for n in range(20)]
hand_in([*same, *near], origin="upload", status="published")
"""


def test_twenty_times_one_text_and_twenty_copies_at_once_are_one_story(tmp_path):
    """On a database in a file, as in earnest: that of the tests, in memory, knows other locks."""
    data = tmp_path / "data"
    for command in (("manage.py", "migrate", "-v0"), ("-c", SEND)):
        done = processes.python(data, *command, DJANGO_SETTINGS_MODULE="newsroom.settings")
        assert done.returncode == 0, done.stderr
    processes.at_once(data, RUSH)
    with sqlite3.connect(data / "newsroom.sqlite3") as rows:

        def one(query):
            return rows.execute(query).fetchone()[0]

        assert one("select count(*) from articles_article") == 21
        assert one("select count(*) from articles_appearance") == 19
        assert one("select count(*) from articles_deposit where state = 'known'") == 19
        assert one("select count(*) from articles_story") == 1
        assert one("select count(*) from articles_article where story_id is null") == 0
        assert one("select count(*) from articles_band") == 21 * likeness.BANDS
