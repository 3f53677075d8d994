from django.urls import path

from lysning.community.views import coalition, discussion, documents, listing, membership, stewards, work

app_name = "community"
HOME = "<slug:slug>/"
urlpatterns = [
    path("", listing.coalitions, name="coalitions"),
    path("atom.xml", listing.feed, name="feed"),
    path("nyt/", stewards.start, name="start"),
    path(HOME, coalition.coalition, name="coalition"),
    path(f"{HOME}atom.xml", coalition.feed, name="decisions_feed"),
    path(f"{HOME}ret/", stewards.edit, name="edit"),
    path(f"{HOME}naeste/", stewards.next_step, name="next_step"),
    path(f"{HOME}tovholder/", stewards.hand_over, name="hand_over"),
    path(f"{HOME}luk/", stewards.close, name="close"),
    path(f"{HOME}deltag/", membership.join, name="join"),
    path(f"{HOME}forlad/", membership.leave, name="leave"),
    path(f"{HOME}med/", membership.take_part, name="take_part"),
    path(f"{HOME}mandat/", membership.renew, name="renew_mandate"),
    path(f"{HOME}medlem/<int:pk>/fjern/", membership.remove, name="remove_member"),
    path(f"{HOME}anmodning/<int:pk>/", membership.answer, name="answer"),
    path(f"{HOME}anmodning/<int:pk>/traek/", membership.withdraw, name="withdraw"),
    path(f"{HOME}beslutninger/ny/", stewards.decide, name="decide"),
    path(f"{HOME}beslutninger/<int:number>/", coalition.decision, name="decision"),
    path(f"{HOME}beslutninger/<int:number>/ret/", stewards.revise, name="revise"),
    path(f"{HOME}opgaver/ny/", work.add_task, name="add_task"),
    path(f"{HOME}opgaver/<int:pk>/", work.edit_task, name="edit_task"),
    path(f"{HOME}opgaver/<int:pk>/faerdig/", work.settle_task, name="settle_task"),
    path(f"{HOME}samtale/", discussion.discussion, name="discussion"),
    path(f"{HOME}samtale/<int:pk>/slet/", discussion.remove_post, name="remove_post"),
    path(f"{HOME}dokumenter/", documents.documents, name="documents"),
    path(f"{HOME}dokumenter/<int:pk>/", documents.document, name="document"),
    path(f"{HOME}dokumenter/<int:pk>/fjern/", documents.remove_document, name="remove_document"),
    path(f"{HOME}dokumenter/<int:pk>/fortryd/", documents.restore_document, name="restore_document"),
]
