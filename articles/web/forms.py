"""The desk's forms: they check what was typed and give ``Particulars``; they write nothing."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.extract import MAX_CHARACTERS, Problem
from articles.ingest import refusals
from articles.ingest.checks import plausible_date, web_address, with_scheme
from articles.ingest.importing import Particulars
from articles.models import Article, language_choices
from articles.text.normalise import canonical_line

AUTOMATIC = [("", _("As the file or its text shows"))]


class _AddressField(forms.CharField):
    """An address on the web, also without its beginning; a browser's own field would insist on that."""

    def __init__(self, label: Any) -> None:
        typing = {"inputmode": "url", "placeholder": "https://", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(
            label=label, max_length=1000, required=False, validators=[web_address], widget=forms.TextInput(typing)
        )

    def to_python(self, value: Any) -> str:
        return with_scheme(super().to_python(value))


class ParticularsForm(forms.Form):
    """What one may say of an article beside its text; nothing is required."""

    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    standfirst = forms.CharField(
        label=_("Standfirst"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    source = forms.CharField(
        label=_("Source"), max_length=200, required=False, widget=forms.TextInput({"list": "sources"})
    )
    author = forms.CharField(label=_("Author"), max_length=200, required=False)
    published_at = forms.DateField(
        label=_("Date"),
        required=False,
        validators=[plausible_date],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=AUTOMATIC + language_choices(), required=False)
    url = _AddressField(_("Original address"))

    def clean(self) -> dict[str, Any]:
        """Make what was typed canonical: what then is left empty was not given."""
        cleaned = super().clean() or self.cleaned_data
        for name in {"title", "standfirst", "source", "author"} & cleaned.keys():
            cleaned[name] = canonical_line(cleaned[name])
        return cleaned

    def moment(self) -> datetime | None:
        """Noon of the given day, so that it is the same day in every time zone near ours."""
        day = self.cleaned_data["published_at"]
        return day and datetime.combine(day, time(12), timezone.get_current_timezone())

    def particulars(self) -> Particulars:
        given = {name: self.cleaned_data[name] for name in ParticularsForm.base_fields}
        return Particulars(**{**given, "published_at": self.moment()})


class UploadForm(ParticularsForm):
    """A pasted text or an address, particulars, and what all of it becomes; files come beside it.

    Only who may change articles may have them published at once.
    """

    text = forms.CharField(
        label=_("Text of the article"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 12}),
    )
    address = _AddressField(_("Address of an article"))
    status = forms.ChoiceField(
        label=_("The articles come in"),
        choices=[
            (Article.Status.DRAFT, _("as drafts, to read over first")),
            (Article.Status.REVIEW, _("to be reviewed by somebody else")),
            (Article.Status.PUBLISHED, _("published at once")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: object = None, *, may_publish: bool) -> None:
        super().__init__(data, initial={"status": Article.Status.DRAFT})
        if not may_publish:
            del self.fields["status"]

    def clean_text(self) -> str:
        """What is refused now is still there to be shortened."""
        text = self.cleaned_data["text"]
        if len(text) > MAX_CHARACTERS:
            raise forms.ValidationError(refusals.told(Problem.TOO_LONG))
        return text

    @property
    def has_text(self) -> bool:
        return bool(self.cleaned_data["text"].strip())

    def is_typed_in(self) -> bool:
        """Whether particulars were given."""
        return any(self.cleaned_data[name] for name in ParticularsForm.base_fields)

    def becomes(self) -> str:
        """Return the status that articles come in with."""
        return self.cleaned_data.get("status") or Article.Status.DRAFT


class ReviewForm(ParticularsForm):
    """The particulars of an article that is here already."""

    def __init__(self, article: Article, data: object = None) -> None:
        self.day = timezone.localdate(article.published_at)
        self.published_before = article.published_at
        initial = {name: getattr(article, name) for name in ParticularsForm.base_fields}
        initial |= {"source": article.source.name if article.source else "", "published_at": self.day}
        super().__init__(data, initial=initial)
        for name in ("title", "published_at", "language"):
            self.fields[name].required = True
        self.fields["language"].choices = language_choices(article.language)
        for name in ("title", "standfirst"):
            self.fields[name].widget.attrs["lang"] = article.language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("title") == "":
            self.add_error("title", self.fields["title"].error_messages["required"])
        return cleaned

    def moment(self) -> datetime | None:
        """A day that was not changed keeps its hour."""
        return self.published_before if self.cleaned_data["published_at"] == self.day else super().moment()
