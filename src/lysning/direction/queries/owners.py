"""Who may own a direction or a placement."""

from lysning.directory.models import Post


def owner_posts(municipality_id: int, area_id: int) -> list[tuple[str, str]]:
    """The municipality's active posts as choices (id, name), those of the area first, leaders before specialists. One query."""
    levels = {"director": 0, "head": 1, "institution": 2, "specialist": 3}
    posts = Post.objects.active().filter(municipality_id=municipality_id).select_related("role", "area")
    ordered = sorted(
        posts,
        key=lambda post: (
            post.area_id != area_id,
            post.area.position,
            levels[post.role.level],
            post.role.position,
            post.pk,
        ),
    )
    return [(str(post.pk), post.name) for post in ordered]
