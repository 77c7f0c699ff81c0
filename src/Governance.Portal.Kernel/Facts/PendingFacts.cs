using Governance.Data;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

public static class PendingFacts
{
    /// <summary>
    /// Rows of the database together with what the running action has added or changed but not saved yet: a fact counts from the very
    /// action that makes it.
    /// </summary>
    /// <param name="stored">Which rows to load.</param>
    /// <param name="db">The action's context.</param>
    /// <param name="belongs">The same question, asked of rows as they are in memory.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<T>> WithPendingAsync<T>(
        this IQueryable<T> stored,
        GovernanceDbContext db,
        Func<T, bool> belongs,
        CancellationToken ct
    )
        where T : class
    {
        await stored.LoadAsync(ct);
        return [.. db.Set<T>().Local.Where(belongs)];
    }
}
