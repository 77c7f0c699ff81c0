using System.Text.Json;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>Counts what a busy caller of the API uses on one node against its rate on all of them, twice a second.</summary>
internal sealed partial class RatesOfNodes(
    CallerRates rates,
    NodeMessages messages,
    TimeProvider clock,
    ILogger<RatesOfNodes> logger,
    NodeSignals? signals = null
) : PeriodicJob(s_every, clock), INodeTopic
{
    // With SHA-256 in hexadecimal well below what a message may hold.
    private const int AtOnce = 60;

    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(500);

    public string Name => "rate";

    protected override bool IsNeeded => signals is not null;

    protected override bool GoesOnWhileDraining => true;

    public override Task RunAsync(CancellationToken ct)
    {
        foreach (var part in rates.TakeUsed(s_every).Chunk(AtOnce))
        {
            messages.Tell(Name, JsonSerializer.Serialize(part.ToDictionary(StringComparer.Ordinal)));
        }

        return Task.CompletedTask;
    }

    public Task HearAsync(string text, CancellationToken ct)
    {
        try
        {
            foreach (var (caller, used) in JsonSerializer.Deserialize<Dictionary<string, int>>(text) ?? [])
            {
                rates.Hear(caller, used);
            }
        }
        catch (JsonException)
        {
            // A node of another version says it in another way.
        }

        return Task.CompletedTask;
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(
        1334,
        LogLevel.Warning,
        "Callers' request counts cannot be shared with other nodes at the moment; the next attempt follows as usual"
    )]
    private partial void LogFailed(Exception e);
}
