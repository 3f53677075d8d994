"""Many at once against the real database; the test's `django_db` mark needs `transaction=True`."""

import threading

from django.db import connection


def at_once(number, act):
    """What each of so many calls of `act(number)` gives or raises, all begun at the same moment, in order."""
    gate, found = threading.Barrier(number), [None] * number

    def run(place):
        try:
            gate.wait()
            found[place] = act(place)
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
