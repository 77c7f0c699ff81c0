using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Data.Identity;

/// <summary>
/// Whose access was reset within a day decides nothing yet: anyone who reset it may be the one who sits there. A second person who
/// confirmed that access vouches for it, so that the decision is marked but stands.
/// </summary>
public static class SoonAfterReset
{
    /// <summary>For how long a decision is marked, and where no policy says otherwise refused.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(AccessConfirmation.SoonAfterResetHours);

    /// <summary>Null when a person may decide.</summary>
    /// <param name="db">The database, in the action's transaction.</param>
    /// <param name="person">Who decides.</param>
    /// <param name="within">How long after a reset they may not.</param>
    /// <param name="now">The instant of the action.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Refusal?> RefusesAsync(
        GovernanceDbContext db,
        UserId person,
        TimeSpan within,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        return await AtAsync(db, person, ct) is { } at && at > now - within && !await AccessGivers.IsVouchedAsync(db, person, at, ct)
            ? PromotionRefusals.SoonAfterReset
            : null;
    }

    /// <summary>When a person's access was last reset; null when it never was.</summary>
    /// <param name="db">The database, in the action's transaction: an account it has locked is not read again.</param>
    /// <param name="person">The person.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="InvalidOperationException">There is no such account.</exception>
    public static async Task<DateTimeOffset?> AtAsync(GovernanceDbContext db, UserId person, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var user = await db.Users.FindAsync([person.Number], ct) ?? throw new InvalidOperationException($"There is no account {person}.");
        return user.PasswordResetAt;
    }
}
