using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Reads API keys.</summary>
public sealed class KeyQueries(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>One key, or null.</summary>
    public async Task<KeyView?> FindAsync(ApiKeyId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await ViewsAsync(db, await db.ApiKeys.AsNoTracking().Where(k => k.Id == id).ToListAsync(ct), ct);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>A page of the administration's table, newest first.</summary>
    public async Task<PageOf<KeyView>> PageAsync(int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db.ApiKeys.AsNoTracking().OrderByDescending(k => k.Id).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<KeyView>(await ViewsAsync(db, rows, ct), await db.ApiKeys.CountAsync(ct));
    }

    /// <summary>A page of the API's list, by id.</summary>
    public async Task<Result<ApiPage<KeyView>>> ListAsync(ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var take = query.Take();
        if (!take.IsDone)
        {
            return take.Refusal;
        }

        var after = UserQueries.AfterOf(query.Cursor);
        if (!after.IsDone)
        {
            return after.Refusal;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var last = after.Value;
        var rows = await db
            .ApiKeys.AsNoTracking()
            .Where(k => (int)(object)k.Id > last)
            .OrderBy(k => k.Id)
            .Take(take.Value + 1)
            .ToListAsync(ct);
        return UserQueries.Page(await ViewsAsync(db, rows, ct), take.Value, k => k.Id.Number);
    }

    private static async Task<List<KeyView>> ViewsAsync(GovernanceDbContext db, List<ApiKey> keys, CancellationToken ct)
    {
        var owners = keys.Where(k => k.Owner is not null).Select(k => k.Owner!.Value.Number).Distinct().ToList();
        var emails = await db.Users.AsNoTracking().Where(u => owners.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Email, ct);
        return keys.ConvertAll(k => new KeyView(
            k.Id,
            k.Name,
            k.Hint,
            k.Scopes,
            k.Owner is { } owner ? emails.GetValueOrDefault(owner.Number) : null,
            k.CreatedAt,
            k.CreatedBy,
            k.ExpiresAt,
            k.RevokedAt,
            k.LastUsedAt
        )
        {
            Agents = k.Agents,
        });
    }
}
