using Governance.Domain.Identity;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Doors;

/// <summary>
/// Who may call what leaves the decision to its action (ADR 0011): the door only asks for a good account or key, so nothing but this
/// list says what is meant. A new endpoint of that kind gets a line here.
/// </summary>
internal static class WriteRules
{
    private static readonly Rule s_admin = new(Administer);
    private static readonly Rule s_adminInPerson = new(Administer, Keys: false);

    public static IReadOnlyDictionary<string, Rule> All { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["GET /api/v1/session"] = Rule.Person,
        ["DELETE /api/v1/session"] = Rule.Person,
        ["PUT /api/v1/session/role"] = Rule.Person,
        ["POST /api/v1/session/reauthenticate"] = Rule.Person,
        ["POST /api/v1/session/reauthenticate/options"] = Rule.Person,
        ["POST /account/role"] = Rule.Person,
        ["GET /api/v1/account/passkeys"] = Rule.Anyone, // a key has none: an empty list
        ["POST /api/v1/account/passkeys/options"] = Rule.Proof,
        ["POST /api/v1/account/passkeys"] = Rule.Person,
        ["PUT /api/v1/account/passkeys/{id}"] = Rule.Person,
        ["DELETE /api/v1/account/passkeys/{id}"] = Rule.Proof,

        ["GET /api/v1/account/codes"] = Rule.Anyone, // a key has none
        ["POST /api/v1/account/codes"] = Rule.Proof,
        ["POST /api/v1/account/codes/confirm"] = Rule.Person,
        ["DELETE /api/v1/account/codes"] = Rule.Proof,
        ["POST /api/v1/account/codes/recovery"] = Rule.Proof,
        ["GET /api/v1/account/sessions"] = Rule.Anyone, // a key has none
        ["DELETE /api/v1/account/sessions"] = Rule.Person,
        ["DELETE /api/v1/account/sessions/{session}"] = Rule.Person,

        ["POST /api/v1/users"] = s_adminInPerson,
        ["POST /api/v1/access-reviews"] = s_adminInPerson,
        ["POST /api/v1/access-reviews/{id}/lines/{number:int}"] = s_adminInPerson,
        ["POST /api/v1/access-reviews/{id}/close"] = s_adminInPerson,
        ["POST /api/v1/users/{id}/codes/reset"] = s_adminInPerson,
        ["DELETE /api/v1/users/{id}/sessions"] = s_admin,
        ["DELETE /api/v1/users/{id}/sessions/{session}"] = s_admin,
        ["PUT /api/v1/users/{id}/roles"] = s_adminInPerson,
        ["PUT /api/v1/users/{id}/break-glass"] = s_adminInPerson,
        ["POST /api/v1/users/{id}/password-link"] = s_adminInPerson,
        ["POST /api/v1/users/{id}/disable"] = s_admin,
        ["POST /api/v1/users/{id}/enable"] = s_admin,
        ["POST /api/v1/users/{id}/unlock"] = s_admin,
        ["POST /api/v1/keys"] = s_admin,
        ["DELETE /api/v1/keys/{id}"] = s_admin,

        ["POST /api/v1/models"] = new(WriteRegistry),
        ["PATCH /api/v1/models/{model}"] = new(WriteRegistry),
        ["POST /api/v1/models/{model}/versions"] = new(WriteRegistry),
        ["PUT /api/v1/models/{model}/versions/{version}/artifact"] = new(WriteRegistry),
        ["PUT /api/v1/models/{model}/versions/{version}/signature"] = new(WriteRegistry),
        ["POST /api/v1/models/{model}/versions/{version}/deployments"] = new(Deploy),
        ["POST /api/v1/models/{model}/versions/{version}/rollback"] = new(RollBack),
        ["POST /api/v1/models/{model}/versions/{version}/promotions"] = new(RequestPromotion),

        ["PUT /api/v1/models/{model}/versions/{version}/card/texts"] = new(WriteCards),
        ["POST /api/v1/models/{model}/versions/{version}/card/submit"] = new(WriteCards),
        ["PUT /api/v1/systems/{id}/card/texts"] = new(WriteCards),
        ["POST /api/v1/systems/{id}/card/submit"] = new(WriteCards),

        ["POST /api/v1/promotions/{id}/signoffs"] = Rule.Proof,
        ["POST /api/v1/promotions/{id}/signoffs/prepare"] = new(SignOff),
        ["POST /api/v1/promotions/{id}/signoffs/{signOff}/revoke"] = Rule.Proof,
        ["POST /api/v1/promotions/{id}/withdraw"] = new(RequestPromotion),
        ["POST /api/v1/promotions/{id}/comments"] = new(Permission.Comment),
        ["POST /api/v1/promotions/{id}/override"] = Rule.Proof,
        ["POST /api/v1/promotions/{id}/override/confirm"] = Rule.Proof,
        ["POST /api/v1/promotions/{id}/override/end"] = Rule.Proof,
        ["POST /api/v1/promotions/{id}/override/review"] = Rule.Proof,
        ["POST /api/v1/delegations"] = Rule.Proof,
        ["POST /api/v1/delegations/{id}/revoke"] = Rule.Proof,
        ["POST /api/v1/waivers"] = new(RequestWaiver),
        ["POST /api/v1/waivers/{id}/grant"] = Rule.Proof,
        ["POST /api/v1/waivers/{id}/refuse"] = Rule.Proof,
        ["POST /api/v1/waivers/{id}/withdraw"] = new(RequestWaiver),

        ["POST /api/v1/policies/changes/{id}/approve"] = Rule.Proof,
        ["POST /api/v1/policies/changes/{id}/reject"] = Rule.Proof,
        ["POST /api/v1/policies/changes/{id}/withdraw"] = new(ReadPolicies),
        ["POST /logs"] = new(WriteDecisions),
        ["POST /logs/{partition}"] = new(WriteDecisions),

        ["POST /api/v1/reports"] = new(WriteReports),
        ["PUT /api/v1/systems/{id}/documents/{kind}/points/{point}"] = new(WriteCompliance),
        ["POST /api/v1/systems"] = new(WriteCompliance),
        ["PATCH /api/v1/systems/{id}"] = new(WriteCompliance),
        ["PATCH /api/v1/assessments/{id}"] = new(WriteCompliance),
        ["POST /api/v1/assessments/{id}/submit"] = new(WriteCompliance),
        ["POST /api/v1/assessments/{id}/withdraw"] = new(WriteCompliance),
        ["POST /api/v1/assessments/{id}/sign"] = new(SignClassification),
        ["POST /api/v1/assessments/{id}/return"] = new(SignClassification),
        ["PATCH /api/v1/systems/{id}/obligations/{obligation}"] = new(WriteCompliance),
        ["POST /api/v1/systems/{id}/obligations/{obligation}/evidence"] = new(WriteCompliance),
        ["POST /api/v1/systems/{id}/obligations/{obligation}/waived-kinds"] = new(AcceptObligation),
        ["POST /api/v1/systems/{id}/obligations/{obligation}/met"] = new(AcceptObligation),
        ["POST /api/v1/systems/{id}/obligations/{obligation}/not-applicable"] = new(AcceptObligation),
        ["POST /api/v1/systems/{id}/obligations/{obligation}/reopen"] = new(AcceptObligation),

        ["POST /api/v1/risks"] = new(WriteRisks),
        ["PATCH /api/v1/risks/{id}"] = new(WriteRisks),
        ["POST /api/v1/risks/{id}/mitigations"] = new(WriteRisks),
        ["POST /api/v1/risks/{id}/mitigations/{number:int}/in-place"] = new(WriteRisks),
        ["POST /api/v1/risks/{id}/steps"] = new(WriteRisks),
        ["POST /api/v1/risks/{id}/steps/{number:int}/done"] = new(WriteRisks),
        ["PUT /api/v1/risks/{id}/signal"] = new(WriteRisks),
        ["DELETE /api/v1/risks/{id}/signal"] = new(WriteRisks),
        ["POST /api/v1/risks/{id}/review"] = new(WriteRisks),
        ["POST /api/v1/risks/{id}/accept"] = new(AcceptRisk),
        ["POST /api/v1/risks/{id}/accept/revoke"] = new(AcceptRisk),
        ["POST /api/v1/risks/{id}/close"] = new(WriteRisks),
        ["POST /api/v1/risks/{id}/reopen"] = new(WriteRisks),

        ["POST /api/v1/incidents"] = new(WriteIncidents),
        ["PATCH /api/v1/incidents/{id}"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/timeline"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/messages"] = new(WriteIncidents),
        ["PUT /api/v1/incidents/{id}/messages/{number:int}"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/messages/{number:int}/hold"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/messages/{number:int}/send"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/containment/confirm"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/evidence"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/steps/{step}/done"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/steps/{step}/skip"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/release"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/close"] = new(WriteIncidents),
        ["POST /api/v1/incidents/{id}/dismiss"] = new(WriteIncidents),

        ["POST /api/v1/alerts/{id}/ack"] = new(ManageMonitors),
        ["POST /api/v1/alerts/{id}/silence"] = new(ManageMonitors),
        ["POST /api/v1/alerts/{id}/resolve"] = new(ManageMonitors),
        ["POST /api/v1/models/{model}/monitors"] = new(ManageMonitors),
        ["PATCH /api/v1/monitors/{id}"] = new(ManageMonitors),
        ["POST /api/v1/monitoring/{model}/{version}/figures"] = new(WriteMonitoring),
        ["POST /api/v1/monitoring/{model}/{version}/labels"] = new(WriteMonitoring),
        ["POST /api/v1/decisions"] = new(WriteDecisions),
        ["POST /api/v1/decisions/{id}/unmask"] = new(UnmaskDecisions),
        ["POST /api/v1/decisions/{id}/proof"] = new(UnmaskDecisions),
        ["PUT /api/v1/models/{model}/decision-policy"] = new(ChangeDecisionPolicy),
    };
}
