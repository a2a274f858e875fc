"""Errors when a stand-in is started."""


class SandboxError(Exception):
    """The stand-in can't be started; the message is why, and what to do."""


class ScenarioError(SandboxError):
    """A scenario is missing, or describes an impossible world; the message has the place."""
