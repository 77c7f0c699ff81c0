using Governance.Data;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>An open session.</summary>
/// <param name="Hash">Its stored id.</param>
/// <param name="Role">The role in force.</param>
/// <param name="Method">How it was opened.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="LastSeenAt">When it was last used.</param>
/// <param name="IsThis">True for the one that asks.</param>
/// <param name="Browser">The browser in words, as far as it is known.</param>
/// <param name="Network">The network it was opened from, never the whole address.</param>
public sealed record OwnSession(
    string Hash,
    string? Role,
    string Method,
    DateTimeOffset OpenedAt,
    DateTimeOffset LastSeenAt,
    bool IsThis,
    string? Browser = null,
    string? Network = null
);

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
