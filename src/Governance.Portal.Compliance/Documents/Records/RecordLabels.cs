using Governance.Domain.Approvals;
using Governance.Domain.Models;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>Words of records for readers.</summary>
internal static class RecordLabels
{
    public static string Kind(EvidenceKind kind) =>
        kind switch
        {
            EvidenceKind.Validation => "Validation report",
            EvidenceKind.Fairness => "Fairness report",
            EvidenceKind.Robustness => "Robustness report",
            EvidenceKind.Explainability => "Explainability report",
            EvidenceKind.Drift => "Drift report",
            EvidenceKind.Sbom => "Bill of materials (SBOM)",
            EvidenceKind.ModelCard => "Model card",
            EvidenceKind.SystemCard => "System card",
            EvidenceKind.Lineage => "Data lineage",
            EvidenceKind.SecurityScan => "Security scan",
            EvidenceKind.PiiScan => "Scan for personal data",
            EvidenceKind.PromptSafety => "Prompt safety report",
            EvidenceKind.Experiment => "Experiment report",
            EvidenceKind.Other => "Document",
        };

    public static string Slot(SignOffRole role) =>
        role switch
        {
            SignOffRole.Security => "Security",
            SignOffRole.Legal => "Legal",
            SignOffRole.Owner => "Model owner",
        };

    public static string Decision(SignOffDecision decision) =>
        decision switch
        {
            SignOffDecision.Approve => "Approved",
            SignOffDecision.ApproveWithCondition => "Approved with a condition",
            SignOffDecision.Reject => "Rejected",
            SignOffDecision.RequestChanges => "Changes requested",
        };
}
