"""The key that signs sessions and links: from the environment, or made once and kept beside the data."""

import os
import secrets
from pathlib import Path


def secret_key(state: Path) -> str:
    """Returns the installation's key; makes `state/secret` (readable by its owner alone) the first time.

    `LYSNING_SECRET_KEY` wins. Two processes that start at once end up with the same key.
    """
    if key := os.environ.get("LYSNING_SECRET_KEY"):
        return key
    path = state / "secret"
    state.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()
