using Governance.Domain.Identity;

namespace Governance.Portal.Administration.Admin;

/// <summary>A line of a campaign.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Holder">Account or key.</param>
/// <param name="Name">Its name now.</param>
/// <param name="What">Role, scopes, or <c>account</c>.</param>
/// <param name="Since">Since when, as far as it is known.</param>
/// <param name="GivenBy">Who gave it.</param>
/// <param name="LastUsedAt">When it was last used.</param>
/// <param name="Verdict">What was decided.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Reason">Why.</param>
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
