"""The room's words: what an answer is called, what it costs to leave it open, and why something is refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lysning.core.refusal import refusal_words

ANSWERS: dict[str, Promise] = {
    "title": _("Name"),
    "problem": _("The problem"),
    "audience": _("For whom"),
    "description": _("How it works"),
    "areas": _("Service areas"),
    "kle_groups": _("KLE subjects"),
    "topics": _("Kind of technology"),
    "maturity": _("How far it is"),
    "price_model": _("Price model"),
    "price_amount": _("Price"),
    "price_start": _("Price to get started"),
    "price_units": _("Number in a municipality of 40,000 inhabitants"),
    "price_unit_name": _("What is counted"),
    "integrations": _("Connects with"),
    "personal_data": _("Personal data"),
    "ai_use": _("Artificial intelligence"),
    "medical_device": _("Medical device"),
    "evidence": _("What has been shown"),
    "wanted_from_municipality": _("What we ask of the municipality"),
    "used_by": _("In use in"),
    "contact_email": _("Contact"),
    "website": _("Website"),
    "images": _("Pictures"),
    "change_note": _("What is new"),
}

COSTS: dict[str, Promise] = {
    "title": _("Leaders see the name first. Without it nobody can be offered the solution."),
    "problem": _("The leader's first question is which problem it solves. The right leaders are found by these words."),
    "audience": _("Those it is for decide which posts it concerns. Without them it reaches nobody."),
    "description": _("A leader cannot answer without knowing how it works. These words count when leaders are found."),
    "areas": _("The service area decides which leaders can be offered it. Without one it reaches nobody."),
    "kle_groups": _("With KLE subjects it also finds leaders whose own words differ from yours."),
    "topics": _("With a topic it stands where leaders look for this kind of technology."),
    "maturity": _("A leader must know whether it can be used now or be developed together."),
    "price_model": _("Without a price model the leader cannot see what it would cost the municipality."),
    "price_amount": _("Without a price the leader cannot see what it would cost the municipality."),
    "price_units": _("Without a number we cannot reckon the price for each municipality."),
    "personal_data": _("Every municipality has to know this before it may try anything."),
    "ai_use": _("Every municipality has to know this before it may try anything."),
    "medical_device": _("A medical device follows its own rules. The leader has to know."),
    "evidence": _("You can publish without. But a leader will ask what it has shown, and that costs days."),
    "images": _("You can publish without. But a picture says in a second what it is."),
    "contact_email": _("You can publish without. Then answers only reach those who sign in here for your company."),
}

refusal_words(
    text_too_long=_("This is %(length)s characters. There is room for %(longest)s."),
    personal_number=_(
        "This looks like a personal identification number. It must not be here: the catalogue is public."
    ),
    bad_email=_("Write a whole e-mail address, for instance navn@firma.dk."),
    bad_website=_("Write a whole address, for instance https://firma.dk."),
    bad_amount=_("Write an amount between 0 and 100 million kroner."),
    bad_units=_("Write a whole number between 1 and 1 million."),
    unknown_choice=_("Choose one of the answers on the list."),
    too_many_areas=_("Choose at most %(most)s service areas. Otherwise it reaches leaders whom it does not concern."),
    too_many_kle_groups=_("Choose at most %(most)s KLE subjects."),
    too_many_topics=_("Choose at most %(most)s topics: those it is first and foremost."),
    version_is_frozen=_("This version has been published and does not change. Start a new version instead."),
    solution_is_withdrawn=_("The solution has been withdrawn."),
    answers_missing=_("%(count)s answers are missing before it can be published."),
    nothing_changed=_("Nothing has changed since the version that is published."),
    too_many_published=_("A supplier can have at most %(most)s published solutions. Withdraw one first."),
    too_many_drafts=_("You have %(most)s drafts. Publish or delete one first."),
    reason_missing=_("Write a reason."),
    picture_missing=_("Choose a picture."),
    picture_alt_missing=_("Say in words what the picture shows, for those who cannot see it."),
    picture_too_large=_("The file is larger than 8 MB. Make it smaller and try again."),
    picture_not_one=_("This is not a picture we can use. Send a JPEG, PNG, WebP or GIF."),
    picture_too_many_pixels=_("The picture has more than 25 million pixels. Make it smaller and try again."),
    picture_too_small=_("The picture is too small to be seen. It must be at least 40 pixels on each side."),
    picture_broken=_("The file is damaged and cannot be read as a picture. Save it again and try once more."),
    picture_twice=_("You have added this picture already."),
    too_many_pictures=_("There is room for %(most)s pictures. Remove one first."),
)
