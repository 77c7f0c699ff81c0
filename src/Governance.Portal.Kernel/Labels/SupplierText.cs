using Governance.Domain.Suppliers;

namespace Governance.Portal.Kernel.Labels;

/// <summary>What is on record about suppliers in words, for their pages and for documents.</summary>
public static class SupplierText
{
    /// <summary>Outcome of a due diligence.</summary>
    public static string Of(DiligenceResult result) =>
        result switch
        {
            DiligenceResult.Passed => "No objections",
            DiligenceResult.Conditions => "With conditions",
            DiligenceResult.Failed => "Should not be used",
        };

    /// <summary>What is missing or late.</summary>
    public static string Of(SupplierGapKind kind) =>
        kind switch
        {
            SupplierGapKind.NoDueDiligence => "No confirmed due diligence",
            SupplierGapKind.DueDiligenceFailed => "Should not be used",
            SupplierGapKind.DueDiligenceOverdue => "Due diligence overdue",
            SupplierGapKind.CertificateLapsed => "Certificate expired",
            SupplierGapKind.RequestOverdue => "Request unanswered",
            SupplierGapKind.ContractOver => "Contract expired",
            SupplierGapKind.NoExitPlan => "No exit plan",
        };
}
