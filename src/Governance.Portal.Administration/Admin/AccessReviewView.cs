namespace Governance.Portal.Administration.Admin;

/// <summary>A campaign with its lines.</summary>
/// <param name="Review">The campaign.</param>
/// <param name="Lines">Its lines.</param>
public sealed record AccessReviewView(AccessReviewRow Review, IReadOnlyList<AccessLineView> Lines);
