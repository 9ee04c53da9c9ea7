"""The form by which a reader says what is wrong with an annotation; it writes nothing."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Entity, Mention, Report, ReportReason
from articles.text.normalise import canonical, canonical_line
from articles.web.kinds import PLURALS

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})", re.ASCII)


class _Radios(forms.RadioSelect):
    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The summary of errors leads to the first of them."""
        return super().id_for_label(id_, index or "0")


class _Paragraphs(forms.CharField):
    """A text whose length is that of what is stored: browsers send two signs for each new line."""

    def to_python(self, value: Any) -> str:
        return canonical(super().to_python(value))


class ReportForm(forms.Form):
    """What is wrong, and where: at a mention of the article, at one of its entities, or at words typed in."""

    mention = forms.CharField(required=False, widget=forms.HiddenInput)
    entity = forms.TypedChoiceField(label=_("Name concerned"), coerce=int, empty_value=None, required=False)
    words = forms.CharField(
        label=_("Words concerned"),
        max_length=Report.SURFACE_MOST,
        required=False,
    )
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ReportReason.choices,
        widget=_Radios,
        error_messages={"required": _("Choose what is wrong.")},
    )
    comment = _Paragraphs(
        label=_("What would be right?"),
        help_text=_("Optional; for “Something else”, say here what it is."),
        max_length=Report.COMMENT_MOST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, mentions: Sequence[Mention], data: Any = None, *, doubtful: Mention | None = None) -> None:
        """``doubtful`` is the mention asked about; where ``data`` names another one, that counts."""
        self.mentions = mentions
        self.doubtful = mention_at(mentions, data.get("mention")) if data is not None else doubtful
        super().__init__(data, initial={"mention": span_of(self.doubtful)})
        self.fields["entity"].choices = [("", _("Choose…")), *_by_kind(m.entity for m in mentions)]

    def clean_words(self) -> str:
        return canonical_line(self.cleaned_data["words"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reason, comment = cleaned.get("reason"), cleaned.get("comment")
        if cleaned.get("mention") and not self.doubtful:
            self.add_error(None, gettext("This name is no longer marked as it was. Choose it again, or type it."))
        elif reason in ReportReason.about_a_mark() and not self._says_where(cleaned):
            self.add_error("words", gettext("Choose the name above, or type the words."))
        elif reason == ReportReason.MISSED and not (cleaned.get("words") or comment):
            self.add_error("comment" if self.doubtful else "words", gettext("Type the name that was not marked."))
        elif reason == ReportReason.OTHER and not comment:
            self.add_error("comment", gettext("Say in a few words what is wrong."))
        return cleaned

    def _says_where(self, cleaned: dict[str, Any]) -> bool:
        """Also where what was given for it is wrong, which is told already."""
        given = {name for name in ("entity", "words") if cleaned.get(name)}
        return bool(self.doubtful or given or {"entity", "words"} & self.errors.keys())

    def remark(self) -> dict[str, Any]:
        """Return what ``ingest.reports.report`` asks for."""
        words, entity = self.cleaned_data["words"], self.cleaned_data["entity"]
        named = self.doubtful or next((m for m in self.mentions if m.entity_id == entity), None)
        words_count = bool(words) and not self.doubtful
        return {
            "reason": self.cleaned_data["reason"],
            "span": (named.start, named.end) if named and not words_count else None,
            "words": words,
            "entity": named.entity if named else None,
            "comment": self.cleaned_data["comment"],
        }


def mention_at(mentions: Iterable[Mention], given: str | None) -> Mention | None:
    """Return the mention whose span is ``given`` as « 12-20 »; a span outlives a new annotation, a number does not."""
    if not (found := _SPAN.fullmatch(given or "")):
        return None
    span = int(found[1]), int(found[2])
    return next((mention for mention in mentions if (mention.start, mention.end) == span), None)


def span_of(mention: Mention | None) -> str:
    return f"{mention.start}-{mention.end}" if mention else ""


def _by_kind(entities: Iterable[Entity]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return each entity once, below the name of its kind, by name."""
    found = {entity.pk: entity for entity in entities}
    groups = {
        name: sorted(
            ((pk, entity.display_name) for pk, entity in found.items() if entity.kind == kind),
            key=lambda pair: pair[1].casefold(),
        )
        for kind, name in PLURALS.items()
    }
    return [(name, choices) for name, choices in groups.items() if choices]
