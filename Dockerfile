FROM python:3.12-slim-bookworm AS packages
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

# The packages bring their own npm, so the front-end files need no other base image.
FROM packages AS build
COPY . .
# Collecting files talks to no server: the addresses only have to be well-formed.
RUN /venv/bin/python scripts/assets.py \
 && /venv/bin/python scripts/compile_messages.py \
 && DATABASE_URL=postgresql://build/build REDIS_URL=redis://build KAM_VAR=/var/lib/kam \
    /venv/bin/python manage.py collectstatic --noinput \
 && rm -rf node_modules tests /var/lib/kam/secret_key

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app kam \
 && install -d -o kam -g kam /var/lib/kam /var/lib/kam/media
COPY --from=packages /venv /venv
COPY --from=build /app /app
COPY --from=build /var/lib/kam/static /var/lib/kam/static
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 KAM_VAR=/var/lib/kam
USER 10001
EXPOSE 8000
CMD ["gunicorn", "kam.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
