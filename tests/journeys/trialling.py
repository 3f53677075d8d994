"""What the journeys of trials do alike: a protocol written part by part, and a list as a tired person writes it."""

from datetime import date, timedelta


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
    page.get_by_label("Hvad koster hele afprøvningen?").fill("90.000")
    page.get_by_label("Part 1").fill("Kommunerne")
    page.locator("#id_amount_1").fill("80.000")
    for box in page.locator('input[name^="duty_"]').all():
        box.fill("Kommunen")
    page.get_by_role("button", name="Gem denne del").click()
    assert "Delene giver tilsammen 80000 kr." in page.locator("main").inner_text()
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
