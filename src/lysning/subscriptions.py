"""The one table of who listens to what: event -> handlers (dotted paths), called in the transaction of the act."""

CATALOGUE = "lysning.catalogue.handlers"
COMMUNITY = "lysning.community.handlers"
NEEDS = "lysning.needs.handlers"
MATCHING = "lysning.matching.handlers"
MODERATION = "lysning.moderation.handlers"
ENQUIRIES = "lysning.enquiries.handlers"
NOTIFICATIONS = "lysning.notifications.handlers"

SUBSCRIPTIONS: dict[str, list[str]] = {
    "lysning.taxonomy.events.KleImported": [f"{MATCHING}.kle_imported"],
    "lysning.taxonomy.events.TopicsChanged": [f"{MATCHING}.topics_changed"],
    "lysning.taxonomy.events.TopicMerged": [f"{CATALOGUE}.topics_moved"],
    "lysning.taxonomy.events.TopicSeparated": [f"{CATALOGUE}.topics_moved"],
    "lysning.directory.events.PostChanged": [f"{MATCHING}.post_changed"],
    "lysning.accounts.events.InvitationSent": [f"{NOTIFICATIONS}.invitation_sent"],
    "lysning.accounts.events.MunicipalityClaimed": [f"{NOTIFICATIONS}.municipality_claimed"],
    "lysning.accounts.events.ClaimDecided": [f"{NOTIFICATIONS}.claim_decided"],
    "lysning.accounts.events.MembershipEnded": [f"{COMMUNITY}.membership_ended", f"{NOTIFICATIONS}.membership_ended"],
    "lysning.accounts.events.AccountGoes": [f"{NEEDS}.account_goes", f"{NOTIFICATIONS}.account_goes"],
    "lysning.accounts.events.SupplierClosed": [f"{CATALOGUE}.supplier_closed"],
    "lysning.catalogue.events.SolutionPublished": [f"{MATCHING}.solution_changed", f"{ENQUIRIES}.end_outdated"],
    "lysning.catalogue.events.SolutionWithdrawn": [f"{MATCHING}.solution_changed", f"{ENQUIRIES}.end_enquiries"],
    "lysning.catalogue.events.SolutionHidden": [f"{MATCHING}.solution_changed", f"{ENQUIRIES}.end_enquiries"],
    "lysning.catalogue.events.SolutionShown": [f"{MATCHING}.solution_changed"],
    "lysning.needs.events.NeedDeclared": [f"{MATCHING}.need_changed"],
    "lysning.needs.events.NeedClosed": [f"{MATCHING}.need_changed"],
    "lysning.needs.events.NeedHidden": [f"{MATCHING}.need_changed"],
    "lysning.needs.events.NeedShown": [f"{MATCHING}.need_changed"],
    "lysning.community.events.MemberAsked": [f"{NOTIFICATIONS}.member_asked"],
    "lysning.community.events.MemberJoined": [f"{NOTIFICATIONS}.member_joined"],
    "lysning.community.events.MemberDeclined": [f"{NOTIFICATIONS}.member_declined"],
    "lysning.community.events.MemberRemoved": [f"{NOTIFICATIONS}.member_removed"],
    "lysning.community.events.TaskGiven": [f"{NOTIFICATIONS}.task_given"],
    "lysning.community.events.TasksDue": [f"{NOTIFICATIONS}.tasks_due"],
    "lysning.community.events.PostWritten": [f"{NOTIFICATIONS}.post_written"],
    "lysning.needs.events.NeedSubmitted": [f"{MODERATION}.need_submitted"],
    "lysning.needs.events.SupportBurst": [f"{MODERATION}.support_burst"],
    "lysning.needs.events.SupportAsked": [f"{NOTIFICATIONS}.support_asked"],
    "lysning.needs.events.SupportConfirmed": [f"{NOTIFICATIONS}.support_confirmed"],
    "lysning.needs.events.NeedCosigned": [f"{NOTIFICATIONS}.need_cosigned"],
    "lysning.needs.events.NeedAnswered": [f"{NOTIFICATIONS}.need_answered"],
    "lysning.needs.events.NeedJoined": [f"{NOTIFICATIONS}.need_joined"],
    "lysning.needs.events.NeedSeparated": [f"{NOTIFICATIONS}.need_separated"],
    "lysning.trials.events.MeasurementDue": [f"{NOTIFICATIONS}.measurement_due"],
    "lysning.trials.events.SeatGiven": [f"{NOTIFICATIONS}.seat_given"],
    "lysning.trials.events.SeatGivenBack": [f"{NOTIFICATIONS}.seat_given_back"],
    "lysning.trials.events.ProtocolChanged": [f"{NOTIFICATIONS}.protocol_changed"],
    "lysning.trials.events.TrialMoved": [f"{NOTIFICATIONS}.trial_moved"],
    "lysning.direction.events.ReviewDue": [f"{NOTIFICATIONS}.review_due"],
    "lysning.evidence.events.ProjectsImported": [f"{MATCHING}.projects_imported"],
    "lysning.evidence.events.FindingPublished": [f"{NOTIFICATIONS}.finding_published"],
    "lysning.enquiries.events.EnquiryOffered": [f"{NOTIFICATIONS}.enquiry_offered"],
    "lysning.enquiries.events.EnquiryAnswered": [f"{NOTIFICATIONS}.enquiry_answered"],
    "lysning.enquiries.events.QuestionAsked": [f"{NOTIFICATIONS}.question_asked"],
    "lysning.enquiries.events.QuestionAnswered": [f"{NOTIFICATIONS}.question_answered"],
    "lysning.enquiries.events.EnquiryReminderDue": [f"{NOTIFICATIONS}.reminder_due"],
    "lysning.enquiries.events.EnquiryEscalated": [f"{NOTIFICATIONS}.enquiry_escalated"],
    "lysning.moderation.events.ReportReceived": [f"{NOTIFICATIONS}.report_received"],
    "lysning.moderation.events.ReportDecided": [f"{NOTIFICATIONS}.report_decided"],
    "lysning.moderation.events.AppealReceived": [f"{NOTIFICATIONS}.appeal_received"],
    "lysning.moderation.events.AppealDecided": [f"{NOTIFICATIONS}.appeal_decided"],
}
