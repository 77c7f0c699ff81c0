using Governance.Data;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications;

/// <summary>
/// Lets the bells of this node hear what another node has told. One question every few seconds for all pages together; with SQLite there is
/// one node, and the feed has said it already.
/// </summary>
/// <remarks>
/// Numbers are given out before the commit, so a lower one may appear after a higher one. What is new is therefore looked for above the
/// greatest number that was there two minutes ago, and what was announced since then is remembered. A transaction that takes longer than
/// that is shown when the page is opened again.
/// </remarks>
internal sealed partial class InboxPulse(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ChangeFeed feed,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<InboxPulse> logger
) : PeriodicJob(TimeSpan.FromSeconds(3), clock, atOnce: true)
{
    // No transaction that tells someone something waits longer for its commit.
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(2);

    // Numbers below those of the newest are old enough when the portal starts.
    private const int MaxKnown = 10_000;

    // Greatest numbers seen, with the time of the look: when one is old enough, it is the floor.
    private readonly Queue<(long At, long Greatest)> _looks = new();
    private readonly HashSet<long> _announced = [];
    private long? _floor;

    protected override bool IsNeeded => DataServices.KindOf(configuration.Database()) is not DatabaseKind.Sqlite;

    /// <summary>Announces what is new since the last look. The first one announces nothing: pages that open read for themselves.</summary>
    public override async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (_floor is not { } floor)
        {
            // What is there now is known; what commits later with a number among these is new.
            var known = await db.Notifications.AsNoTracking().OrderByDescending(n => n.Id).Select(n => n.Id).Take(MaxKnown).ToListAsync(ct);
            _announced.UnionWith(known);
            _floor = known.Count == MaxKnown ? known[^1] : 0;
            _looks.Enqueue((Clock.GetTimestamp(), known.Count > 0 ? known[0] : 0));
            return;
        }

        var there = await db
            .Notifications.AsNoTracking()
            .Where(n => n.Id > floor)
            .OrderBy(n => n.Id)
            .Select(n => new { n.Id, n.Person })
            .ToListAsync(ct);
        var fresh = there.Where(n => _announced.Add(n.Id)).Select(n => n.Person).Distinct().ToList();
        _looks.Enqueue((Clock.GetTimestamp(), there.Count > 0 ? there[^1].Id : floor));
        while (_looks.TryPeek(out var look) && Clock.GetElapsedTime(look.At) >= s_overlap)
        {
            _looks.Dequeue();
            _floor = Math.Max(_floor.Value, look.Greatest);
        }

        _announced.RemoveWhere(id => id <= _floor);
        Inbox.Changed(feed, fresh);
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2104, LogLevel.Warning, "Looking for new notifications failed; the next look comes as usual")]
    private partial void LogFailed(Exception e);
}
