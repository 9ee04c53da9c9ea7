"""The back office: Django's admin over the rows; articles change through ``ingest``, as everywhere."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.views import redirect_to_login
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.extract import SUFFIXES, UnreadableFile
from articles.ingest import complaints, editing, importing, refusals
from articles.ingest.checks import plausible_date, web_address
from articles.ingest.importing import DuplicateArticle, Particulars
from articles.ingest.naming import sort_key
from articles.models import (
    Alias,
    Article,
    Batch,
    Country,
    Deposit,
    Entity,
    Feed,
    Invitation,
    Job,
    Report,
    Source,
    Topic,
    language_choices,
    language_name,
)
from articles.text.normalise import canonical_line, fold

PARTICULARS = ["title", "standfirst", "author", "source", "url", "language", "published_at"]

admin.site.site_header = admin.site.site_title = "Newsroom"


def login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Send those who are not signed in to the site's own page, which counts attempts."""
    if request.user.is_authenticated and not admin.site.has_permission(request):
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


admin.site.login = login


class WebAddressField(forms.URLField):
    """An address that may stand in a page as a link."""

    default_validators = [web_address]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class ParticularsForm(forms.ModelForm):
    """The particulars of an article, checked as on the desk."""

    url = WebAddressField(
        label=_("Original address"),
        max_length=1000,
        required=False,
        widget=admin.widgets.AdminURLFieldWidget,
    )

    language = forms.ChoiceField(label=_("Language"))

    class Meta:
        model = Article
        fields = PARTICULARS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(self.instance.language)

    def clean_title(self) -> str:
        title = canonical_line(self.cleaned_data["title"])
        if not title and self.fields["title"].required:
            raise forms.ValidationError(self.fields["title"].error_messages["required"], code="required")
        return title

    def clean_published_at(self) -> Any:
        moment = self.cleaned_data["published_at"]
        if moment:
            plausible_date(moment)
        return moment

    def particulars(self) -> Particulars:
        given = {name: self.cleaned_data[name] for name in PARTICULARS}
        return Particulars(**{**given, "source": given["source"].name if given["source"] else ""})


class NewArticleForm(ParticularsForm):
    """A file or a pasted text, with particulars where the file says nothing or something else."""

    file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput({"accept": ",".join(SUFFIXES)}))
    pasted = forms.CharField(
        label=_("Pasted text"), required=False, strip=False, widget=admin.widgets.AdminTextareaWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PARTICULARS:
            self.fields[name].required = False
            self.initial[name] = None
        self.fields["language"].choices = [("", _("As the file or its text shows")), *language_choices()]

    def clean(self) -> dict[str, Any]:
        if not self.errors and bool(self.cleaned_data["file"]) == bool(self.cleaned_data["pasted"].strip()):
            raise forms.ValidationError(_("Choose a file or paste a text."))
        return self.cleaned_data

    def _post_clean(self) -> None:
        """No row is made of this form itself."""

    def store(self, user: Any) -> Article | None:
        """Import what was given; on a refusal say why beside its field and return None."""
        file, given = self.cleaned_data["file"], self.particulars()
        try:
            if file:
                return importing.import_file(file.name, file.read(), given=given, added_by=user)
            return importing.import_text(self.cleaned_data["pasted"], given=given, added_by=user)
        except (UnreadableFile, DuplicateArticle) as error:
            self.add_error("file" if file else "pasted", refusals.reason(error))
            return None


class LanguageFilter(admin.SimpleListFilter):
    """The languages that articles are in, by their names."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        codes = Article.objects.order_by("language").values_list("language", flat=True).distinct()
        return [(code, capfirst(language_name(code))) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(language=self.value()) if self.value() else queryset


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ParticularsForm
    list_display = ["title", "source", "written_in", "status", "published_at", "words"]
    list_filter = ["status", LanguageFilter, "sample", "source"]
    list_select_related = ["source"]
    search_fields = ["title", "author", "url"]
    date_hierarchy = "published_at"
    list_per_page = 50
    readonly_fields = ["status", "text", "words", "sample", "added_at", "added_by"]
    actions = ["publish", "withdraw"]
    fieldsets = [
        (None, {"fields": PARTICULARS}),
        (_("Text"), {"fields": ["text"]}),
        (_("Record"), {"fields": ["status", "words", "sample", "added_at", "added_by"]}),
    ]
    new_fieldsets = [
        (None, {"fields": ["file", "pasted"]}),
        (_("Article details"), {"fields": PARTICULARS}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).defer("text")

    @admin.display(description=_("language"), ordering="language")
    def written_in(self, article: Article) -> str:
        return article.language_name

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What readers see is withdrawn before it is deleted, here as on the desk."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if not change:
            kwargs["form"] = NewArticleForm
            kwargs["fields"] = PARTICULARS
        return super().get_form(request, obj, change, **kwargs)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take a file or a text by the same door as the desk."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.get_form(request)(request.POST or None, request.FILES or None)
        if form.is_valid() and (article := form.store(request.user)):
            self.log_addition(request, article, [{"added": {}}])
            return self.response_add(request, article)
        adminform = helpers.AdminForm(form, self.new_fieldsets, {}, model_admin=self)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add article"),
            "adminform": adminform,
            "errors": helpers.AdminErrorList(form, []),
            "media": self.media + adminform.media,
            "inline_admin_formsets": [],
            **(extra_context or {}),
        }
        return self.render_change_form(request, context, add=True, form_url=form_url)

    def view_on_site(self, article: Article) -> str:
        """Drafts are seen on the desk."""
        return article.get_absolute_url() if article.is_published else reverse("review", args=[article.pk])

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        editing.update_particulars(Article.objects.get(pk=obj.pk), form.particulars(), by=request.user)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        editing.remove(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        for article in queryset:
            editing.remove(article, by=request.user)

    @admin.action(description=_("Publish the selected articles"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        done = [editing.publish(article, by=request.user) for article in queryset.unpublished()]
        text = ngettext("%(count)s article published.", "%(count)s articles published.", len(done))
        self.message_user(request, text % {"count": intcomma(len(done))}, messages.SUCCESS)

    @admin.action(description=_("Withdraw the selected articles"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        done = [editing.withdraw(article, by=request.user) for article in queryset.published()]
        text = ngettext("%(count)s article withdrawn.", "%(count)s articles withdrawn.", len(done))
        self.message_user(request, text % {"count": intcomma(len(done))}, messages.SUCCESS)


class AliasInline(admin.TabularInline):
    model = Alias
    extra = 1


@admin.register(Entity)
class EntityAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "country", "wikidata"]
    list_filter = ["kind", "is_country", "country"]
    list_select_related = ["country"]
    search_fields = ["name", "name_en", "aliases__name"]
    readonly_fields = ["key"]
    autocomplete_fields = ["country"]
    inlines = [AliasInline]
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Entities come from articles, each with its key."""
        return False

    def save_model(self, request: HttpRequest, obj: Entity, form: Any, change: bool) -> None:
        obj.sort_name = sort_key(obj.name, obj.kind)
        super().save_model(request, obj, form, change)
        editing.entity_changed(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for alias in formset.save(commit=False):
            alias.folded = fold(alias.name)
            alias.save()
        for alias in formset.deleted_objects:
            alias.delete()


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    formfield_overrides = {models.URLField: {"form_class": WebAddressField}}
    list_display = ["name", "url", "articles"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).annotate(article_count=models.Count("articles"))

    @admin.display(description=_("articles"), ordering="article_count")
    def articles(self, source: Any) -> int:
        return source.article_count


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["slug", "name_fr", "name_en", "iptc"]
    search_fields = ["name_fr", "name_en"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The slug is the key: articles point to it."""
        return ["slug"] if obj else []

    def delete_model(self, request: HttpRequest, obj: Topic) -> None:
        editing.remove_topic(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for topic in queryset:
            editing.remove_topic(topic)


@admin.register(Country)
class CountryAdmin(admin.ModelAdmin):
    list_display = ["code", "name_fr", "name_en", "region"]
    search_fields = ["code", "name_fr", "name_en"]
    readonly_fields = ["code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The list is that of ISO 3166."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Country, form: Any, change: bool) -> None:
        obj.sort_fr, obj.sort_en = sort_key(obj.name_fr)[:100], sort_key(obj.name_en)[:100]
        super().save_model(request, obj, form, change)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """A list to read; a link that should not be used is deleted. New ones: ``manage.py invite``."""

    list_display = ["role", "created_at", "expires_at", "used_at"]
    list_filter = ["role"]
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin):
    """A list to read; the desk changes feeds."""

    list_display = ["__str__", "folder", "active", "failures", "wrong", "succeeded_at", "next_poll_at"]
    list_filter = ["active"]
    search_fields = ["title", "url"]
    fields = ["title", "url", "site_url", "folder", "source", "active", "come_in_as"]
    fields += ["polled_at", "succeeded_at", "next_poll_at", "failures", "wrong", "added_at"]
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("problem"))
    def wrong(self, feed: Feed) -> str:
        return complaints.about(feed.problem, feed.detail).wrong if feed.problem else ""

    @admin.display(description=_("items come in as"))
    def come_in_as(self, feed: Feed) -> str:
        return str(dict(Article.Status.choices).get(feed.status, feed.status))


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    """A list to read; the desk closes reports. One that should not be kept is deleted."""

    list_display = ["article", "reason", "surface", "times", "status", "created_at", "handled_by"]
    list_filter = ["status", "reason"]
    list_select_related = ["article", "handled_by"]
    search_fields = ["surface", "comment", "article__title"]
    fields = ["article", "entity", "surface", "reason", "comment", "times", "created_at"]
    fields += ["status", "handled_by", "handled_at"]
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may delete an article may delete what was reported of it."""
        return request.user.has_perm("articles.delete_article")


class RecordAdmin(admin.ModelAdmin):
    """A list to read, of what comes in and what is done about it; the desk's ledger is where it is acted on."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Batch)
class BatchAdmin(RecordAdmin):
    list_display = ["__str__", "origin", "added_by", "created_at", "cancelled_at"]
    list_filter = ["origin"]
    list_select_related = ["added_by"]
    fields = ["origin", "added_by", "created_at", "cancelled_at"]


@admin.register(Deposit)
class DepositAdmin(RecordAdmin):
    list_display = ["__str__", "state", "stage", "reason", "size"]
    list_filter = ["state", "stage"]
    search_fields = ["name", "url"]
    fields = ["name", "url", "size", "state", "stage", "reason"]

    @admin.display(description=_("problem"))
    def reason(self, deposit: Deposit) -> str:
        return refusals.told(deposit.problem, deposit.detail) if deposit.problem else ""


@admin.register(Job)
class JobAdmin(RecordAdmin):
    list_display = ["__str__", "kind", "state", "attempts", "run_after", "error"]
    list_filter = ["kind", "state"]
    fields = ["kind", "state", "attempts", "run_after", "error", "created_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """With an article goes what was to be done about it."""
        return request.user.has_perm("articles.delete_article")
