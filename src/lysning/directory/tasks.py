from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.directory import actions


@app.task(name="directory.run_import", pass_context=False)
def run_import(import_id: int) -> None:
    """Carries one import a step on."""
    actions.run_import(import_id=import_id, at=clock.now())
