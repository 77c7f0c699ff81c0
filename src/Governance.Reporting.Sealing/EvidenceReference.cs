namespace Governance.Reporting;

/// <summary>One piece of evidence as a claim names it.</summary>
/// <param name="Id">Its readable id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Sha256">Its digest.</param>
public sealed record EvidenceReference(string Id, string Kind, string Sha256)
{
    /// <summary>
    /// True when no entry of the log but the report's own is to be expected to name the digest: it was computed with the report over the
    /// values it prints, or stands within a record that has an entry.
    /// </summary>
    public bool IsUnlogged { get; init; }
}
