"""What the operator looks at in the morning: is everything running, and what waits for a person?"""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lysning.accounts.models import Claim
from lysning.core import clock
from lysning.core.http import actor_of, policy
from lysning.core.permissions import may
from lysning.enquiries.models import Allocation, Enquiry
from lysning.matching.models import Document
from lysning.moderation.models import Report
from lysning.notifications.models import Mail
from lysning.operations.health import health
from lysning.operations.queue import failed_count


@policy("web.operate")
def overview(request: HttpRequest) -> HttpResponse:
    mails = dict(Mail.objects.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "health": health(),
        "mails": mails,
        "mails_waiting": mails.get("uncertain", 0) + mails.get("failed", 0),
        "claims": Claim.objects.filter(granted_at__isnull=True, refused_at__isnull=True).count(),
        "moderation": reverse("moderation:queue") if may(actor_of(request), "moderation.view_queue") else "",
        "reports": Report.objects.filter(decided_at__isnull=True).count(),
        "no_contact": Enquiry.objects.filter(offered_at__isnull=True, withdrawn_at__isnull=True).count(),
        "allocation": Allocation.objects.first(),
        "delta": Document.objects.filter(generation__is_live=True, is_folded=False).count(),
        "failed_jobs": failed_count(),
        "now": clock.now(),
    }
    return render(request, "web/operator.html", context)
