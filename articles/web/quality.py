"""The page that tells readers how often the software errs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.nlp import quality as measured
from articles.nlp.quality import Figures, MeasuredSet, Rates, System, Use
from articles.web.charts import DotChart, DotRow, dots_chart
from articles.web.kinds import PLURALS

_ALL = _("All names")
_KINDS = [(kind.value, name) for kind, name in PLURALS.items()]
_NAME_LINES = [*_KINDS, ("strict", _ALL), ("span", _("Borders alone, whatever the type"))]
_OTHER_LINES = [("linking", _("Tied to the right entity")), ("countries", _("Countries")), ("topics", _("Topics"))]
_CHART_LINES = [*_KINDS, ("strict", _ALL)]
# From what anyone can install to what this site runs.
_SERIES = (System.BARE, System.RULES, System.SHIPPED)
_USES = {
    Use.HELD_OUT: _("not used for tuning"),
    Use.TUNED: _("used for tuning"),
    Use.TRAINED: _("used for training"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: a measure, its name for readers, its rates."""

    measure: str
    name: str
    rates: Rates


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of each system, as figures and as a line of the chart."""

    name: str
    row: DotRow


@dataclass(frozen=True, slots=True)
class OtherSet:
    """Another set of texts as the second table shows it."""

    name: str
    use: str
    measured: MeasuredSet
    f1: tuple[float, ...]
    shipped: Figures


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    report = measured.report()
    context: dict[str, object] = {"report": report}
    if report:
        context["day"] = date.fromisoformat(report.date)
        context["others"] = [_other(found) for found in report.others]
        context["only_french"] = all(found.language == "fr" for found in report.sets)
    if report and report.own:
        shipped, chart = report.own.systems[System.SHIPPED], _chart(report.own)
        context |= {
            "own": report.own,
            "shipped": shipped,
            "groups": [_lines(shipped, _NAME_LINES), _lines(shipped, _OTHER_LINES)],
            "ticks": chart.ticks,
            "comparisons": [
                Comparison(name, row) for (_measure, name), row in zip(_CHART_LINES, chart.rows, strict=True)
            ],
        }
    return render(request, "articles/quality.html", context)


def _lines(figures: Figures, measures: Iterable[tuple[str, str]]) -> list[Line]:
    """Return the lines of ``measures``, but for those that nothing could be said of."""
    found = ((measure, name, getattr(figures, measure)) for measure, name in measures)
    return [Line(measure, name, rates) for measure, name, rates in found if rates]


def _chart(own: MeasuredSet) -> DotChart:
    lines = {
        measure: {system.value: getattr(own.systems[system], measure).f1 for system in _SERIES}
        for measure, _name in _CHART_LINES
    }
    bands = {"strict": (own.low, own.high)} if own.low is not None and own.high is not None else {}
    return dots_chart(lines, bands)


def _other(found: MeasuredSet) -> OtherSet:
    return OtherSet(
        name=found.name.get(get_language() or "", found.slug),
        use=_USES[found.use],
        measured=found,
        f1=tuple(found.systems[system].strict.f1 for system in _SERIES),
        shipped=found.systems[System.SHIPPED],
    )
