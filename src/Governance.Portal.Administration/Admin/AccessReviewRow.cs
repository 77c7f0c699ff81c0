using Governance.Domain.Identity;

namespace Governance.Portal.Administration.Admin;

/// <summary>An access review in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OpenedAt">When the snapshot was taken.</param>
/// <param name="DueAt">By when the review is to be finished.</param>
/// <param name="ClosedAt">When it was closed, or null.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Decided">Number of lines that have been decided.</param>
/// <param name="ResultSha256">Digest of the result that the log holds, once closed.</param>
public sealed record AccessReviewRow(
    AccessReviewId Id,
    DateTimeOffset OpenedAt,
    DateTimeOffset DueAt,
    DateTimeOffset? ClosedAt,
    int Lines,
    int Decided,
    string? ResultSha256
);
