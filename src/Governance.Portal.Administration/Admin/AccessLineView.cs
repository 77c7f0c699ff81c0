using Governance.Domain.Identity;

namespace Governance.Portal.Administration.Admin;

/// <summary>A line of an access review.</summary>
/// <param name="Number">Number of the line.</param>
/// <param name="Holder">Account or key.</param>
/// <param name="Name">Current name of the holder.</param>
/// <param name="What">Role, scopes, or <c>account</c>.</param>
/// <param name="Since">When the access was given, if known.</param>
/// <param name="GivenBy">Who gave the access.</param>
/// <param name="LastUsedAt">When it was last used.</param>
/// <param name="Verdict">What was decided.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Reason">The reason.</param>
public sealed record AccessLineView(
    int Number,
    string Holder,
    string Name,
    string What,
    DateTimeOffset? Since,
    string GivenBy,
    DateTimeOffset? LastUsedAt,
    AccessVerdict? Verdict,
    UserId? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? Reason
)
{
    /// <summary>The scope of the role; null for the whole organisation.</summary>
    public string? Scope { get; init; }
}
