# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

# What browsers load: Node comes from its wheel and stays in this stage.
FROM base AS assets
COPY requirements/node.txt requirements/
COPY package.json package-lock.json .npmrc ./
COPY assets/build.py assets/communes.py assets/points.tsv assets/
COPY workforce/web/static/icons.txt workforce/web/static/
RUN python assets/build.py && python assets/communes.py

# What the product needs; PostgreSQL has its own container.
FROM base AS dependencies
RUN python -m venv /opt/venv
COPY requirements/server.txt requirements/
RUN /opt/venv/bin/pip install --require-hashes -r requirements/server.txt

FROM dependencies AS product
COPY pyproject.toml README.md LICENSE ./
COPY workforce workforce
COPY workers workers
RUN /opt/venv/bin/pip install --no-deps --no-build-isolation --editable . \
 && /opt/venv/bin/python -m compileall -q /opt/venv/lib workforce workers

FROM base AS runtime
RUN groupadd --system --gid 10001 passerelle \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin passerelle \
 && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/passerelle
ENV PATH=/opt/venv/bin:$PATH VAR_DIR=/var/lib/passerelle
COPY --from=product /opt/venv /opt/venv
COPY --from=product /app /app
COPY --from=assets /app/workforce/web/static/vendor workforce/web/static/vendor
COPY --from=assets /app/workforce/territories/communes.tsv workforce/territories/
COPY templates templates
COPY migrations migrations
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "workforce.serve", "--host", "0.0.0.0"]
