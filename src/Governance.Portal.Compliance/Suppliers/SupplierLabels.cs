using Governance.Domain.Suppliers;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Suppliers in words.</summary>
internal static class SupplierLabels
{
    public static string Of(SupplyKind kind) =>
        kind switch
        {
            SupplyKind.Model => "Models",
            SupplyKind.Data => "Data",
            SupplyKind.Platform => "Platform",
            SupplyKind.Service => "Service",
        };

    public static string Of(SupplierRecordKind kind) =>
        kind switch
        {
            SupplierRecordKind.DueDiligence => "Due diligence",
            SupplierRecordKind.Certificate => "Certificate",
            SupplierRecordKind.Incident => "Incident at the supplier",
            SupplierRecordKind.Request => "Request to the supplier",
        };

    public static string Of(DiligenceResult result) => SupplierText.Of(result);

    public static string Of(SupplierGapKind kind) => SupplierText.Of(kind);

    public static string Of(SupplierDueKind kind) =>
        kind switch
        {
            SupplierDueKind.DueDiligence => "Due diligence",
            SupplierDueKind.Certificate => "Certificate expires",
            SupplierDueKind.Answer => "Supplier's answer",
            SupplierDueKind.Notice => "Last day to give notice",
            SupplierDueKind.Contract => "Contract ends",
        };

    /// <summary>What is to be done.</summary>
    public static string Asked(SupplierDueKind kind) =>
        kind switch
        {
            SupplierDueKind.DueDiligence => "Examine the supplier again",
            SupplierDueKind.Certificate => "Ask for the new certificate",
            SupplierDueKind.Answer => "Remind the supplier, or record the answer",
            SupplierDueKind.Notice => "Give notice, or decide to continue",
            SupplierDueKind.Contract => "Renew the contract, or end the relationship",
        };

    public static (Tone Tone, string Word) Of(SupplierRecord record) =>
        record.State switch
        {
            SupplierRecordState.Recorded when record.Kind is SupplierRecordKind.DueDiligence => (Tone.Warn, "Waiting for confirmation"),
            SupplierRecordState.Recorded when record.Kind is SupplierRecordKind.Request => (Tone.Warn, "Waiting for the answer"),
            SupplierRecordState.Recorded => (Tone.Pass, "On record"),
            SupplierRecordState.Confirmed => (Tone.Pass, "Confirmed"),
            SupplierRecordState.Answered => (Tone.Pass, "Answered"),
            SupplierRecordState.Withdrawn => (Tone.Idle, "Withdrawn"),
        };
}
