"""Make site/ for compose.yaml: fresh secrets and a copy of the directory. python3 deploy/first_time.py

What is there already stays as it is. Standard library only, for any Python from 3.8 on.
"""

from __future__ import annotations

import base64
import secrets
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TYPED = {"twilio_auth_token": "your Twilio account's token"}


def main(site: Path = ROOT / "site") -> None:
    """Make what is missing, and tell what has to be typed in by hand."""
    held = site / "secrets"
    held.mkdir(parents=True, exist_ok=True)
    held.chmod(0o700)  # the files are open to the containers' users, the folder to nobody else on this machine
    for name, value in fresh(held).items():
        _write(held / name, value)
    for name in TYPED:
        _write(held / name, "")
    (site / "directory").mkdir(exist_ok=True)
    if not (site / "directory/directory.yaml").exists():
        shutil.copyfile(str(ROOT / "directory.yaml"), str(site / "directory/directory.yaml"))
    for name, what in TYPED.items():
        if not (held / name).read_text():
            print(f"Write {what} into {held / name}.")
    print(f"Keep a copy of {held} away from this machine: without data_keys nobody can read what was stored.")


def fresh(held: Path) -> dict[str, str]:
    """New secrets by their file's name; the database's address goes with the password that is there."""
    known = held / "postgres_password"
    password = known.read_text() if known.exists() else secrets.token_urlsafe(32)
    return {
        "postgres_password": password,
        "database_url": f"postgresql://radline:{password}@postgres/radline",
        "data_keys": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "metrics_token": secrets.token_urlsafe(32),
    }


def _write(path: Path, value: str) -> None:
    if not path.exists():
        path.write_text(value)
        path.chmod(0o444 if value else 0o644)


if __name__ == "__main__":
    main()
