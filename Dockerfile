# Kwetu as one container: the phone app is built in the first stage, the environment in the second; neither's tools are shipped.
#   docker build -t kwetu .  &&  docker run -p 8000:8000 -v kwetu:/var/lib/kwetu kwetu
#   docker exec CONTAINER kwetu init --federation NAME --city CITY --name "Your name"

FROM node:22-slim AS phone_app
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY openapi.json /build/openapi.json
COPY frontend ./
RUN npm run build

FROM python:3.11-slim AS environment
WORKDIR /kwetu
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY app ./app
COPY migrations ./migrations
COPY sample_data ./sample_data
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e .

FROM python:3.11-slim
RUN useradd --system --uid 10001 kwetu && install -d -o kwetu /var/lib/kwetu
WORKDIR /kwetu
COPY --from=environment /kwetu ./
COPY --from=phone_app /build/frontend/dist ./frontend/dist
COPY NOTICES ./
ENV PATH=/kwetu/.venv/bin:$PATH DATA_DIR=/var/lib/kwetu KWETU_HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
USER kwetu
VOLUME /var/lib/kwetu
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD python -c "import os, urllib.request as w; w.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/api/health', timeout=4)"
CMD ["kwetu", "serve"]
