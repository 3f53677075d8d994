"""The settings behind `lysning serve`: on a real host with HTTPS in front, or on a laptop with example data."""

from lysning.operations.secret import secret_key
from lysning.settings.base import *  # noqa: F403 -- Django's way of layering settings
from lysning.settings.base import BASE_URL, STATE

SECRET_KEY = secret_key(STATE)
IS_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
