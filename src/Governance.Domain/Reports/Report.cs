using Governance.Domain.Audit;

namespace Governance.Domain.Reports;

/// <summary>Where a report stands.</summary>
public enum ReportState
{
    /// <summary>Waiting for its turn.</summary>
    Queued,

    /// <summary>Being made.</summary>
    Running,

    /// <summary>Made and stored.</summary>
    Ready,

    /// <summary>Could not be made; says why.</summary>
    Failed,
}

/// <summary>A report someone asked for, and what became of it.</summary>
public sealed class Report : IAudited
{
    /// <summary>The readable id.</summary>
    public ReportId Id { get; init; }

    /// <summary>Kind: <c>approval-record</c>, <c>drift</c>, …</summary>
    public string Kind { get; init; } = "";

    /// <summary>What it is about.</summary>
    public string Subject { get; init; } = "";

    /// <summary><c>pdf</c>, <c>html</c> or <c>json</c>.</summary>
    public string Format { get; init; } = "";

    /// <summary>Language of the document, as a BCP 47 tag. What programs read is the same in each, and English.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Where it stands.</summary>
    public ReportState State { get; private set; }

    /// <summary>Who asked, as the log writes an actor.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Until when a node makes it, by the database's clock; it is gone if it is still at it then. Null while none does.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    /// <summary>When it was made or failed.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Digest of the stored bytes.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>Length of the stored bytes.</summary>
    public long? SizeBytes { get; private set; }

    /// <summary>Digest of its machine-readable twin: the same content as JSON, by which two reports are compared.</summary>
    public string? TwinSha256 { get; private set; }

    /// <summary>Required points that were missing when it was made; null for a report that has no such points.</summary>
    public int? MissingPoints { get; private set; }

    /// <summary>Why it failed, in words.</summary>
    public string? Failure { get; private set; }

    /// <summary>Its entry in the log.</summary>
    public long? LogIndex { get; set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Whether a node may begin it: it waits, or the node that made it is gone.</summary>
    /// <param name="now">The database's time: two nodes' clocks may differ.</param>
    public bool IsFree(DateTimeOffset now) =>
        State is ReportState.Queued || (State is ReportState.Running && (HeldUntil is not { } until || until <= now));

    /// <summary>Begins, or begins again after a node left it unfinished.</summary>
    /// <param name="until">Until when no one else begins it, by the database's clock; longer than it can take.</param>
    public void Start(DateTimeOffset until) => (State, HeldUntil) = (ReportState.Running, until);

    /// <summary>Goes back to wait: the node that made it stops.</summary>
    public void Wait() => (State, HeldUntil) = (ReportState.Queued, null);

    /// <summary>Is made.</summary>
    public void Finish(string sha256, long sizeBytes, string twinSha256, int? missingPoints, DateTimeOffset now)
    {
        (State, Sha256, SizeBytes, TwinSha256, MissingPoints, FinishedAt, HeldUntil) = (
            ReportState.Ready,
            sha256,
            sizeBytes,
            twinSha256,
            missingPoints,
            now,
            null
        );
    }

    /// <summary>Failed.</summary>
    public void Fail(string why, DateTimeOffset now)
    {
        (State, Failure, FinishedAt, HeldUntil) = (ReportState.Failed, why, now, null);
    }
}
