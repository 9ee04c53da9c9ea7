"""The one errand that engines carry, written once for all of them with the Tasks API."""

from django_tasks import task


@task()
def run_job(job: int) -> None:
    """Do the job with this number, if it is still to be done, and small ones behind it; see ``ingest.working``."""
    # The queue tells engines of this task, and the work adds to the queue.
    from articles.ingest.working import do

    do(job, more=True)
