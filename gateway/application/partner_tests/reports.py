"""How scenarios came out, as build servers read it and as people do."""

from collections.abc import Sequence
from html import escape
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

from gateway.application.partner_tests.running import Result, plain

MARKS = {"passed": "✓", "failed": "✗", "skipped": "–"}  # noqa: RUF001 - the dash that stands for not played
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2427;background:#fff}"
    "h2{margin-top:2rem}li{list-style:none;padding:.15rem 0}.failed{color:#a3242b}.passed{color:#1c6b3a}.skipped{color:#596368}"
    "pre{background:#f2f1ec;padding:.8rem;overflow:auto}"
)


def as_junit(results: Sequence[Result]) -> str:
    """Return the results as one JUnit document: a suite a partner, a case a step."""
    failed = sum(not one.passed for one in results)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites tests="{len(results)}" failures="{failed}">',
    ]
    for one in results:
        steps = plain(one)
        count = sum(step["outcome"] == "failed" for step in steps)
        skipped = sum(step["outcome"] == "skipped" for step in steps)
        lines.append(
            f'  <testsuite name={quoteattr(f"{one.scenario.partner}/{one.scenario.id}")} tests="{len(steps)}" '
            f'failures="{count}" skipped="{skipped}" timestamp="{one.scenario.at:%Y-%m-%dT%H:%M:%S}">'
        )
        for step in steps:
            lines += _case(one, step)
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _case(result: Result, step: dict[str, object]) -> list[str]:
    place = f"{result.scenario.path}:{step['line']}"
    head = f"    <testcase classname={quoteattr(f'{result.scenario.partner}.{result.scenario.id}')} name={quoteattr(str(step['title']))}"
    if step["outcome"] == "passed":
        return [f"{head}/>"]
    if step["outcome"] == "skipped":
        return [f"{head}><skipped/></testcase>"]
    said = step["said"]
    words = [str(one) for one in said] if isinstance(said, list) else []
    text = "\n".join([place, *words])
    return [f"{head}><failure message={quoteattr('; '.join(words))}>{xml_escape(text)}</failure></testcase>"]


def as_html(results: Sequence[Result]) -> str:
    """Return the results as a page that stands by itself, with every document that left."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Scenarios</title>',
        f"<style>{STYLE}</style></head><body><h1>Scenarios</h1>",
        f"<p>{sum(one.passed for one in results)} of {len(results)} passed.</p>",
    ]
    for one in results:
        verdict = "passed" if one.passed else "failed"
        parts.append(
            f'<h2><span class="{verdict}">{MARKS[verdict]} {verdict}</span> {escape(one.scenario.name)}</h2>'
            f"<p>{escape(one.scenario.about)} <code>{escape(one.scenario.path)}</code></p><ul>"
        )
        for step in plain(one):
            outcome, said = str(step["outcome"]), step["said"]
            words = "".join(f"<br>{escape(str(each))}" for each in said) if isinstance(said, list) else ""
            parts.append(f'<li class="{outcome}">{MARKS[outcome]} {escape(str(step["title"]))}{words}</li>')
        parts.append("</ul>")
        parts += [
            f"<details><summary>{escape(each.set_id)} {escape(each.name)}</summary><pre>{escape(each.content.decode('utf-8', 'replace').replace('~', '~' + chr(10)))}</pre></details>"
            for each in one.documents
        ]
    return "\n".join([*parts, "</body></html>", ""])
