using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Policies;
using Governance.Portal.Features.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Approvals;

/// <summary>
/// Whose access was reset within a day decides nothing yet: whoever reset it may be the one who sits there. A second person who confirmed that
/// access vouches for it, so that the decision is marked but stands.
/// </summary>
internal static class SoonAfterReset
{
    /// <summary>For how long a decision is marked, and where no policy says otherwise refused.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(PolicyApprovals.DefaultSoonAfterResetHours);

    /// <summary>Null when the person may decide.</summary>
    public static Task<Refusal?> RefusesAsync(ActionContext context, CancellationToken ct) => RefusesAsync(context, Within, ct);

    /// <summary>Null when the person may sign under the policies by which the gate of the promotion ran.</summary>
    public static async Task<Refusal?> RefusesAsync(ActionContext context, Promotion promotion, CancellationToken ct) =>
        await context.Db.GateRuns.FindAsync([promotion.GateRun], ct) is { } run
            ? await RefusesAsync(context, TimeSpan.FromHours(run.ReadResult().Approvals.SoonAfterResetHours), ct)
            : await RefusesAsync(context, ct);

    private static async Task<Refusal?> RefusesAsync(ActionContext context, TimeSpan within, CancellationToken ct)
    {
        if (context.Access.Person is not { } person)
        {
            return null;
        }

        var resetAt = await context.Db.Users.Where(u => u.Id == person.Number).Select(u => u.PasswordResetAt).SingleAsync(ct);
        return resetAt is { } at && at > context.Now - within && !await AccessGivers.IsVouchedAsync(context.Db, person, at, ct) ? PromotionRefusals.SoonAfterReset : null;
    }
}
