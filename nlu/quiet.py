"""Keep Rasa from talking: it prints people's words while debugging and reports its use to its makers.

Import this before anything of Rasa.
"""

from __future__ import annotations

import logging
import os
import warnings

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # small matrices: more threads only wait for each other
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")


def hush() -> None:
    """Let nothing below a warning through, from Rasa or any library, and no Python warnings at all.

    Rasa's structured log has a level of its own, which LOG_LEVEL does not reach: left alone it prints the
    words it parses.
    """
    warnings.showwarning = lambda *_, **__: None  # some of Rasa's libraries set their own filters
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
