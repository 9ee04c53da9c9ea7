from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from articles.ingest import deposits, queue
from articles.ingest.queue import LeaseLost
from articles.models import Article, Job
from tests.ingest.findings import stored
from tests.ingest.hands import let_time_pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    """An article whose job waits."""
    return stored()


def job() -> Job:
    return Job.objects.get()


class TestAdding:
    def test_what_is_stored_waits_for_its_annotation(self, article):
        assert (job().kind, job().article, job().state) == ("annotate", article, "queued")

    def test_asking_twice_is_asking_once_and_the_more_urgent_counts(self, article):
        Job.objects.all().delete()
        for priority in (Job.LATER, Job.NOW, Job.SOON):
            queue.add(article, priority=priority)
        assert job().priority == Job.NOW

    def test_a_transaction_that_fails_leaves_nothing(self, article):
        Job.objects.all().delete()
        with pytest.raises(RuntimeError), transaction.atomic():
            queue.add(article)
            raise RuntimeError
        assert not Job.objects.exists()

    def test_many_at_once_cost_few_queries(self, article, django_assert_max_num_queries):
        Job.objects.all().delete()
        many = [stored(f"Texte {n}.") for n in range(30)]
        Job.objects.all().delete()
        with django_assert_max_num_queries(8):
            queue.add_all(many)
        assert Job.objects.count() == 30

    def test_nothing_to_add_is_nothing(self, db):
        queue.add_all([])
        assert not Job.objects.exists()

    def test_what_is_deleted_takes_its_job_with_it(self, article):
        article.delete()
        assert not Job.objects.exists()


class TestTaking:
    def test_urgent_ones_first_then_the_oldest(self):
        articles = [stored(f"Texte {n}.") for n in range(3)]
        Job.objects.filter(article=articles[2]).update(priority=Job.NOW + 1)
        taken = [queue.take_next("a").job.article for _ in articles]
        assert taken == [articles[2], articles[0], articles[1]]
        assert queue.take_next("a") is None

    def test_one_is_in_one_hand_only(self, article):
        assert queue.take(job().pk, "a")
        assert queue.take(job().pk, "b") is None
        assert job().lease_owner == "a"
        assert job().attempts == 1

    def test_not_before_its_time(self, article):
        Job.objects.update(run_after=timezone.now() + timedelta(seconds=60))
        assert queue.take_next("a") is None

    def test_a_number_that_is_gone_is_nobodys(self, db):
        assert queue.take(77, "a") is None


class TestTakingMore:
    """Small jobs are done in one go with those behind them."""

    def taken(self):
        return [lease.job.article for lease in queue.take_more(queue.take_next("a"))]

    def test_of_the_same_kind_in_their_order_and_under_one_lease(self):
        articles = [stored(f"Texte {n}.") for n in range(3)]
        leases = queue.take_more(queue.take_next("a"))
        assert [lease.job.article for lease in leases] == articles
        assert len({(lease.token, lease.job.lease_owner, lease.job.attempts) for lease in leases}) == 1
        assert queue.take_next("b") is None

    def test_so_many_at_most(self):
        for number in range(queue._TOGETHER + 3):
            stored(f"Texte {number}.")
        assert len(self.taken()) == queue._TOGETHER

    @pytest.mark.parametrize(("words", "many"), [((3000, 1900, 5000), 2), ((6000, 10, 10), 1), ((10, 6000, 10), 1)])
    def test_and_so_many_words(self, words, many):
        for number, each in enumerate(words):
            Article.objects.filter(pk=stored(f"Texte {number}.").pk).update(words=each)
        assert len(self.taken()) == many

    def test_none_of_another_urgency(self):
        articles = [stored(f"Texte {n}.") for n in range(2)]
        Job.objects.filter(article=articles[1]).update(priority=Job.NOW + 1)
        assert self.taken() == articles[1:]

    def test_none_of_another_kind(self):
        stored()
        deposits.hand_in([deposits.Sent("a.txt", b"Un texte.")], origin="upload", priority=Job.NOW)
        assert len(self.taken()) == 1

    @pytest.mark.parametrize("tried", [0, 1], ids=["the first", "the second"])
    def test_none_that_was_tried_before_for_it_may_bring_the_worker_down(self, tried):
        articles = [stored(f"Texte {n}.") for n in range(2)]
        Job.objects.filter(article=articles[tried]).update(attempts=1)
        assert self.taken() == articles[:1]

    def test_and_each_is_lost_for_itself(self):
        for number in range(3):
            stored(f"Texte {number}.")
        leases = queue.take_more(queue.take_next("a"))
        Job.objects.filter(pk=leases[1].job.pk).update(lease_token="another")
        for act in (queue.hold, queue.finish):
            with pytest.raises(LeaseLost), transaction.atomic():
                act(*leases)
        assert queue.renew(leases), "two are left"
        queue.finish(leases[0], leases[2])
        assert Job.objects.get().pk == leases[1].job.pk


class TestHolding:
    def test_a_lease_lasts_and_is_renewed(self, article):
        lease = queue.take_next("a")
        assert timezone.now() < job().lease_until <= timezone.now() + queue.LEASE
        Job.objects.update(lease_until=timezone.now())
        assert queue.renew([lease])
        assert job().lease_until > timezone.now() + queue.LEASE / 2

    @pytest.mark.parametrize("act", [queue.hold, queue.finish, queue.put_back], ids=lambda act: act.__name__)
    def test_whoever_lost_it_can_do_nothing_with_it(self, article, act):
        lost = queue.take_next("a")
        let_time_pass()
        Job.objects.update(state=Job.State.QUEUED, lease_token="")
        kept = queue.take_next("b")
        with pytest.raises(LeaseLost), transaction.atomic():
            act(lost)
        assert not queue.renew([lost])
        assert job().lease_token == kept.token

    def test_whoever_lost_it_stores_nothing(self, article):
        lost = queue.take_next("a")
        Job.objects.update(lease_token="another")
        with pytest.raises(LeaseLost), transaction.atomic():
            Article.objects.update(title="Écrit par un mort")
            queue.finish(lost)
        assert not Article.objects.filter(title="Écrit par un mort").exists()

    def test_finished_is_gone(self, article):
        queue.finish(queue.take_next("a"))
        assert not Job.objects.exists()

    def test_put_back_waits_again_without_an_attempt(self, article):
        queue.put_back(queue.take_next("a"), seconds=30)
        assert (job().state, job().attempts, job().lease_token) == ("queued", 0, "")
        assert job().run_after > timezone.now() + timedelta(seconds=20)


class TestFailing:
    def test_later_each_time_and_given_up_in_the_end(self, article):
        waits, ends = [], []
        for _ in range(Job.MOST_ATTEMPTS):
            lease = queue.take_next("a")
            ends.append(queue.fail(lease.job, lease.token, "ValueError: x"))
            waits.append((job().run_after - timezone.now()).total_seconds())
            let_time_pass()
        assert ends == [False] * 4 + [True]
        assert waits[:4] == sorted(waits[:4])
        assert 5 < waits[0] < 15
        assert (job().state, job().error, job().attempts) == ("failed", "ValueError: x", 5)
        assert queue.take_next("a") is None

    def test_what_may_be_innocent_is_tried_again_at_once_but_once(self, article):
        waits = []
        for _ in range(2):
            lease = queue.take_next("a")
            queue.fail(lease.job, lease.token, "the worker died", perhaps_innocent=True)
            waits.append((job().run_after - timezone.now()).total_seconds() > 0)
        assert waits == [False, True]

    def test_asked_for_again_it_is_as_new(self, article):
        Job.objects.update(state=Job.State.FAILED, attempts=5, error="x")
        queue.add(article)
        assert job().state == "failed", "what is given up is not begun by itself"
        assert queue.again([job()]) == 1
        assert (job().state, job().attempts, job().error) == ("queued", 0, "")
        assert queue.again([job()]) == 0

    def test_an_error_of_any_length_is_cut(self, article):
        lease = queue.take_next("a")
        queue.fail(lease.job, lease.token, "x" * 10_000)
        assert len(job().error) == 300


class TestAbandoned:
    def test_those_of_dead_workers_at_once(self, article):
        lease = queue.take_next("a")
        assert list(queue.abandoned(lambda owner: True)) == []
        assert list(queue.abandoned(lambda owner: None)) == []
        assert list(queue.abandoned(lambda owner: False)) == [lease.job]

    @pytest.mark.parametrize("alive", [True, None])
    def test_those_whose_lease_has_ended_whatever_is_known_of_the_worker(self, article, alive):
        lease = queue.take_next("a")
        let_time_pass()
        assert list(queue.abandoned(lambda owner: alive)) == [lease.job]


class TestTellingTheEngine:
    @pytest.fixture
    def told(self, monkeypatch):
        """What the engine was told of."""
        from newsroom.engines import RowsBackend

        seen, real = [], RowsBackend.enqueue

        def enqueue(backend, task, args, kwargs):
            seen.append((args[0], task.priority, task.run_after))
            return real(backend, task, args, kwargs)

        monkeypatch.setattr(RowsBackend, "enqueue", enqueue)
        monkeypatch.setattr(RowsBackend, "brings_jobs", True)
        return seen

    def test_workers_that_see_the_rows_are_told_nothing(self, told, monkeypatch):
        from newsroom.engines import RowsBackend

        monkeypatch.setattr(RowsBackend, "brings_jobs", False)
        stored()
        let_time_pass()
        assert queue.tell_again() == 0
        assert told == []

    def test_of_each_job_once(self, told):
        stored()
        assert told == [(job().pk, Job.NOW, job().run_after)]

    def test_of_what_is_put_back(self, article, told):
        queue.put_back(queue.take_next("a"), seconds=5)
        assert told == [(job().pk, Job.NOW + 1, job().run_after)], "before what was never begun"

    def test_again_of_what_has_waited_for_long(self, article, told):
        assert queue.tell_again() == 0
        let_time_pass()
        assert queue.tell_again() == 1
        assert queue.tell_again() == 0
        assert len(told) == 1

    def test_but_not_of_what_waits_for_its_turn(self, told):
        passed_over, in_hand, next_one = (stored(f"Texte {n}.") for n in range(3))
        queue.take(Job.objects.get(article=in_hand).pk, "a")
        let_time_pass()
        told.clear()
        assert queue.tell_again() == 1
        assert told[0][0] == Job.objects.get(article=passed_over).pk
        Job.objects.filter(article=next_one).update(priority=Job.NOW + 1)
        assert queue.tell_again() == 1, "the more urgent is passed over too"
