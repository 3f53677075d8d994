"""What the members say to each other."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.community import actions, queries
from lysning.community.forms import PostForm
from lysning.community.models import Post
from lysning.community.views.finding import INSIDE, WORK, acting, find, refused, sent
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, status_of
from lysning.core.permissions import may
from lysning.core.refusal import Refused
from lysning.core.resending import once

A_PAGE = 30


@policy(INSIDE, "GET", "POST")
@once
def discussion(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first, with a form above it while the coalition is at work."""
    row, actor = find(request, slug, do=INSIDE), actor_of(request)
    standing = acting(request, row)
    may_write = may(actor, WORK, row)
    others = [each for each in queries.participants_of(row) if each.user_id != actor.user_id]
    form = PostForm(sent(request), organisations=list(standing), participants=others)
    status = status_of(form)
    if form.is_bound and form.is_valid():
        try:
            member = standing[form.acting]
            actions.write_post(member=member, **form.facts(), by=actor, at=clock.now())
            return done(request, _("Your contribution is there."), "community:discussion", slug)
        except Refused as refusal:
            status = refused(form, refusal)
    facts = {
        "coalition": row,
        "form": form if may_write else None,
        "page": Paginator(queries.posts_of(row), A_PAGE).get_page(request.GET.get("page")),
        "own_id": actor.user_id,
        "now": clock.now(),
    }
    return render(request, "community/discussion.html", facts, status=status)


@policy("community.remove_post", "POST")
def remove_post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row = find(request, slug)
    post = load(
        Post.objects.all(), request, see="community.view_post", do="community.remove_post", coalition=row, pk=pk
    )
    actions.remove_post(post=post, by=actor_of(request), at=clock.now())
    return done(request, _("Your words are gone."), "community:discussion", slug)
