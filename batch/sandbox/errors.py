"""What can be wrong with asking for a stand-in."""


class SandboxError(Exception):
    """The stand-in can't be started; the text says why and what to do."""


class ScenarioError(SandboxError):
    """A scenario is not there, or does not describe a world that can be; the text says where."""
