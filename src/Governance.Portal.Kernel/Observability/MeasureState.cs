using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Observability;

/// <summary>Reads every few seconds what operators watch, while someone collects metrics. Each node reads for itself.</summary>
internal sealed partial class MeasureState(
    IEnumerable<IMeasureNode> own,
    IEnumerable<IMeasureState> sources,
    PortalMeter meter,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    DatabaseClock time,
    IOptions<TelemetryOptions> options,
    IOptions<OtlpOptions> otlp,
    TimeProvider clock,
    ILogger<MeasureState> logger
) : PeriodicJob(TimeSpan.FromSeconds(options.Value.StateSeconds), clock, atOnce: true)
{
    protected override bool IsNeeded => options.Value.MetricsPort is not null || otlp.Value.Endpoint.Length > 0;

    public override async Task RunAsync(CancellationToken ct)
    {
        List<Exception> problems = [];
        // Without the database first: that it is away is what they are watched for.
        foreach (var source in own)
        {
            await TryAsync(() => source.MeasureAsync(meter, ct));
        }

        await TryAsync(async () =>
        {
            await using var once = await dbFactory.CreateDbContextAsync(ct);
            var round = await MeasuringRound.BeginAsync(once, time, Clock, ct);
            foreach (var source in sources)
            {
                await TryAsync(async () =>
                {
                    await using var db = await dbFactory.CreateDbContextAsync(ct);
                    await source.MeasureAsync(meter, db, round, ct);
                });
            }
        });

        if (problems.Count > 0)
        {
            throw new InvalidOperationException("A source of measurements could not be read.", problems[0]);
        }

        async Task TryAsync(Func<Task> measure)
        {
            try
            {
                await measure();
            }
#pragma warning disable CA1031 // What one feature cannot read leaves the figures of the others as they are.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                problems.Add(e);
            }
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1221, LogLevel.Warning, "Queues, checkpoints or disks could not be measured; the next attempt follows as usual")]
    private partial void LogFailed(Exception e);
}
