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

    /// <summary>What is late of it, once its day has passed; a day of notice is over then.</summary>
    public static string Late(SupplierDueKind kind) =>
        kind switch
        {
            SupplierDueKind.DueDiligence => Of(SupplierGapKind.DueDiligenceOverdue),
            SupplierDueKind.Certificate => Of(SupplierGapKind.CertificateLapsed),
            SupplierDueKind.Answer => Of(SupplierGapKind.RequestOverdue),
            SupplierDueKind.Contract => Of(SupplierGapKind.ContractOver),
            SupplierDueKind.Notice => Of(SupplierDueKind.Notice),
        };

    /// <summary>How a record is on a day.</summary>
    /// <param name="record">The record.</param>
    /// <param name="decides">True when no later record stands in its place.</param>
    /// <param name="today">The day.</param>
    public static (Tone Tone, string Word) Of(SupplierRecord record, bool decides, DateOnly today) =>
        record.State switch
        {
            SupplierRecordState.Recorded when record.Kind is SupplierRecordKind.Certificate && record.DueOn < today => (
                decides ? Tone.Fail : Tone.Idle,
                "Expired"
            ),
            SupplierRecordState.Recorded when record.Kind is SupplierRecordKind.DueDiligence => (Tone.Warn, "Waiting for confirmation"),
            SupplierRecordState.Recorded when record.Kind is SupplierRecordKind.Request => (Tone.Warn, "Waiting for the answer"),
            SupplierRecordState.Recorded => (Tone.Pass, "On record"),
            SupplierRecordState.Confirmed => (Tone.Pass, "Confirmed"),
            SupplierRecordState.Answered => (Tone.Pass, "Answered"),
            SupplierRecordState.Withdrawn => (Tone.Idle, "Withdrawn"),
        };
}
