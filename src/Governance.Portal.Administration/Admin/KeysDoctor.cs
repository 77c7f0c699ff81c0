using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Keys that ask for every agent, because they were made before keys named theirs.</summary>
internal sealed class KeysDoctor(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock) : IDoctorCheck
{
    private const string Subject = "API keys";
    private const int MaxNamed = 10;

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        // A database that is not there yet, or of an earlier program, is said by another line.
        if (!await db.Database.CanConnectAsync(ct) || (await SchemaVersions.PendingAsync(db, ct)).Count > 0)
        {
            yield break;
        }

        var now = clock.GetLocalNow();
        var unbound = await db
            .ApiKeys.AsNoTracking()
            .Where(k => k.Agents == null && k.RevokedAt == null && k.ExpiresAt > now)
            .OrderBy(k => k.Id)
            .ToListAsync(ct);
        var every = unbound.Where(k => k.IsForEveryAgent).Select(k => k.Id.ToString()).ToList();
        yield return every.Count == 0
            ? DoctorLine.Ok(Subject, "Every key with the scope agents:decide names its agents.")
            : DoctorLine.Warn(
                Subject,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{every.Count} with the scope agents:decide were created before keys named their agents, and ask for every agent: "
                ) + $"{string.Join(", ", every.Take(MaxNamed))}. Create keys that name them, and revoke these."
            );
    }
}
