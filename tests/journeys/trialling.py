"""What the journeys of trials do alike: a protocol written part by part, and a list as a tired person writes it.

What another journey clicks through already is arranged by the same actions here.
"""

from datetime import date, timedelta
from decimal import Decimal

from playwright.sync_api import expect

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.trials.actions import report, save_protocol
from lysning.trials.queries import plan_of
from lysning.trials.rules import BASES, DUTIES, QUESTIONS, CostShare, Duty, PlannedMeasure, Value, arms_of


def write_protocol(page, today, *, months=2):
    """Fills in all five parts: so many months before, as many with the new from the fifth day on."""

    def day(days):
        return f"{today + timedelta(days=days):%Y-%m-%d}"

    def open_part(name):
        page.get_by_role("link", name=name, exact=True).click()

    open_part("Spørgsmål og sammenligning")
    page.get_by_label("Hvilket spørgsmål skal den svare på?").fill("Falder beboere sjældnere?")
    page.get_by_label("Hvem handler det om?").fill("Beboere på plejehjem")
    page.get_by_label("Hvad er det nye?").fill("Et gulv, der kalder")
    page.get_by_label("Hvad sammenligner I med?").fill("Nattilsyn som nu")
    page.get_by_role("button", name="Gem denne del").click()
    open_part("Mål")
    page.get_by_label("Fald pr. 1.000 beboerdøgn", exact=True).check()
    page.get_by_label("Hvilket mål afgør afprøvningen?").select_option(label="Fald pr. 1.000 beboerdøgn")
    page.get_by_label("Hvor mange skal I bruge i hver gruppe?").fill("400")
    page.get_by_role("button", name="Gem denne del").click()
    open_part("Tid, pladser og stopkriterier")
    for label, said in {
        "Måling før, fra": day(1 - 30 * months),
        "Måling før, til": day(-1),
        "Det nye begynder den": day(5),
        "Målt til": day(4 + 30 * months),
        "Hvor mange kommuner kan være med?": "3",
        "Søg om plads til og med": day(4),
        "Hvornår stopper I før tid?": "Flere fald med skade",
    }.items():
        page.get_by_label(label).fill(said)
    page.get_by_role("button", name="Gem denne del").click()
    open_part("Udgifter og opgaver")
    page.get_by_label("Hvad koster hele afprøvningen (kr.)?").fill("90.000")
    page.get_by_label("Part 1").fill("Kommunerne")
    page.locator("#id_amount_1").fill("80.000")
    for box in page.locator('input[name^="duty_"]').all():
        box.fill("Kommunen")
    page.get_by_role("button", name="Gem denne del").click()
    expect(page.locator("main")).to_contain_text("Delene giver tilsammen 80.000 kr.")
    page.locator("#id_amount_1").fill("90.000")
    page.get_by_role("button", name="Gem denne del").click()
    open_part("Databeskyttelse")
    page.get_by_label("På hvilket grundlag bruger I personoplysninger?").select_option(index=1)
    for group in page.locator('input[type=radio][value="no"]').all():
        group.check()
    page.get_by_role("button", name="Gem denne del").click()


def dirty_list(periods: list[date]) -> str:
    """Four rows as a tired person writes them: a number in two ways, somebody else's municipality, a minus."""
    rows = [
        f"Ærø;Ærø;falls_rate;{periods[0]:%d.%m.%Y};17;1.150",
        f"Aarhus;Ærø;falls_rate;{periods[1]:%Y-%m-%d};16;1.150,5",
        f"ærø kommune;ærø;Fald pr. 1.000 beboerdøgn;{periods[2]:%d-%m-%Y};-15;1160",
        f"ÆRØ;ÆRØ;FALLS_RATE;{periods[3]:%Y-%m-%d};14;1170",
    ]
    return "\n".join(["Kommune;Sted;Mål;Periode;Hændelser;Tid", *rows, ""])


def arrange_protocol(trial, today, *, months):
    """The same as `write_protocol` in a draft, without a browser."""
    facts = {
        "question": "Falder beboere sjældnere?",
        "population": "Beboere på plejehjem",
        "intervention": "Et gulv, der kalder",
        "usual": "Nattilsyn som nu",
        "measures": (PlannedMeasure("falls_rate", is_primary=True),),
        "needed": 400,
        "baseline_from": today + timedelta(days=1 - 30 * months),
        "baseline_to": today - timedelta(days=1),
        "follow_from": today + timedelta(days=5),
        "follow_to": today + timedelta(days=4 + 30 * months),
        "seats": 3,
        "apply_until": today + timedelta(days=4),
        "stop_criteria": ("Flere fald med skade",),
        "total_cost": 90_000,
        "costs": (CostShare("Kommunerne", 90_000, ""),),
        "duties": tuple(Duty(task, "Kommunen") for task in DUTIES),
        "legal_basis": next(iter(BASES)),
        "screening": tuple((key, "no") for key in QUESTIONS),
    }
    version = trial.versions.get()
    save_protocol(trial=trial, revision=version.revision, changes=facts, by=SYSTEM, at=clock.now())


def arrange_reports(trial, site, events):
    """What a site reports, by the form's own action: so many falls in each period from the first; None leaves one out."""
    plan = plan_of(trial)
    for period, count in zip(plan.periods, events, strict=False):
        if count is not None:
            arm = arms_of(plan.protocol.comparison, period, begins_on=site.begins_on)[0]
            value = {"falls_rate": Value(events=count, time=Decimal(1204))}
            facts = {"site": site, "period_from": period.start, "arm": arm, "values": value, "seen": {}}
            report(trial=trial, by=SYSTEM, at=clock.now(), **facts)
