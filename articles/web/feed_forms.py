"""The forms for feeds: they check what was typed; they write nothing."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from articles.extract.opml import MAX_BYTES, OpmlProblem
from articles.ingest import complaints
from articles.ingest.checks import feed_address
from articles.models import Article, Feed
from articles.text.normalise import canonical_line


class _Status(forms.ChoiceField):
    """What a feed's items come in as; ``unsaid`` is called what is left to the list."""

    def __init__(self, label: Any, *, unsaid: Any = "") -> None:
        choices = [*([("", unsaid)] if unsaid else []), *Article.Status.choices]
        initial = "" if unsaid else Article.Status.DRAFT
        super().__init__(label=label, choices=choices, initial=initial, required=not unsaid)


class FollowForm(forms.Form):
    """The address of a feed, or of a site that names its own."""

    address = forms.CharField(
        label=_("Address of a feed or a site"),
        max_length=1000,
        widget=forms.TextInput(
            {"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    status = _Status(_("Its articles come in as"))

    def clean_address(self) -> str:
        address = feed_address(self.cleaned_data["address"])
        most = Feed._meta.get_field("url").max_length or 0
        if len(address) > most:
            raise forms.ValidationError(
                _("The address is longer than %(most)d characters."), code="max_length", params={"most": most}
            )
        return address


class FeedForm(forms.Form):
    """What the newsroom says of a feed."""

    title = forms.CharField(
        label=_("Name"),
        max_length=300,
        required=False,
        help_text=_("Empty, it takes the name that the feed gives itself."),
    )
    source = forms.CharField(
        label=_("Source of its articles"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"list": "sources"}),
        help_text=_("Empty, it is the name of the feed."),
    )
    folder = forms.CharField(
        label=_("Folder"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"list": "folders"}),
        help_text=_("A slash makes folders within folders."),
    )
    status = _Status(_("Its articles come in as"))

    def __init__(self, feed: Feed, data: Any = None) -> None:
        source = feed.source.name if feed.source else ""
        super().__init__(
            data, initial={"title": feed.title, "source": source, "folder": feed.folder, "status": feed.status}
        )

    def clean(self) -> dict[str, Any]:
        """Make what was typed canonical: what then is left empty was not given."""
        cleaned = super().clean() or self.cleaned_data
        for name in {"title", "source", "folder"} & cleaned.keys():
            cleaned[name] = canonical_line(cleaned[name])
        return cleaned


class FeedListForm(forms.Form):
    """A list of feeds as a file."""

    file = forms.FileField(
        label=_("OPML file"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".opml,.xml,text/x-opml,application/xml,text/xml"}),
    )
    status = _Status(_("Their articles come in as"), unsaid=_("What the list says of each, or else drafts"))

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(complaints.about_list(OpmlProblem.TOO_LARGE))
        return file
