using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>
/// On SQLite, notices that something was written, by this process or by a host command beside it: every commit appends to the write-ahead
/// log, which is looked at once a second without asking the database. Jobs then look only when there are new entries.
/// </summary>
public sealed partial class DatabaseFileWatch(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IConfiguration configuration,
    LogTip tip,
    TimeProvider clock,
    ILogger<DatabaseFileWatch> logger,
    NodeSignals? signals = null
) : PeriodicJob(TimeSpan.FromSeconds(1), clock, atOnce: true)
{
    private readonly string? _file = signals is null ? DataServices.FileOf(configuration.Database()) : null;
    private (long Length, DateTime At)? _seen;

    protected override bool IsNeeded => _file is not null;

    protected override bool GoesOnWhileDraining => true;

    public override async Task RunAsync(CancellationToken ct)
    {
        // Before the database is asked: what is written after that is another state of the file.
        var log = new FileInfo(_file + "-wal");
        var state = log.Exists ? (log.Length, log.LastWriteTimeUtc) : (0, default);
        if (state == _seen)
        {
            return;
        }

        try
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            // What has no entry in the log is written by this process alone, which knows of it.
            var end = await LogFollowers.EndAsync(db, ct);
            if (tip.Mark?.Next != end)
            {
                tip.Heard(end);
            }

            _seen = state;
        }
        catch
        {
            tip.Lost();
            throw;
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1335, LogLevel.Warning, "The database's write-ahead log could not be looked at; jobs look for themselves until then")]
    private partial void LogFailed(Exception e);
}
