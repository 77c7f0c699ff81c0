namespace Governance.Portal.Administration.Admin;

/// <summary>An access review with its lines.</summary>
/// <param name="Review">The review.</param>
/// <param name="Lines">Its lines.</param>
public sealed record AccessReviewView(AccessReviewRow Review, IReadOnlyList<AccessLineView> Lines);
