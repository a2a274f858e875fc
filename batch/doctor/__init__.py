"""Judge what was found out about this machine and about CloudHealth, one check per line; pure.

`questions` chooses what is asked; `machine`, `reach`, and `seen` judge the results, and `words` prints them. `traits`
gathers what the service does where its documentation is silent, and `recording` turns that into a sandbox scenario.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from batch.cloudhealth.wire import Answer
from batch.doctor.check import Check
from batch.doctor.facts import Facts
from batch.doctor.machine import machine_checks
from batch.doctor.reach import reach_checks
from batch.doctor.seen import seen_checks
from batch.doctor.traits import Traits, traits_in
from batch.errors import Exit

_WORST_FIRST = (Exit.LOCKED, Exit.USAGE, Exit.STOPPED, Exit.ATTENTION)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The checks by heading, in order, and what they are about."""

    base_url: str
    is_sandbox: bool
    requests: int
    sections: Mapping[str, Sequence[Check]]
    traits: Traits
    earlier_runs: int

    @property
    def checks(self) -> list[Check]:
        """All checks."""
        return [check for checks in self.sections.values() for check in checks]

    @property
    def exit_code(self) -> Exit:
        """The exit code of the command."""
        found = {check.exit_code for check in self.checks}
        return next((code for code in _WORST_FIRST if code in found), Exit.OK)

    def as_json(self) -> dict[str, object]:
        """Return the diagnosis for programs."""
        checks = [{**asdict(check), "exit_code": int(check.exit_code)} for check in self.checks]
        return {
            "base_url": self.base_url,
            "sandbox": self.is_sandbox,
            "requests": self.requests,
            "exit_code": int(self.exit_code),
            "checks": checks,
            "traits": {trait: values[0] if len(values) == 1 else values for trait, values in self.traits.items()},
            "earlier_runs": self.earlier_runs,
        }


def diagnosis(facts: Facts) -> Diagnosis:
    """Judge everything that was found."""
    sections = {
        "This machine": machine_checks(facts),
        "The connection to CloudHealth": reach_checks(facts),
        "What the key sees": seen_checks(facts),
    }
    is_sandbox = any(isinstance(each.happened, Answer) and each.happened.is_rehearsal for each in facts.exchanges)
    return Diagnosis(facts.base_url, is_sandbox, len(facts.exchanges), sections, traits_in(facts), facts.earlier.runs)
