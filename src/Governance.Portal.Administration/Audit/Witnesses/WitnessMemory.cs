using Governance.Data;
using Governance.Data.Audit;
using Governance.Transparency.Witness;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Witnesses;

/// <summary>
/// What this portal, as a witness, saw of each log: in the database, where several nodes share it and none rolls it back.
/// </summary>
internal sealed class WitnessMemory(IDbContextFactory<GovernanceDbContext> dbFactory) : IWitnessState
{
    public async Task<WitnessedTree> GetAsync(string origin, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.WitnessedLogs.AsNoTracking().FirstOrDefaultAsync(l => l.Origin == origin, ct) is { } log
            ? new WitnessedTree(log.Size, log.Root)
            : WitnessedTree.None;
    }

    public async Task<bool> TrySetAsync(string origin, WitnessedTree before, WitnessedTree after, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var log = await db.WitnessedLogs.FirstOrDefaultAsync(l => l.Origin == origin, ct);
        if ((log?.Size ?? 0) != before.Size || (log is not null && !log.Root.AsSpan().SequenceEqual(before.Root)))
        {
            return false;
        }

        if (log is null)
        {
            db.WitnessedLogs.Add(
                new WitnessedLog
                {
                    Origin = origin,
                    Size = after.Size,
                    Root = after.Root,
                }
            );
        }
        else
        {
            (log.Size, log.Root) = (after.Size, after.Root);
        }

        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            return false; // another request was quicker: the size is part of the update's condition, the origin is unique
        }
    }
}
