"""What holds for the files of the repository, whatever they are."""

import re

from tests.architecture.sources import ROOT, named, tracked

# Put together here, so that this file does not name what none may.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy", "golang", "org"),
        ("repo", "maven"),
        ("repo1", "maven"),
        ("conda", "anaconda", "org"),
    )
)
INDEXES = tuple(
    "-".join(parts) for parts in (("--index", "url"), ("--extra-index", "url"), ("--find", "links"))
)
HEADING = re.compile(r"^## \[(.+?)\]", re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_no_file_names_where_packages_come_from() -> None:
    """That is a matter of the machine: whoever installs says it to pip, uv or a proxy."""
    hosts = re.compile("|".join(map(re.escape, (*REGISTRIES, *INDEXES))).encode())

    assert tracked()
    assert [] == [named(file) for file in tracked() if hosts.search(file.read_bytes())]


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    """Unreleased stands first, and holds kinds of changes people know."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = text.partition("## [Unreleased]")[2].partition("\n## [")[0]

    assert "Unreleased" == HEADING.findall(text)[0]
    kinds = re.findall(r"^### (.+)$", unreleased, re.MULTILINE)
    assert kinds
    assert set(kinds) <= KINDS


def test_every_decision_says_what_somebody_will_ask() -> None:
    """Numbered without a gap, each with a title of its own."""
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    titles = [decision.read_text(encoding="utf-8").splitlines()[0] for decision in decisions]

    assert [f"{number:04}" for number in range(1, len(decisions) + 1)] == [one.name[:4] for one in decisions]
    assert len(titles) == len(set(titles))
    assert all(title.startswith("# ") for title in titles)


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link of a document is a file or a folder."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{named(page)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not link.startswith("mailto:") and not (page.parent / link).exists()
    ]

    assert [] == dead
