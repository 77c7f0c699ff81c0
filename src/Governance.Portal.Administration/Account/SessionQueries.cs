using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>Reads a person's own open sessions.</summary>
public sealed class SessionQueries(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<OwnSession>> ListAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.User is not { } user)
        {
            return [];
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Sessions.AsNoTracking()
            .Where(s => s.User == user && s.EndedAt == null)
            .OrderByDescending(s => s.OpenedAt)
            .ThenBy(s => s.Hash)
            .Select(s => new OwnSession(
                s.Hash,
                s.ActiveRole,
                s.Method,
                s.OpenedAt,
                s.LastSeenAt,
                s.Hash == actor.Session,
                s.Browser,
                s.Network
            ))
            .ToListAsync(ct);
    }
}
