# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY requirements ./requirements
RUN python -m venv /opt/gateway \
    && /opt/gateway/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt \
    && /opt/gateway/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY gateway ./gateway
COPY mappings ./mappings
COPY partners ./partners
COPY alembic ./alembic
COPY tests/scenarios ./tests/scenarios
RUN /opt/gateway/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="b2b-order-gateway" \
      org.opencontainers.image.licenses="Apache-2.0"
# hadolint ignore=DL3008 # a font has no behaviour to pin; quotes are printed with its letters
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-dejavu-core fonts-droid-fallback \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/gateway --create-home gateway
COPY --from=build /opt/gateway /opt/gateway
ENV PATH=/opt/gateway/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GATEWAY_DATA_DIR=/var/lib/gateway
USER 10001
WORKDIR /var/lib/gateway
VOLUME /var/lib/gateway
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["gateway", "health"]
ENTRYPOINT ["gateway"]
CMD ["up", "--host", "0.0.0.0", "--port", "8000"]
