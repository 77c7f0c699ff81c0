using Governance.Domain.Identity;

namespace Governance.Portal.Administration.Admin;

/// <summary>A campaign in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OpenedAt">When the picture was taken.</param>
/// <param name="DueAt">By when it is to be finished.</param>
/// <param name="ClosedAt">When it was closed, or null.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Decided">How many of them are decided.</param>
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
