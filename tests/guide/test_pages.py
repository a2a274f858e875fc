"""The pages of the guide: each shows what the program prints."""

import pytest
from console_blocks import failures
from program import PROJECT

from batch.guide import TOPICS, page, question

GUIDE = PROJECT / "batch/guide"


def test_every_page_is_a_topic() -> None:
    assert sorted(TOPICS) == sorted(path.stem for path in GUIDE.glob("*.md"))


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_begins_with_its_title_and_one_sentence(topic: str) -> None:
    assert page(topic).startswith("# ")
    assert question(topic).endswith((".", "?"))
    assert "\n" not in question(topic)


@pytest.mark.slow
@pytest.mark.timeout(300)  # a page has up to a dozen commands, each a process
@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_shows_what_the_program_prints(topic: str) -> None:
    stale = failures(GUIDE / f"{topic}.md")
    assert not stale, "\n".join([f"python tests/console_blocks.py batch/guide/{topic}.md writes:", *stale])
