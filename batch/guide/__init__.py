"""The guide: one Markdown page per topic, part of the package so that it is at hand offline.

A page begins with `# Title` and one sentence with the question that it answers.
"""

from importlib import resources

TOPICS = (
    "mappings",
    "sources",
    "sandbox",
    "sending",
    "results",
    "troubleshooting",
    "audits",
    "automation",
    "events",
    "cloudhealth",
    "options",
    "codes",
    "comparison",
)
"""In the order in which a user needs them; each is the name of its page."""


def page(topic: str) -> str:
    """The page of a topic, as Markdown."""
    return resources.files(__name__).joinpath(f"{topic}.md").read_text(encoding="utf-8")


def question(topic: str) -> str:
    """The first sentence of a page: the question that it answers."""
    return " ".join(page(topic).split("\n\n")[1].split())
