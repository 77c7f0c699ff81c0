using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Integrations;

/// <summary>
/// Delivers events in the background: at once when this process commits something, and every second for what others append and what is due
/// again.
/// </summary>
internal sealed partial class IntegrationJob(
    DeliverEvents deliver,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ChangeFeed feed,
    IOptions<IntegrationsOptions> options,
    LogTip tip,
    TimeProvider clock,
    ILogger<IntegrationJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(1), clock, atOnce: true)
{
    private static readonly TimeSpan s_prune = TimeSpan.FromHours(1);

    private DateTimeOffset _pruned = DateTimeOffset.MinValue;

    public override async Task RunAsync(CancellationToken ct)
    {
        await deliver.RunAsync(ct);
        if (Clock.GetUtcNow() is var now && now - _pruned > s_prune)
        {
            await PruneAsync(now, ct);
            _pruned = now;
        }
    }

    protected override LogTip? Tip => tip;

    // Old deliveries are deleted whether anything happens or not.
    protected override TimeSpan LooksAtLeastEvery => s_prune;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => deliver.UntilDueAsync(ct);

    protected override IDisposable Listen() => feed.Subscribe([], _ => Wake());

    protected override void Tell(Exception problem) => LogFailed(problem);

    private async Task PruneAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        while (await ChangeDestinationState.PruneAsync(db, now.AddDays(-options.Value.KeepDeliveriesDays), ct) > 0)
        {
            db.ChangeTracker.Clear();
        }
    }

    [LoggerMessage(1553, LogLevel.Error, "Delivering events failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
