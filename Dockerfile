# Images of Radline: `docker build --target web` and `--target nlu`; `--target test` runs every quick test and check.
# What ships has no compiler and no installer, and runs as a user who owns none of it; compose.yaml runs it read-only.
# docs/running.md tells how to pin the base images by digest.

# ---- build: the pinned packages, each checked against its hash. `-slim` has no compiler, so nothing gets compiled.
FROM python:3.12-slim-bookworm AS build-web
WORKDIR /srv/radline
COPY setup ./setup
COPY pyproject.toml requirements.txt ./
RUN python setup/prepare.py web

FROM python:3.10-slim-bookworm AS build-nlu
WORKDIR /srv/radline
COPY setup ./setup
# pyproject.toml says what of one package is not wanted
COPY pyproject.toml requirements-nlu.txt ./
RUN python setup/prepare.py nlu

# ---- the program itself, compiled ahead because what runs it may not write
FROM python:3.12-slim-bookworm AS source
WORKDIR /srv/radline
COPY . .
RUN python -c "import sys; sys.path.insert(0, 'setup'); import models; sys.exit(None if models.current() else 'The model in models/ does not fit the data: run make model first.')"
RUN rm -rf .ci .pre-commit-config.yaml bench compose.yaml Dockerfile docs Makefile requirements*.in tests \
    && python -m compileall -q bot desk release setup webhook.py

# ---- test: what CI runs, on the packages that ship
FROM build-web AS test
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --no-install-recommends --yes chromium make postgresql prometheus \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build-nlu /usr/local/bin/python3.10 /usr/local/bin/python3.10
COPY --from=build-nlu /usr/local/lib/python3.10 /usr/local/lib/python3.10
COPY --from=build-nlu /usr/local/lib/libpython3.10.so.1.0 /usr/local/lib/libpython3.10.so.1.0
RUN ldconfig
COPY --from=build-nlu /srv/radline/.venv-nlu ./.venv-nlu
COPY . .
RUN .ci/run

# ---- run: the web side, and the sender with another command
FROM python:3.12-slim-bookworm AS web
RUN python -m pip uninstall --root-user-action=ignore --yes pip \
    && groupadd --gid 10001 radline \
    && useradd --uid 10001 --gid 10001 --home-dir /var/lib/radline --no-create-home --shell /usr/sbin/nologin radline \
    && install -d -o radline -g radline -m 0700 /var/lib/radline
WORKDIR /srv/radline
COPY --from=build-web /srv/radline/.venv ./.venv
COPY --from=source /srv/radline ./
ENV PATH="/srv/radline/.venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RADLINE_VAR=/var/lib/radline
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "deploy/probe.py", "http://127.0.0.1:8000/health/live"]
CMD ["python", "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000", "webhook:app()"]

# ---- run: the understanding box. Text in, intent out; it needs no network but the one it is asked over.
FROM python:3.10-slim-bookworm AS nlu
RUN python -m pip uninstall --root-user-action=ignore --yes pip setuptools wheel \
    && groupadd --gid 10002 nlu \
    && useradd --uid 10002 --gid 10002 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin nlu
WORKDIR /srv/radline
COPY --from=build-nlu /srv/radline/.venv-nlu ./.venv-nlu
COPY --from=source /srv/radline/models ./models
COPY --from=source /srv/radline/nlu ./nlu
COPY --from=source /srv/radline/deploy/probe.py ./deploy/probe.py
ENV PATH="/srv/radline/.venv-nlu/bin:$PATH" \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10002:10002
EXPOSE 5005
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "deploy/probe.py", "http://127.0.0.1:5005/model/parse", "{\"text\": \"hello\"}"]
CMD ["python", "-m", "nlu.server", "--model", "models/radline.tar.gz", "--host", "0.0.0.0", "--port", "5005"]
