using Governance.Domain.Reports;

namespace Governance.Portal.Compliance.Reports;

/// <summary>A report.</summary>
public sealed record ReportView
{
    public required ReportId Id { get; init; }

    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public required string Format { get; init; }

    /// <summary>Language of the document, en or de. JSON is always in English.</summary>
    public required string Language { get; init; }

    public required ReportState State { get; init; }

    /// <summary>Who requested it, as written in the audit log.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it was completed or failed.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Digest of the bytes at the content address.</summary>
    public required string? Sha256 { get; init; }

    public required long? SizeBytes { get; init; }

    /// <summary>Digest of its machine-readable copy, which is used to compare two reports.</summary>
    public required string? TwinSha256 { get; init; }

    /// <summary>Number of required points that were missing; null for a report without such points. If it is above zero, every page says
    /// INCOMPLETE.</summary>
    public required int? MissingPoints { get; init; }

    /// <summary>Why it failed.</summary>
    public required string? Failure { get; init; }

    /// <summary>Its entry in the log.</summary>
    public required long? LogIndex { get; init; }

    /// <summary>Address of the bytes, once there are any.</summary>
    public string? Content => State is ReportState.Ready ? $"/api/v1/reports/{Id}/content" : null;

    public static ReportView Of(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportView
        {
            Id = report.Id,
            Kind = report.Kind,
            Subject = report.Subject,
            Format = report.Format,
            Language = report.Language,
            State = report.State,
            RequestedBy = report.RequestedBy,
            RequestedAt = report.RequestedAt,
            FinishedAt = report.FinishedAt,
            Sha256 = report.Sha256,
            SizeBytes = report.SizeBytes,
            TwinSha256 = report.TwinSha256,
            MissingPoints = report.MissingPoints,
            Failure = report.Failure,
            LogIndex = report.LogIndex,
        };
    }
}
