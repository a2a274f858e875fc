"""Links of the documents: what they lead to is there, on GitHub as in `govlink guide`."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from program import PROJECT

from batch.guide import TOPICS

GUIDE = PROJECT / "batch/guide"
DOCUMENTS = [
    PROJECT / "README.md",
    PROJECT / "CHANGELOG.md",
    *sorted(PROJECT.glob(".github/**/*.md")),
    *sorted(GUIDE.glob("*.md")),
]

_FENCED = re.compile(r"^(```+).*?^\1$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_LINK = re.compile(
    r"""\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)|^\[[^\]]+\]: (\S+)|(?:src|srcset|href)="([^"]+)\"""", re.MULTILINE
)
"""Of Markdown, by reference, and of HTML."""


def _prose(document: Path) -> str:
    return _FENCED.sub("", document.read_text(encoding="utf-8"))


def _links(document: Path) -> Iterator[str]:
    for match in _LINK.finditer(_prose(document)):
        yield next(filter(None, match.groups()))


def _anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a document, and those that are written in it."""
    text, seen, anchors = _prose(document), Counter[str](), set[str]()
    for heading in _HEADING.findall(text):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        anchors.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return anchors | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


def _fault(document: Path, link: str) -> str | None:
    """What is wrong with a link, or None."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        is_sane = parts.scheme == "https" and "." in parts.netloc and link[-1] not in ".,;:"
        return None if is_sane else "is no https address"
    target = document.parent / parts.path if parts.path else document
    if not target.exists():
        return "leads to no file"
    if parts.fragment and (target.suffix != ".md" or parts.fragment not in _anchors(target)):
        return "leads to no heading"
    # The pages are read on GitHub, where a link may lead anywhere in the repository, and from an installed package,
    # which has the pages only: a page links to other pages, and names files of the repository in plain words.
    if document.parent == GUIDE and (target.parent != GUIDE or target.stem not in TOPICS):
        return "leads out of the guide: name the file in words"
    return None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_an_existing_target(document: Path) -> None:
    assert {link: fault for link in _links(document) if (fault := _fault(document, link))} == {}


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# The `first` [one](x)?\n\n# Twice\n\n# Twice\n\n```sh\n# no heading\n```\n", encoding="utf-8")
    assert _anchors(page) == {"the-first-one", "twice", "twice-1"}
    links = {"#the-first-one": None, "#no-heading": "leads to no heading", "other.md": "leads to no file"}
    links |= {"http://example.com": "is no https address", "https://example.com/a#b": None}
    assert {link: _fault(page, link) for link in links} == links
