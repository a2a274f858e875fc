"""A whole mapping while it is fixed: its rows as drafts, and the changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from batch.checking import Checked, check
from batch.counting import counted
from batch.errors import UsageError
from batch.fixing.accounts import Known, restored
from batch.fixing.comments import lines_with_comments
from batch.fixing.customers import filled_down, filled_in
from batch.fixing.draft import Correction, Draft, drafts_of
from batch.fixing.spelling import respelled
from batch.mapping import ReadOptions, Source, read
from batch.rules import headers

if TYPE_CHECKING:
    from batch.aws import AwsList


_NOT_FILLED_DOWN = (
    "it is not filled down, because govlink wrote it and may have left out rows between these; use --fill-down with "
    "the original file"
)


@dataclass(slots=True)
class DraftMapping:
    """The rows of all files, the problems found in them, and the changes made so far."""

    drafts: Sequence[Draft]
    found: Checked
    changes: list[Correction] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What else a person should know about the result."""
    is_refused: bool = False
    """Whether a file can't be read as a whole, so that there are no drafts."""

    @property
    def changes_in_order(self) -> list[Correction]:
        """The changes in the order of the files and their lines."""
        files = {source: at for at, (source, _drafts) in enumerate(self.by_file)}
        places = ((files[made.place.source], made.place.line, made.place.column or 0) for made in self.changes)
        in_order = sorted(zip(places, self.changes, strict=True), key=itemgetter(0))
        return [made for _place, made in in_order]

    @property
    def by_file(self) -> Iterator[tuple[str, list[Draft]]]:
        """The files with their rows."""
        for source, drafts in groupby(self.drafts, key=lambda draft: draft.record.source):
            yield source, list(drafts)


def drafted(sources: Sequence[Source], options: ReadOptions, aws: "AwsList | None" = None) -> DraftMapping:
    """Read a mapping; if a file can't be read as a whole, it has no drafts.

    Raises `UsageError` like `check`, and if a file was changed while it was read.
    """
    for source in sources:
        source.takes_digest = True
    found = check(sources, options, aws)
    # Lines above a clear header are left out of the result.
    if any(problem.rule is not headers.TITLE_ROWS for problem in found.refusals):
        return DraftMapping((), found, is_refused=True)
    checked = [source.sha256 for source in sources]
    drafts = drafts_of((item for source in sources for item in read(source, options)), found.problems, options)
    for source, sha256 in zip(sources, checked, strict=True):
        if source.sha256 != sha256:
            raise UsageError(f"{source.file}: it was changed while it was read; run the command again")
    mapping = DraftMapping(drafts, found, remarks=[*_about_files(found)])
    by_file = dict(mapping.by_file)
    for source in sources:
        if comments := lines_with_comments(source, by_file.get(source.name, ())):
            mapping.remarks.append(f"{source.name}: comments are not kept ({counted(comments, 'line')})")
    return mapping


def _about_files(found: Checked) -> Iterator[str]:
    """Yield remarks about files, such as lines that are not read."""
    for problem in found.problems:
        if problem.rule is headers.TITLE_ROWS:
            yield f"{problem.place}: {problem.message}, which are not kept ({problem.rule.id})"
        elif problem.row is None and not problem.is_error:
            yield f"{problem.place}: {problem.rule.id} {problem.message}"


def fix(mapping: DraftMapping, options: ReadOptions, *, fill_down: bool) -> None:
    """Fix what is certain without other lists."""
    mapping.changes += respelled(mapping.drafts)
    for source, drafts in mapping.by_file:
        if fill_down and drafts[0].columns.is_defused:
            mapping.remarks.append(f"{source}: {_NOT_FILLED_DOWN}")
        elif fill_down:
            mapping.changes += filled_down(drafts)
        above = sum(draft.record.default is not None and not draft.has_own("client_api_id") for draft in drafts)
        if above:
            mapping.remarks.append(f"{source}: the customer named above rows is written into each of them ({above:,})")
        given = filled_in(drafts, options.client_api_id) if options.client_api_id else 0
        if given:
            words = f"customer {options.client_api_id} (--client-api-id) is written into its rows ({given:,})"
            mapping.remarks.append(f"{source}: {words}")


def restore(mapping: DraftMapping, known: Known) -> None:
    """Fix what a list of accounts makes certain."""
    mapping.changes += restored(mapping.drafts, known)
