using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Admin.Health;

/// <summary>How this node is.</summary>
/// <param name="Node">What it tells a load balancer.</param>
/// <param name="Lines">Its parts, those that someone should look at first.</param>
/// <param name="At">When they were looked at.</param>
internal sealed record HealthView(NodeReadiness Node, IReadOnlyList<HealthLine> Lines, DateTimeOffset At);

/// <summary>Asks every part of this node how it is. One that does not answer is a line, and keeps no other from being shown.</summary>
internal sealed partial class ReadHealth(
    INodeReadiness node,
    IEnumerable<IHealthSource> sources,
    TimeProvider clock,
    ILogger<ReadHealth> logger
)
{
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(5);

    /// <summary>Looks, at all of them side by side.</summary>
    public async Task<HealthView> RunAsync(CancellationToken ct)
    {
        var answer = await node.ReadAsync(ct);
        var lines = await Task.WhenAll(sources.Select(s => AskAsync(s, ct)));
        return new HealthView(answer, [.. lines.SelectMany(l => l).OrderByDescending(l => l.State)], clock.GetLocalNow());
    }

    private async Task<IReadOnlyList<HealthLine>> AskAsync(IHealthSource source, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(s_most, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        var lines = new List<HealthLine>();
        try
        {
            await foreach (var line in source.ReadAsync(bound.Token).WithCancellation(bound.Token))
            {
                lines.Add(line);
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is what was found.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(source.Subject, e);
            lines.Add(
                HealthLine.Impaired(
                    source.Subject,
                    $"This part could not be checked. The server's log says why (event 1229).",
                    $"Each part has {s_most.TotalSeconds} seconds to respond."
                )
            );
        }

        return lines;
    }

    [LoggerMessage(1229, LogLevel.Warning, "The page Health could not read the state of {Source}")]
    private partial void LogFailed(string source, Exception e);
}
