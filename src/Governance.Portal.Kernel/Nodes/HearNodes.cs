using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>Listens to the other nodes, on one connection for all topics. With each new one, topics catch up on what they missed.</summary>
internal sealed partial class HearNodes : PeriodicJob
{
    private readonly NodeSignals? _signals;
    private readonly ILogger<HearNodes> _logger;
    private readonly Dictionary<string, INodeTopic> _topics;
    private readonly LogTip _tip;

    public HearNodes(IEnumerable<INodeTopic> topics, LogTip tip, TimeProvider clock, ILogger<HearNodes> logger, NodeSignals? signals = null)
        : base(TimeSpan.FromSeconds(1), clock, atOnce: true) =>
        (_signals, _logger, _tip, _topics) = (signals, logger, tip, topics.ToDictionary(t => t.Name, StringComparer.Ordinal));

    protected override bool IsNeeded => _signals is not null;

    // Returns when the connection is lost only; the next round listens again.
    public override async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await _signals!.ListenAsync(
                async token =>
                {
                    foreach (var topic in _topics.Values)
                    {
                        await topic.ListeningAsync(token);
                    }
                },
                (message, token) =>
                    _topics.TryGetValue(message.Topic, out var topic) ? topic.HearAsync(message.Text, token) : Task.CompletedTask,
                ct
            );
        }
        finally
        {
            // Until it listens again, jobs look for themselves.
            _tip.Lost();
        }
    }

    protected override bool GoesOnWhileDraining => true;

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(
        1332,
        LogLevel.Warning,
        "Changes on other nodes do not arrive at the moment, so open pages do not show them; the next attempt is in a second"
    )]
    private partial void LogFailed(Exception e);
}
