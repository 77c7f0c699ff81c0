namespace Governance.Domain.Identity;

/// <summary>Permissions that have something in common, no matter who has them.</summary>
public static class PermissionKinds
{
    /// <summary>
    /// What takes a person with a session and a fresh proof of identity: no job and no shell on the host has these either.
    /// </summary>
    public static IReadOnlyList<Permission> OfPeople { get; } =
    [
        Permission.SignOff,
        Permission.Delegate,
        Permission.Override,
        Permission.ReviewOverride,
        Permission.RequestWaiver,
        Permission.GrantWaiver,
        Permission.ReviewModels,
        Permission.ManageModelRisk,
        Permission.ValidateModels,
        Permission.ConfirmRiskClass,
        Permission.ApprovePolicy,
        Permission.SignClassification,
        Permission.AcceptObligation,
        Permission.AcceptRisk,
        Permission.ReviewThreats,
        Permission.ConfirmIncidentClass,
        Permission.ApprovePlaybook,
        Permission.ReviewExplanations,
        Permission.TriageUseCases,
        Permission.DecideUseCases,
        Permission.ReviewDecisions,
        Permission.AnswerAgentCalls,
        Permission.ReviewAgentTools,
        Permission.ApproveTraining,
        Permission.DecideExperiments,
        Permission.TriageDiscoveries,
        Permission.ReviewCards,
        Permission.WithdrawEvidence,
        Permission.AttestEvidence,
        Permission.ManageOversight,
        Permission.ConfirmStopTests,
        Permission.ManageCompetences,
        Permission.ConfirmSuppliers,
        Permission.SignTargets,
        Permission.ConfirmAccess,
    ];

    /// <summary>
    /// What belongs to the whole organisation and cannot be cut into systems: the log proves itself as a whole, a policy binds everyone,
    /// lineage joins the data of all systems. A role that was given for some systems does not include these.
    /// </summary>
    public static IReadOnlyList<Permission> OfOrganisation { get; } =
    [
        Permission.ReadAudit,
        Permission.ProposePolicy,
        Permission.ApprovePolicy,
        Permission.ProposePlaybook,
        Permission.ApprovePlaybook,
        Permission.ProposeUseCases,
        Permission.TriageUseCases,
        Permission.DecideUseCases,
        Permission.WriteDiscoveries,
        Permission.ReadDiscoveries,
        Permission.TriageDiscoveries,
        Permission.WriteLineage,
        Permission.ReadCompetences,
        Permission.RecordCompetencesOfOthers,
        Permission.ManageCompetences,
        Permission.ReadSuppliers,
        Permission.WriteSuppliers,
        Permission.ConfirmSuppliers,
        Permission.Administer,
        Permission.ConfirmAccess,
    ];
}
