"""gunicorn's settings for the controls: Radline's own, but for reading ahead tables that a control does not have."""

import runpy
from pathlib import Path

globals().update(runpy.run_path(str(Path(__file__).resolve().parents[2] / "deploy/gunicorn.conf.py")))
del globals()["when_ready"]
