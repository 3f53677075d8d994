"""How many documents of a generation each word stands in, kept in step with every change."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from lysning.matching.models import Generation, Word
from lysning.matching.text.spelling import LONGEST

WITHOUT_A_LETTER = f"""
    CASE WHEN length(w.form) > {LONGEST} THEN ARRAY[w.form] ELSE ARRAY(
        SELECT w.form UNION SELECT overlay(w.form PLACING '' FROM place FOR 1) FROM generate_series(1, length(w.form)) place
    ) END"""  # noqa: S608 -- assembled from the constant above
"""spelling.deletions, where the words are."""
MORE = f"""
    INSERT INTO matching_word (generation_id, form, documents, deletions)
    SELECT %s, w.form, w.documents, {WITHOUT_A_LETTER} FROM unnest(%s::text[], %s::int[]) AS w (form, documents)
    ON CONFLICT (generation_id, form) DO UPDATE SET documents = matching_word.documents + excluded.documents
"""  # noqa: S608 -- assembled from the constant above
FEWER = """
    UPDATE matching_word SET documents = greatest(0, matching_word.documents - w.documents)
    FROM (
        SELECT kept.id, gone.documents FROM matching_word kept
        JOIN unnest(%s::text[], %s::int[]) AS gone (form, documents) USING (form)
        WHERE kept.generation_id = %s ORDER BY kept.form FOR UPDATE OF kept
    ) w
    WHERE matching_word.id = w.id
"""
ALL = f"""
    INSERT INTO matching_word (generation_id, form, documents, deletions)
    SELECT w.generation_id, w.form, w.documents, {WITHOUT_A_LETTER} FROM (
        SELECT generation_id, form, count(*) FROM matching_document CROSS JOIN LATERAL unnest(forms) AS form
        WHERE generation_id = %s GROUP BY generation_id, form
    ) AS w (generation_id, form, documents)
"""  # noqa: S608 -- assembled from the constant above


def count_all_words(generation: Generation) -> None:
    """Counts the words of a generation that is about to be live; nobody may write to it meanwhile."""
    Word.objects.filter(generation=generation).delete()
    with connection.cursor() as cursor:
        cursor.execute(ALL, [generation.pk])


def count_words(
    generation: Generation, *, come: Iterable[Iterable[str]] = (), gone: Iterable[Iterable[str]] = ()
) -> None:
    """Counts the words of documents that came and went; those of a generation being built are counted when it is ready.

    Rows are locked in alphabetical order, so two writers never wait for each other in a ring.
    """
    if not generation.is_live:
        return
    change = Counter(form for forms in come for form in forms)
    change.subtract(Counter(form for forms in gone for form in forms))
    more = sorted((form, count) for form, count in change.items() if count > 0)
    fewer = sorted((form, -count) for form, count in change.items() if count < 0)
    with connection.cursor() as cursor:
        if more:
            forms, counts = zip(*more, strict=True)
            cursor.execute(MORE, [generation.pk, list(forms), list(counts)])
        if fewer:
            forms, counts = zip(*fewer, strict=True)
            cursor.execute(FEWER, [list(forms), list(counts), generation.pk])
