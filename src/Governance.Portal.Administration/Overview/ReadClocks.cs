using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview;

/// <summary>Reads the clocks that run, the first to end first.</summary>
public sealed class ReadClocks(IDbContextFactory<GovernanceDbContext> dbFactory, IEnumerable<IClockSource> sources, TimeProvider clock)
{
    /// <summary>Clocks that are shown.</summary>
    public const int Most = 6;

    /// <summary>Runs it.</summary>
    public async Task<IReadOnlyList<RunningClock>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (access.Refusal is not null)
        {
            return [];
        }

        var clocks = await ClockReading.ReadAsync(sources.Where(s => s.IsOnOverview), "overview", db, access.Value, Most, now, ct);
        return [.. clocks.SelectMany(c => c).OrderBy(c => c.At).ThenBy(c => c.English, StringComparer.Ordinal).Take(Most)];
    }
}
