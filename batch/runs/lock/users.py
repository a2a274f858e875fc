"""What users are called."""

import os
import pwd


def user_name(user: int | None = None) -> str:
    """The name of a user (default: whose process this is), whatever the environment has; the number if it has none."""
    number = os.getuid() if user is None else user
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
