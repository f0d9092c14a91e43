FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
ENV PATH="/venv/bin:$PATH"
COPY pyproject.toml .
COPY app app
COPY migrations migrations
COPY seed_data seed_data
# A wrong seed, or a value that its source does not state, fails the build.
RUN python -m app load && python -m app verify

FROM python:3.13-slim
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build --chown=65532:65532 /app /app
ENV PATH="/venv/bin:$PATH" PYTHONUNBUFFERED=1 EXPO_FACTS_HOST=0.0.0.0 EXPO_FACTS_PORT=8000
USER 65532:65532
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["python", "-c", "import os, httpx; httpx.get('http://127.0.0.1:' + os.environ['EXPO_FACTS_PORT'] + '/health/ready').raise_for_status()"]
CMD ["python", "-m", "app"]
