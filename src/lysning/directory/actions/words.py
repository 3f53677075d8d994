"""What the directory says when a rule says no, and about each bad place in a list."""

from django.utils.translation import gettext_lazy as _

from lysning.core.refusal import refusal_words

refusal_words(
    municipality_unknown=_("“%(value)s” is not a Danish municipality."),
    municipality_twice=_("The municipality already stands in line %(first)s."),
    role_unknown=_("“%(value)s” is not a leader role we know."),
    role_elsewhere=_("“%(role)s” does not belong to the service area “%(value)s”."),
    post_twice=_("The same post already stands in line %(first)s."),
    cell_too_long=_("The text is longer than %(length)s characters."),
    cell_has_lines=_("The text goes over more than one line."),
    cell_has_cpr=_("This looks like a personal identification number. Take it out."),
    email_wrong=_("“%(value)s” is not an e-mail address."),
    room_wrong=_("“%(value)s” is not a whole number from 0 to %(most)s."),
    post_email_wrong=_("This is not an e-mail address. Write it as name@municipality.dk."),
    post_has_cpr=_("This looks like a personal identification number. Take it out: others can read this text."),
    post_room_wrong=_("Choose a whole number from 0 to 10."),
    stand_in_room_wrong=_("Choose a whole number from 0 to %(most)s."),
    post_taken=_("The municipality already has this post. Write the name of the institution to tell the two apart."),
    post_closed=_("The post has been closed."),
    domain_wrong=_("Write the domain alone, as in “kommune.dk”."),
    domain_taken=_("The domain already belongs to a municipality."),
    domain_is_open=_("Anyone can get an address at %(domain)s, so it proves nothing."),
    import_not_waiting=_("This import does not wait for you any more."),
    import_kind_unknown=_("Choose what the list holds."),
    import_is_empty=_("The file is empty."),
)
