"""Who takes part, and what they do: tasks, contributions to the discussion, and documents."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from lysning.community import document_files
from lysning.community.actions.words import checked, lock_going
from lysning.community.events import PostWritten, TaskGiven
from lysning.community.models import Coalition, Document, Member, Participant, Post, Task
from lysning.community.rules import MOST_POSTS_AN_HOUR
from lysning.community.rules.files import MOST_DOCUMENTS, BadFile, Fault, Looked, look_through, must_be_seen
from lysning.core import audit, events, sight
from lysning.core.actors import Actor
from lysning.core.examples import as_example
from lysning.core.pdf_words import MOST_PAGES, Unread, Why, look_for_words
from lysning.core.refusal import TOO_MANY, Refused
from lysning.core.revisions import update_unchanged

HOUR = timedelta(hours=1)
UNREAD: dict[Why, Fault] = {
    "broken": "file_broken",
    "closed": "file_closed",
    "long": "file_long",
    "heavy": "file_heavy",
    "busy": "file_busy",
}


@transaction.atomic
def take_part(*, member: Member, by: Actor, at: datetime) -> Participant | None:
    """Makes the person one who takes part for this member; who does already stays. None for the system.

    Raises Refused("community_is_closed") or "community_not_a_member".
    """
    lock_going(member.coalition)
    _check_in_force(member)
    return _participant(member, by, at)


@transaction.atomic
def step_out(*, participant: Participant, by: Actor, at: datetime) -> None:
    """Ends that a person takes part; their open tasks have no owner then. Ending what has ended changes nothing."""
    if Participant.objects.filter(pk=participant.pk, ended_at__isnull=True).update(ended_at=at):
        Task.objects.filter(owner=participant, done_at__isnull=True).update(owner=None)
        audit.record("community.step_out", participant, by=by, at=at)


@transaction.atomic
def add_task(
    *,
    coalition: Coalition,
    key: UUID,
    title: str,
    owner: Participant | None,
    due_on: date | None,
    by: Actor,
    at: datetime,
) -> Task:
    """Puts something to be done on the list; announces TaskGiven when it has an owner. The same `key` is the same task.

    Raises Refused at "title", at "owner" for somebody who does not take part here, or "community_is_closed".
    """
    words = checked("task", title, field="title")
    locked = lock_going(coalition)
    if sent := Task.objects.filter(coalition=locked, key=key).first():
        return sent
    _check_owner(locked, owner)
    task = Task.objects.create(
        coalition=locked,
        key=key,
        title=words,
        owner=owner,
        due_on=due_on,
        is_example=as_example(by, locked),
        created_at=at,
    )
    audit.record("community.add_task", task, by=by, at=at, owner=owner and owner.pk)
    if owner is not None:
        events.announce(TaskGiven(task.pk, task.revision, by.user_id))
    return task


@transaction.atomic
def edit_task(
    *,
    task: Task,
    revision: int,
    title: str,
    owner: Participant | None,
    due_on: date | None,
    by: Actor,
    at: datetime,
) -> Task:
    """Changes a task; announces TaskGiven when it has a new owner. Raises Refused as `add_task`, or "stale"."""
    words = checked("task", title, field="title")
    lock_going(task.coalition)
    before = Task.objects.values_list("owner_id", flat=True).get(pk=task.pk)
    if owner is None or owner.pk != before:
        _check_owner(task.coalition, owner)
    fresh = update_unchanged(task, revision=revision, title=words, owner=owner, due_on=due_on)
    audit.record("community.edit_task", fresh, by=by, at=at, owner=owner and owner.pk)
    if owner is not None and owner.pk != before:
        events.announce(TaskGiven(fresh.pk, fresh.revision, by.user_id))
    return fresh


@transaction.atomic
def settle_task(*, task: Task, is_done: bool, by: Actor, at: datetime) -> Task:
    """Marks a task as done, or as not done after all; a second time changes nothing. Raises "community_is_closed"."""
    lock_going(task.coalition)
    rows = Task.objects.filter(pk=task.pk, done_at__isnull=is_done)
    if rows.update(done_at=at if is_done else None):
        audit.record("community.settle_task", task, by=by, at=at, is_done=is_done)
    task.refresh_from_db()
    return task


@transaction.atomic
def write_post(
    *, member: Member, key: UUID, text: str, mentioned: Sequence[Participant], by: Actor, at: datetime
) -> Post:
    """Adds to the discussion and makes the writer one who takes part; announces PostWritten. The same `key` is the same post.

    Raises Refused at "text", at "mentioned" for somebody who does not take part here, "community_is_closed",
    "community_not_a_member", or "too_many" after thirty in an hour.
    """
    words = checked("post", text, field="text")
    locked = lock_going(member.coalition)
    _check_in_force(member)
    if sent := Post.objects.filter(coalition=locked, key=key).first():
        return sent
    if Post.objects.filter(by_user_id=by.user_id, created_at__gt=at - HOUR).count() >= MOST_POSTS_AN_HOUR:
        raise Refused(TOO_MANY)
    for each in mentioned:
        _check_owner(locked, each, field="mentioned")
    post = Post.objects.create(
        coalition=locked,
        member=member,
        key=key,
        text=words,
        by_user_id=by.user_id,
        is_example=as_example(by, locked),
        created_at=at,
    )
    post.mentioned.set(mentioned)
    _participant(member, by, at)
    audit.record("community.write_post", post, by=by, at=at)
    events.announce(PostWritten(post.pk))
    return post


@transaction.atomic
def remove_post(*, post: Post, by: Actor, at: datetime) -> None:
    """Takes one's own words back: the place stays, the words are gone. Removing what is removed changes nothing."""
    if Post.objects.filter(pk=post.pk, removed_at__isnull=True).update(removed_at=at, text=""):
        post.mentioned.clear()
        audit.record("community.remove_post", post, by=by, at=at)


@transaction.atomic
def hide_post(*, post: Post, reason: str, by: Actor, at: datetime) -> Post:
    """Takes a contribution out of sight with a reason; what is hidden stays so from when it was, with the new reason."""
    sight.hide(post, "community.hide_post", checked("hidden_reason", reason), by=by, at=at)
    return post


@transaction.atomic
def show_post(*, post: Post, by: Actor, at: datetime) -> Post:
    """Puts a hidden contribution back. Showing what is shown changes nothing."""
    sight.show(post, "community.show_post", by=by, at=at)
    return post


def add_document(
    *,
    member: Member,
    key: UUID,
    title: str,
    name: str,
    content: bytes,
    is_looked_through: bool = False,
    by: Actor,
    at: datetime,
) -> Document:
    """Shares a file with the members once it has been looked through (rules.files). The same `key` is the same document.

    A file is read before anything waits for it. What shows more than words we can read is taken when a person has looked it
    through. Raises Refused at "title", "file" or "is_looked_through", "community_is_closed" or "community_not_a_member".
    """
    words = checked("document", title, field="title")
    try:
        looked = look_through(name, content)
        unread = _read(looked)
    except BadFile as bad:
        raise Refused(f"community_{bad.code}", field="file", most=MOST_PAGES) from None
    if must_be_seen(looked.kind, unread) and not is_looked_through:
        raise Refused("community_file_unseen", field="is_looked_through")
    return _keep_document(member, key, words, looked, by, at)


def _read(looked: Looked) -> int:
    """How many pages of the file show something in which there are no words to read. Raises BadFile."""
    if looked.kind != "pdf":
        return 0
    try:
        found = look_for_words(looked.content)
    except Unread as unread:
        raise BadFile(UNREAD[unread.why]) from None
    if found.has_cpr:
        raise BadFile("file_has_cpr")
    return found.unread_pages


@transaction.atomic
def _keep_document(member: Member, key: UUID, words: str, looked: Looked, by: Actor, at: datetime) -> Document:
    locked = lock_going(member.coalition)
    _check_in_force(member)
    rows = Document.objects.filter(coalition=locked)
    if sent := rows.filter(key=key).first():
        return sent
    kept = rows.filter(removed_at__isnull=True)
    if kept.filter(sha256=looked.sha256).exists():
        raise Refused("community_file_twice", field="file")
    if kept.count() >= MOST_DOCUMENTS:
        raise Refused("community_many_files", field="file", most=MOST_DOCUMENTS)
    document_files.keep(looked.sha256, looked.content)
    document = Document.objects.create(
        coalition=locked,
        member=member,
        key=key,
        title=words,
        kind=looked.kind,
        size=len(looked.content),
        sha256=looked.sha256,
        by_user_id=by.user_id,
        is_example=as_example(by, locked),
        created_at=at,
    )
    _participant(member, by, at)
    audit.record("community.add_document", document, by=by, at=at, sha256=looked.sha256)
    return document


@transaction.atomic
def remove_document(*, document: Document, by: Actor, at: datetime) -> None:
    """Takes a file away from everyone at once; the bytes go in the night. Removing what is removed changes nothing."""
    if Document.objects.filter(pk=document.pk, removed_at__isnull=True).update(removed_at=at):
        audit.record("community.remove_document", document, by=by, at=at)


@transaction.atomic
def restore_document(*, document: Document, by: Actor, at: datetime) -> None:
    """Puts back a file that was taken away, while its bytes are there; one that is not away stays as it is.

    Raises Refused: "community_file_gone", "community_file_twice", "community_is_closed".
    """
    locked = lock_going(document.coalition)
    rows = Document.objects.filter(coalition=locked)
    if rows.filter(pk=document.pk, removed_at__isnull=True).exists():
        return
    if rows.filter(sha256=document.sha256, removed_at__isnull=True).exists():
        raise Refused("community_file_twice")
    if not document_files.want_again(document.sha256):
        raise Refused("community_file_gone")
    rows.filter(pk=document.pk).update(removed_at=None)
    audit.record("community.restore_document", document, by=by, at=at)


def forget_unused_documents(*, at: datetime) -> int:
    """Deletes the files that no document refers to any more, a day after they were last wanted; returns how many."""
    used = set(Document.objects.filter(removed_at__isnull=True).values_list("sha256", flat=True))
    unused = [path for path in document_files.stored(at - timedelta(days=1)) if path.name not in used]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused)


def _check_in_force(member: Member) -> None:
    if not Member.objects.in_force().filter(pk=member.pk).exists():
        raise Refused("community_not_a_member")


def _check_owner(coalition: Coalition, owner: Participant | None, *, field: str = "owner") -> None:
    if owner is None:
        return
    if not Participant.objects.in_force().filter(pk=owner.pk, member__coalition=coalition).exists():
        raise Refused("community_owner", field=field)


def _participant(member: Member, by: Actor, at: datetime) -> Participant | None:
    if by.user_id is None:
        return None
    found, _is_new = Participant.objects.get_or_create(
        member=member, user_id=by.user_id, ended_at=None, defaults={"began_at": at}
    )
    return found
