"""Names of users."""

import os
import pwd


def user_name(user: int | None = None) -> str:
    """Return a user's name (default: the owner of this process), or the number if there is no name.

    The environment is ignored.
    """
    number = os.getuid() if user is None else user
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
