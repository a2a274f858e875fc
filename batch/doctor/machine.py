"""Check this machine: the program, its environment, the reports folder, and whether another run is active."""

from batch.doctor.check import Check, attention, failed, ok, skipped
from batch.doctor.facts import Facts, Machine
from batch.errors import Exit
from batch.extras import installing
from batch.rules.files import SLOW_YAML

_GIBIBYTE = 1024**3
_ENOUGH = 0.2
"""GiB that must be free: a mapping with a hundred thousand rows leaves about 100 MiB."""


def machine_checks(facts: Facts) -> list[Check]:
    """Return the checks that need no network."""
    machine = facts.machine
    return [
        ok("version", f"govlink {machine.version}"),
        ok("python", f"{machine.python} on {machine.system}"),
        _libyaml(machine),
        _extras(machine),
        _reports(machine),
        _lock(facts),
    ]


def _libyaml(machine: Machine) -> Check:
    if machine.has_libyaml:
        return ok("libyaml", "PyYAML was built with it")
    return attention("libyaml", SLOW_YAML.meaning, SLOW_YAML.remedy)


def _extras(machine: Machine) -> Check:
    found = [name for name, is_there in machine.extras.items() if is_there]
    missing = [name for name, is_there in machine.extras.items() if not is_there]
    words = [f"installed: {', '.join(found)}"] if found else []
    words += [f"not installed: {', '.join(missing)} ({installing(missing)})"] if missing else []
    return ok("extras", "; ".join(words))


def _reports(machine: Machine) -> Check:
    if machine.reports_fault:
        words = f"{machine.reports} is not writable: {machine.reports_fault}"
        return failed("reports", words, "Choose another folder with --reports, or make it writable.", Exit.ATTENTION)
    free = machine.free / _GIBIBYTE
    words = f"{machine.reports} is writable, {free:,.1f} GiB free"
    if free < _ENOUGH:
        return attention("reports", words, "Make room on the disk, or choose another folder with --reports.")
    return ok("reports", words)


def _lock(facts: Facts) -> Check:
    if facts.refused:
        return skipped("lock", _without(facts))
    if not facts.holder:
        return ok("lock", "free: no other run uses this address and key")
    return attention(
        "lock",
        f"held by {facts.holder}",
        "Wait until that run ends, or use --lock-timeout; then run it again. Two programs would share one pace.",
        Exit.LOCKED,
    )


def _without(facts: Facts) -> str:
    return f"not checked: correct the {' and the '.join(facts.refused)} first"
