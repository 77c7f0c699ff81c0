namespace Governance.Reporting;

/// <summary>One piece of evidence as a claim names it.</summary>
/// <param name="Id">Its readable id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Sha256">Its digest.</param>
public sealed record EvidenceReference(string Id, string Kind, string Sha256)
{
    /// <summary>True when the digest was computed with the report over the values it prints, because the record is stored without one: no entry of the log but the report's own covers it.</summary>
    public bool IsComputed { get; init; }
}
