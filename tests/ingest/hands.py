"""Workers' hands, for tests: jobs are done here and now, in this process."""

from datetime import timedelta

from django.utils import timezone

from articles.ingest import working
from articles.models import Job

OWNER = "tests"


def work_off() -> int:
    """Do all jobs that are due."""
    return working.work_off(OWNER)


def let_time_pass(hours: float = 2) -> None:
    """Make as if what waits or is on lease had been so for long."""
    ago = timezone.now() - timedelta(hours=hours)
    Job.objects.update(run_after=ago, sent_at=ago)
    Job.objects.filter(lease_until__isnull=False).update(lease_until=ago)
