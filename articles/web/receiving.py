"""What was sent in one go: one thing is read while its sender waits, several go to the queue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse

from articles.extract import Problem, is_litter
from articles.ingest import deposits, refusals, working
from articles.ingest.deposits import Sent
from articles.models import Article, Batch, Deposit
from articles.web.forms import UploadForm
from articles.web.ledger import name_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not stored and why; ``existing`` is the address of the same text, where it is here already."""

    name: str
    reason: str
    existing: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of all that was sent: an article, or a batch that goes its way, or a refusal."""

    article: Article | None = None
    batch: Batch | None = None
    refusal: Refusal | None = None
    details_unused: bool = False


def sent_with(request: HttpRequest) -> tuple[list[UploadedFile], int]:
    """Return the files of a request, and how many more there were that systems put into folders for themselves."""
    files = [*request.FILES.getlist("files"), *request.FILES.getlist("folder")]
    meant = [file for file in files if not is_litter(file.name or "")]
    return meant, len(files) - len(meant)


def receive(files: Sequence[UploadedFile], form: UploadForm, user: AbstractBaseUser) -> Receipt:
    """Take in what a valid ``form`` and its files hold; its particulars are for one article only."""
    address = form.cleaned_data["address"]
    origin = Batch.Origin.UPLOAD if files else Batch.Origin.PASTE if form.has_text else Batch.Origin.ADDRESS
    about = {"origin": origin, "status": form.becomes(), "added_by": user}
    if len(files) + form.has_text + bool(address) > 1:
        return Receipt(batch=deposits.hand_in(_sent(files, form), **about), details_unused=form.is_typed_in())
    (one,) = (replace(each, given=form.particulars()) for each in _sent(files, form))
    if one.url:
        return Receipt(batch=deposits.hand_in([one], **about))
    return _of(working.read_at_once(one, **about))


def _sent(files: Sequence[UploadedFile], form: UploadForm) -> Iterator[Sent]:
    """Yield everything, one after the other: all of it at once may not fit into memory."""
    for file in files:
        yield _file(file)
    if form.has_text:
        yield Sent("", form.cleaned_data["text"].encode())
    if address := form.cleaned_data["address"]:
        yield Sent("", url=address)


def _file(file: UploadedFile) -> Sent:
    """A file that is too large is not kept: it stands among the others with its reason."""
    name = file.name or "?"
    if (file.size or 0) > settings.UPLOAD_FILE_LIMIT:
        return Sent(name, problem=Problem.TOO_LARGE, detail=str(settings.UPLOAD_FILE_LIMIT // 2**20))
    return Sent(name, file.read())


def _of(batch: Batch) -> Receipt:
    """Return what became of the one deposit of ``batch``. Of what is refused nothing stays: its sender is told now."""
    deposit = batch.deposits.select_related("article").get(parent=None)
    if deposit.state == Deposit.State.FAILED:
        refusal = Refusal(name_of(deposit), refusals.told(deposit.problem, deposit.detail))
    elif deposit.state == Deposit.State.KNOWN and deposit.article:
        existing = reverse("review", args=[deposit.article.pk])
        refusal = Refusal(name_of(deposit), refusals.known(deposit.article), existing)
    elif deposit.article:
        return Receipt(article=deposit.article)
    else:
        return Receipt(batch=batch)
    deposits.take_back(batch)
    return Receipt(refusal=refusal)
