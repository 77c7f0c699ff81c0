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

    /// <summary>What an action asks for besides what its door declares: nobody comments on what they may not read.</summary>
    public static IReadOnlyDictionary<string, Permission> Besides { get; } =
        new Dictionary<string, Permission>(StringComparer.Ordinal)
        {
            ["POST /api/v1/risks/{id}/comments"] = ReadRisks,
            ["POST /api/v1/incidents/{id}/comments"] = ReadIncidents,
        };

    public static IReadOnlyDictionary<string, Rule> All { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["GET /openapi/{documentName}.json"] = Rule.Anyone, // what the API is; what may be called, each door says
            ["GET /api/v1/session"] = Rule.Person,
            ["DELETE /api/v1/session"] = Rule.Person,
            ["PUT /api/v1/session/role"] = Rule.Person,
            ["POST /api/v1/session/reauthenticate"] = Rule.Person,
            ["POST /api/v1/session/reauthenticate/options"] = Rule.Person,
            ["POST /api/v1/session/reauthenticate/provider"] = Rule.Person,
            ["GET /api/v1/account/provider"] = Rule.Anyone, // a key has none
            ["POST /api/v1/account/provider"] = Rule.Proof,
            ["DELETE /api/v1/account/provider"] = Rule.Proof,
            ["POST /account/role"] = Rule.Person,
            ["GET /account/renew"] = Rule.Anyone, // leads to a page; renews with a ticket of the session alone
            ["POST /api/v1/session/password"] = Rule.Person,
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
            ["POST /api/v1/channels"] = s_admin,
            ["PATCH /api/v1/channels/{id}"] = s_admin,
            ["DELETE /api/v1/channels/{id}"] = s_admin,
            ["POST /api/v1/channels/{id}/test"] = s_admin,
            ["POST /api/v1/integrations"] = s_admin,
            ["PATCH /api/v1/integrations/{id}"] = s_admin,
            ["DELETE /api/v1/integrations/{id}"] = s_admin,
            ["POST /api/v1/integrations/{id}/pause"] = s_admin,
            ["POST /api/v1/integrations/{id}/replay"] = s_admin,
            ["POST /api/v1/integrations/{id}/resume"] = s_admin,
            ["POST /api/v1/integrations/{id}/secret"] = s_admin,
            ["DELETE /api/v1/integrations/{id}/secret/old"] = s_admin,
            ["POST /api/v1/integrations/{id}/test"] = s_admin,
            ["POST /api/v1/integrations/mlflow/imports"] = s_admin,
            ["POST /api/v1/integrations/mlflow/imports/{id}/cancel"] = s_admin,
            ["POST /api/v1/dashboard-subscriptions"] = new(ReadOverview),
            ["PATCH /api/v1/dashboard-subscriptions/{id}"] = new(ReadOverview),
            ["DELETE /api/v1/dashboard-subscriptions/{id}"] = new(ReadOverview),
            ["GET /api/v1/notifications"] = Rule.Anyone, // one's own; a key has none
            ["GET /api/v1/notifications/count"] = Rule.Anyone,
            ["GET /api/v1/notifications/preferences"] = Rule.Anyone,
            ["PUT /api/v1/notifications/preferences"] = Rule.Anyone,
            ["PUT /api/v1/notifications/preferences/language"] = Rule.Anyone,
            ["POST /api/v1/notifications/read"] = Rule.Anyone,
            ["POST /api/v1/notifications/{id:long}/read"] = Rule.Anyone,
            ["POST /api/v1/notifications/{id:long}/unread"] = Rule.Anyone,
            ["POST /api/v1/models/{model}/versions/{version}/evidence/{id}/withdraw"] = new(WithdrawEvidence, Keys: false),
            ["POST /api/v1/access-reviews/{id}/lines/{number:int}"] = s_adminInPerson,
            ["POST /api/v1/access-reviews/{id}/close"] = s_adminInPerson,
            ["POST /api/v1/users/{id}/codes/reset"] = s_adminInPerson,
            ["DELETE /api/v1/users/{id}/sessions"] = s_admin,
            ["DELETE /api/v1/users/{id}/sessions/{session}"] = s_admin,
            ["PUT /api/v1/users/{id}/roles"] = s_adminInPerson,
            ["PUT /api/v1/users/{id}/provider"] = s_adminInPerson,
            ["DELETE /api/v1/users/{id}/provider"] = s_adminInPerson,
            ["PUT /api/v1/users/{id}/break-glass"] = s_adminInPerson,
            ["POST /api/v1/users/{id}/password-link"] = s_adminInPerson,
            ["POST /api/v1/users/{id}/confirm"] = new(ConfirmAccess, Keys: false),
            ["POST /api/v1/users/{id}/roles/{role}/confirm"] = new(ConfirmAccess, Keys: false),
            ["POST /api/v1/users/{id}/password-link/confirm"] = new(ConfirmAccess, Keys: false),
            ["POST /api/v1/users/{id}/provider/confirm"] = new(ConfirmAccess, Keys: false),
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
            ["POST /api/v1/promotions/{id}/override"] = Rule.Proof,
            ["POST /api/v1/promotions/{id}/override/confirm"] = Rule.Proof,
            ["POST /api/v1/promotions/{id}/override/end"] = Rule.Proof,
            ["POST /api/v1/promotions/{id}/override/review"] = Rule.Proof,
            ["POST /api/v1/delegations"] = Rule.Proof,
            ["POST /api/v1/delegations/{id}/revoke"] = Rule.Proof,
            ["POST /api/v1/delegations/{id}/accept"] = Rule.Proof,
            ["POST /api/v1/delegations/{id}/decline"] = Rule.Proof,
            ["POST /api/v1/models/{model}/risk-class/confirm"] = Rule.Proof,
            ["POST /api/v1/models/{model}/risk-class/decline"] = Rule.Proof,
            ["POST /api/v1/waivers"] = new(RequestWaiver),
            ["POST /api/v1/waivers/{id}/grant"] = Rule.Proof,
            ["POST /api/v1/waivers/{id}/refuse"] = Rule.Proof,
            ["POST /api/v1/waivers/{id}/withdraw"] = new(RequestWaiver),

            ["POST /api/v1/policies/changes/{id}/approve"] = Rule.Proof,
            ["POST /api/v1/policies/changes/{id}/reject"] = Rule.Proof,
            ["POST /api/v1/policies/changes/{id}/withdraw"] = new(ReadPolicies),
            ["POST /logs"] = new(WriteDecisions),
            ["POST /logs/{partition}"] = new(WriteDecisions),

            ["POST /api/v1/reports"] = new(WriteReports, Besides: ReadCompliance), // the kind of the example shows a system's compliance
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
            ["PUT /api/v1/risks/coverage/{framework}/{item}/{place}"] = new(WriteRisks),

            ["POST /api/v1/retirements"] = new(RequestRetirement),
            ["PATCH /api/v1/retirements/{id}"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/cancel"] = new(Retire),
            ["POST /api/v1/retirements/{id}/reopen"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/signatures"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/close"] = new(Retire),
            ["PUT /api/v1/retirements/{id}/tasks/{number:int}"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/tasks/{number:int}/done"] = new(RequestRetirement),
            ["POST /api/v1/retirements/{id}/traffic/stop"] = new(Retire),
            ["POST /api/v1/retirements/{id}/keys"] = new(Retire),
            ["PUT /api/v1/retirements/{id}/retention"] = new(Retire),
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
            ["PUT /api/v1/incidents/{id}/report/points/{point}"] = new(WriteIncidents),

            ["POST /api/v1/alerts/{id}/ack"] = new(ManageMonitors),
            ["POST /api/v1/alerts/{id}/assign"] = new(ManageMonitors),
            ["POST /api/v1/alerts/{id}/unassign"] = new(ManageMonitors),
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
