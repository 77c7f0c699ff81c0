namespace Governance.Data.Artifacts;

/// <summary>Stored bytes are no longer what they were.</summary>
public sealed class ContentAlteredException(string expected, string computed)
    : IOException($"Stored content {expected} hashes to {computed}: it was altered on disk.")
{
    /// <summary>The digest it was stored under.</summary>
    public string Expected { get; } = expected;

    /// <summary>The digest it has.</summary>
    public string Computed { get; } = computed;
}
