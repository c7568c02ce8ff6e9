"""The conformance report as people and programs read it: lines of text, JSON, a page of HTML that needs nothing else."""

from collections.abc import Iterator, Mapping
from html import escape
from types import MappingProxyType

from gateway.application.buyer.conformance import Check, Report
from gateway.domain.canonical import Plain, to_plain

MARKS: Mapping[str, str] = MappingProxyType(
    {"passed": "ok", "advised": "??", "failed": "XX", "skipped": "--"}
)
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } :focus-visible { outline: 2px solid; outline-offset: 2px; } .wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: 48rem; table-layout: fixed; width: 100%; } th:first-child { width: 6rem; } th, td { border-bottom: 1px solid #8886; padding: .4rem .6rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; } .outcome { font-weight: 600; white-space: nowrap; }
.failed { color: light-dark(#a40e26, #ff8a8a); } .advised { color: light-dark(#7a4b00, #ffcf70); } .passed { color: light-dark(#0a6b2b, #7ddc94); }
.hint { color: light-dark(#555, #aaa); }
@media print { body { max-width: none; } }
"""


def plain_report(report: Report) -> dict[str, Plain]:
    """Return a report as JSON's types."""
    counts = {outcome: report.count(outcome) for outcome in ("passed", "advised", "failed", "skipped")}
    return {
        "partner": report.partner,
        "address": report.address,
        "at": report.at.isoformat(),
        "passed": report.passed,
        "counts": {**counts},
        "checks": [to_plain(one) for one in report.checks],
    }


def text_report(report: Report, *, everything: bool = False) -> Iterator[str]:
    """Yield the lines of a report: one a check, and beneath those that did not pass what they mean."""
    scenario = ""
    for one in report.checks:
        if not everything and one.outcome == "passed" and one.scenario == scenario and _again(report, one):
            continue
        if one.scenario != scenario:
            scenario = one.scenario
            yield scenario
        yield f"  {MARKS[one.outcome]}  {one.name}: {_said(one)}"
        if one.means:
            yield f"        a buyer's system: {one.means}"
        if one.fix:
            yield f"        to mend: {one.fix}"
    yield _sum(report)


def html_report(report: Report) -> str:
    """Return a report as one page, to be sent along."""
    rows = "".join(_section(report, name) for name in dict.fromkeys(one.scenario for one in report.checks))
    title = escape(f"Conformance report: {report.partner_name}")
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>\n<body>\n<main>\n'
        f'<h1>{title}</h1>\n<p>{escape(_sum(report))}</p>\n<p class="hint">{escape(report.address)}, '
        f"{report.at:%Y-%m-%d %H:%M} UTC</p>\n{rows}</main>\n</body>\n</html>\n"
    )


def _section(report: Report, scenario: str) -> str:
    rows = "".join(_row(one) for one in report.checks if one.scenario == scenario)
    name = escape(scenario)
    return (
        f'<h2 id="{name}">{name}</h2>\n<div class="wide" tabindex="0" role="region" aria-labelledby="{name}">\n'
        '<table><thead><tr><th scope="col">Outcome</th><th scope="col">Check</th><th scope="col">Tried</th>'
        '<th scope="col">Came</th><th scope="col">What a buyer\'s system does, and how to mend it</th></tr></thead>'
        f"<tbody>\n{rows}</tbody></table>\n</div>\n"
    )


def _row(one: Check) -> str:
    advice = ". ".join(part.capitalize() for part in (one.means, one.fix) if part)
    cells = "".join(f"<td>{escape(text)}</td>" for text in (one.name, one.tried, one.came, advice))
    return f'<tr><td class="outcome {one.outcome}">{one.outcome}</td>{cells}</tr>\n'


def _again(report: Report, check: Check) -> bool:
    """Return whether the same check passed before in its scenario: the first says it for all."""
    same = (
        one
        for one in report.checks
        if (one.scenario, one.code, one.outcome) == (check.scenario, check.code, "passed")
    )
    return next(same, None) is not check


def _said(one: Check) -> str:
    return f"{one.tried} gave {one.came}" if one.tried else one.came


def _sum(report: Report) -> str:
    told = ", ".join(f"{report.count(one)} {one}" for one in ("passed", "advised", "failed", "skipped"))
    return f"{report.partner}: {'conforms' if report.passed else 'does not conform yet'}; {told}"
