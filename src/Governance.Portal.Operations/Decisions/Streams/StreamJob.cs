using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Observability;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>Reads every configured stream, side by side: each round takes one that is due and that no other round reads.</summary>
internal sealed partial class StreamJob : PeriodicJob
{
    private readonly IReadOnlyList<SourceReader> _readers;
    private readonly ILogger<StreamJob> _logger;

    public StreamJob(
        IOptions<StreamsOptions> options,
        IEnumerable<IStreamBroker> brokers,
        LogFollowers turns,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        IEnumerable<IMessageStore> stores,
        RecordRejected record,
        StreamStates states,
        PortalMeter meter,
        TimeProvider clock,
        ILogger<StreamJob> logger
    )
        : base(TimeSpan.FromSeconds(1), clock, atOnce: true, rounds: Math.Max(1, options.Value.Sources.Length))
    {
        _logger = logger;
        _readers =
        [
            .. options.Value.Sources.Select(source => new SourceReader(
                source,
                brokers.Last(b => b.Kind == source.Kind),
                turns,
                dbFactory,
                stores.Single(s => s.Content == source.Carries),
                record,
                states,
                meter,
                clock,
                TimeSpan.FromSeconds(options.Value.MaxPauseSeconds)
            )),
        ];
    }

    protected override bool IsNeeded => _readers.Count > 0;

    public override async Task RunAsync(CancellationToken ct)
    {
        if (_readers.FirstOrDefault(r => r.TryBegin()) is { } due)
        {
            await due.RunAsync(ct);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var reader in _readers)
        {
            try
            {
                await reader.LeaveAsync(cancellationToken);
            }
#pragma warning disable CA1031 // The node ends all the same, and the turn runs out.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotLeft(e, reader.Name);
            }
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(
        1581,
        LogLevel.Warning,
        "A stream cannot be read, or nothing can be stored; the messages wait at the broker, and the portal tries again"
    )]
    private partial void LogFailed(Exception e);

    [LoggerMessage(1582, LogLevel.Warning, "The lease of stream {Stream} could not be released: other nodes take over when it expires")]
    private partial void LogNotLeft(Exception e, string stream);
}
