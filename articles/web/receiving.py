"""What was sent in one go: each file and the pasted text is stored or refused by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext

from articles.extract import Problem, UnreadableFile
from articles.ingest import importing, refusals
from articles.ingest.importing import DuplicateArticle, Particulars
from articles.models import Article
from articles.web.forms import UploadForm


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not stored and why; ``existing`` is the address of the same text, where it is here already."""

    name: str
    reason: str
    existing: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of all that was sent."""

    stored: tuple[Article, ...]
    refused: tuple[Refusal, ...]
    text_refused: bool = False
    details_unused: bool = False

    @property
    def must_be_sent_again(self) -> bool:
        """Whether something typed would be lost if the form were emptied now."""
        return self.text_refused or not self.stored


def receive(files: Sequence[UploadedFile], form: UploadForm, user: AbstractBaseUser) -> Receipt:
    """Store what can be read; the particulars of a valid ``form`` hold for one article only."""
    alone = len(files) + form.has_text == 1
    given = form.particulars() if alone else Particulars()
    results = [_store_file(file, given, user) for file in files]
    text = [_store_text(form.cleaned_data["text"], given, user)] if form.has_text else []
    everything = results + text
    return Receipt(
        stored=tuple(result for result in everything if isinstance(result, Article)),
        refused=tuple(result for result in everything if isinstance(result, Refusal)),
        text_refused=any(isinstance(result, Refusal) for result in text),
        details_unused=form.is_typed_in() and not alone,
    )


def _store_file(file: UploadedFile, given: Particulars, user: AbstractBaseUser) -> Article | Refusal:
    name = file.name or ""
    try:
        if (file.size or 0) > settings.UPLOAD_FILE_LIMIT:
            raise UnreadableFile(Problem.TOO_LARGE)
        return importing.import_file(name, file.read(), given=given, added_by=user)
    except (UnreadableFile, DuplicateArticle) as error:
        return _refusal(name, error)


def _store_text(text: str, given: Particulars, user: AbstractBaseUser) -> Article | Refusal:
    try:
        return importing.import_text(text, given=given, added_by=user)
    except (UnreadableFile, DuplicateArticle) as error:
        return _refusal(gettext("Pasted text"), error)


def _refusal(name: str, error: UnreadableFile | DuplicateArticle) -> Refusal:
    existing = reverse("review", args=[error.article.pk]) if isinstance(error, DuplicateArticle) else ""
    return Refusal(name, refusals.reason(error), existing)
