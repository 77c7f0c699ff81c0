using Governance.Transparency;

namespace Governance.Portal.Administration.Audit.Verify;

/// <summary>What kind of file was given.</summary>
public enum VerifiedKind
{
    /// <summary>An export of a log.</summary>
    Export,

    /// <summary>A receipt.</summary>
    Receipt,

    /// <summary>Any other file: its digest is looked up.</summary>
    File,
}

/// <summary>What a file proves, in words.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Headline">The verdict in one line.</param>
/// <param name="Verified">True: everything that could be checked holds. False: something does not. Null: nothing is known of the
/// file.</param>
/// <param name="Findings">The sentences, failures first.</param>
public sealed record FileVerdict(VerifiedKind Kind, string Headline, bool? Verified, IReadOnlyList<VerificationFinding> Findings)
{
    /// <summary>The checkpoint that the file leads to.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>Digest of the file, when it was looked up.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What the portal knows under this digest.</summary>
    public IReadOnlyList<KnownFile> Known { get; init; } = [];
}

/// <summary>Something recorded under a digest.</summary>
/// <param name="What">Words: "Artifact of", "Evidence", "Report".</param>
/// <param name="Subject">Readable id.</param>
/// <param name="Address">Its page; null when it has none.</param>
public sealed record KnownFile(string What, string Subject, string? Address);
