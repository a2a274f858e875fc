"""This machine: the program, what it runs on, where its reports go, and whether another run is on its way."""

from batch.doctor.check import Check, attention, failed, ok, skipped
from batch.doctor.facts import Facts, Machine
from batch.errors import Exit
from batch.extras import installing
from batch.rules.files import SLOW_YAML

_GIBIBYTE = 1024**3
_ENOUGH = 0.2
"""GiB free: a mapping of a hundred thousand rows leaves about 100 MiB."""


def machine_checks(facts: Facts) -> list[Check]:
    """What can be said without the network."""
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
        return ok("libyaml", "PyYAML has it")
    return attention("libyaml", SLOW_YAML.meaning, SLOW_YAML.remedy)


def _extras(machine: Machine) -> Check:
    found = [name for name, is_there in machine.extras.items() if is_there]
    missing = [name for name, is_there in machine.extras.items() if not is_there]
    words = [f"installed: {', '.join(found)}"] if found else []
    words += [f"not installed: {', '.join(missing)} ({installing(missing)})"] if missing else []
    return ok("extras", "; ".join(words))


def _reports(machine: Machine) -> Check:
    if machine.reports_fault:
        words = f"{machine.reports} can't be written to: {machine.reports_fault}"
        return failed("reports", words, "Choose another folder with --reports, or make it writable.", Exit.ATTENTION)
    free = machine.free / _GIBIBYTE
    words = f"{machine.reports} can be written to, {free:,.1f} GiB free"
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
        "Wait until that run has ended, or give --lock-timeout, then ask again: two programs would share one pace.",
        Exit.LOCKED,
    )


def _without(facts: Facts) -> str:
    return f"not looked at: the {' and the '.join(facts.refused)} must be right first"
