using Governance.Domain.Targets;

namespace Governance.Portal.Compliance.Targets;

/// <summary>A version of appetite and targets.</summary>
public sealed record TargetsVersionView
{
    /// <summary>The id.</summary>
    public required SystemTargetsId Id { get; init; }

    /// <summary>Its number within the system.</summary>
    public required int Number { get; init; }

    /// <summary>draft, in-force or superseded.</summary>
    public required TargetsState State { get; init; }

    /// <summary>The highest residual score of a risk that is accepted.</summary>
    public required int Appetite { get; init; }

    /// <summary>The reason.</summary>
    public required string Reason { get; init; }

    /// <summary>The targets.</summary>
    public required IReadOnlyList<TargetView> Targets { get; init; }

    /// <summary>Who last changed the draft.</summary>
    public required string DraftedBy { get; init; }

    /// <summary>When the draft was last changed.</summary>
    public required DateTimeOffset DraftedAt { get; init; }

    /// <summary>Ids of everyone who drafted a part of it; none of them may sign it.</summary>
    public required IReadOnlyList<string> Authors { get; init; }

    /// <summary>Who signed it; null while it is a draft.</summary>
    public string? SignedBy { get; init; }

    /// <summary>The role in which they signed.</summary>
    public string? SignedAs { get; init; }

    /// <summary>When it was signed.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>How they proved who they are.</summary>
    public string? Method { get; init; }

    /// <summary>When a later version replaced it.</summary>
    public DateTimeOffset? SupersededAt { get; init; }

    /// <summary>SHA-256 of what is signed.</summary>
    public required string ContentSha256 { get; init; }

    /// <summary>Revision, for <c>If-Match</c>.</summary>
    public required int Revision { get; init; }
}
