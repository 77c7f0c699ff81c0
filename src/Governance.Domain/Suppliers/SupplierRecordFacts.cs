using Governance.Domain.Incidents;

namespace Governance.Domain.Suppliers;

/// <summary>A record about a supplier, as someone writes it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Title">What was examined, the name of the certificate, what happened, or what is asked.</param>
/// <param name="On">When it was examined, issued, happened or asked.</param>
public sealed record SupplierRecordFacts(SupplierRecordKind Kind, string Title, DateOnly On)
{
    /// <summary>Most years until something is due.</summary>
    public const int MaxYears = 10;

    /// <summary>When the next due diligence is due, the last day of the certificate, or by when the answer is due.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>What a due diligence came to.</summary>
    public DiligenceResult? Result { get; init; }

    /// <summary>Who examined the supplier, or who issued the certificate.</summary>
    public string? By { get; init; }

    /// <summary>Number of the certificate.</summary>
    public string? Number { get; init; }

    /// <summary>The provision or clause that a request rests on.</summary>
    public string? Provision { get; init; }

    /// <summary>Where the document is.</summary>
    public string? Reference { get; init; }

    /// <summary>SHA-256 of that document.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Conditions of a due diligence, or what the organisation did about an incident.</summary>
    public string? Note { get; init; }

    /// <summary>The organisation's own incident.</summary>
    public IncidentId? Incident { get; init; }

    /// <summary>Why it cannot be recorded; null when it can.</summary>
    public Refusal? Refuses(DateOnly today) =>
        On > today || On.Year < 1990 ? SupplierRefusals.DayNotValid
        : Kind is SupplierRecordKind.Incident && DueOn is not null ? SupplierRefusals.DueNotValid
        : Kind is not SupplierRecordKind.Incident && (DueOn is not { } due || due < On || due > On.AddYears(MaxYears))
            ? SupplierRefusals.DueNotValid
        : (Kind is SupplierRecordKind.DueDiligence) != (Result is not null) ? SupplierRefusals.ResultNotValid
        : Kind is SupplierRecordKind.DueDiligence && By is null ? SupplierRefusals.ExaminerMissing
        : Result is DiligenceResult.Conditions && Note is null ? SupplierRefusals.ConditionsMissing
        : Kind is not SupplierRecordKind.Incident && Incident is not null ? SupplierRefusals.IncidentUnknown
        : null;
}
