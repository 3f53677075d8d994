"""What the first visitor of a web process would wait for, done before it takes any."""

import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

log = logging.getLogger(__name__)


def warm_up(application: Any, addresses: Iterable[str], *, base_url: str) -> None:
    """Has the application answer these addresses (path and query), as a visitor of `base_url` would ask, to nobody.

    Templates, addresses, words, kept figures and connections are ready then. A process that cannot (the database is away)
    starts all the same, and says so.
    """
    place = urlsplit(base_url)
    for address in addresses:
        path, _mark, query = address.partition("?")
        environment = {
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": place.netloc,
            "wsgi.url_scheme": place.scheme,
            "REMOTE_ADDR": "127.0.0.1",
        }
        setup_testing_defaults(environment)
        try:
            response = application(environment, lambda *_: None)
            for _part in response:
                pass
            response.close()
        except Exception:
            log.exception("%s could not be answered beforehand", address)
            return
        if response.status_code != 200:  # noqa: PLR2004 -- HTTP's "OK"
            log.warning("%s was answered %s beforehand", address, response.status_code)
