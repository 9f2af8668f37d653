# Builds a wheel with locked tools, installs it beside locked dependencies, and keeps only that.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 LANG=C.UTF-8
WORKDIR /src
COPY requirements-build.lock requirements-run.lock ./
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --quiet --require-hashes -r requirements-build.lock \
    && python -m venv /opt/sosik \
    && /opt/sosik/bin/pip install --quiet --require-hashes -r requirements-run.lock
COPY pyproject.toml README.md LICENSE ./
COPY watchlists watchlists
COPY bot bot
RUN /opt/build/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/sosik/bin/pip install --quiet --no-deps --no-index /wheels/*.whl

FROM python:3.11-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data sosik \
    && install -d -o sosik -g sosik -m 0750 /data
COPY --from=build /opt/sosik /opt/sosik
ENV PATH=/opt/sosik/bin:$PATH LANG=C.UTF-8 PYTHONUNBUFFERED=1 SOSIK_HOME=/data
USER sosik
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --retries=3 CMD ["sosik", "doctor", "--quick"]
CMD ["sosik", "run"]
