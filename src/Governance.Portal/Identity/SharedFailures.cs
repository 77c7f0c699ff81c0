using System.Text.Json;
using System.Threading.Channels;
using Governance.Data.Postgres;

namespace Governance.Portal.Identity;

/// <summary>
/// Counts with the other nodes: what failed on one of them is counted on all, so that an address has its tries once and not once a node. Where a
/// message is lost, or a node has just started, it counts less than it might, never more.
/// </summary>
internal sealed partial class SharedFailures(FailureCounter failures, TimeProvider clock, ILogger<SharedFailures> logger, NodeSignals? signals = null) : BackgroundService
{
    private const int MostWaiting = 1_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    // What does not get through in a flood is not worth waiting for.
    private readonly Channel<Failure> _waiting = Channel.CreateBounded<Failure>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (signals is null)
        {
            return; // one node alone
        }

        failures.Counted += Queue;
        try
        {
            await Task.WhenAll(
                AgainAsync(ct => signals.ListenAsync(Hear, ct), stoppingToken),
                AgainAsync(ct => SendAsync(signals, ct), stoppingToken));
        }
        finally
        {
            failures.Counted -= Queue;
        }
    }

    private void Queue(object? sender, Failure failure) => _waiting.Writer.TryWrite(failure);

    private void Hear(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<Failure>(text) is { } failure)
            {
                failures.Hear(failure);
            }
        }
        catch (JsonException)
        {
            // A node of another version says it in another way.
        }
    }

    private async Task SendAsync(NodeSignals to, CancellationToken ct)
    {
        await foreach (var failure in _waiting.Reader.ReadAllAsync(ct))
        {
            await to.SendAsync(JsonSerializer.Serialize(failure), ct);
        }
    }

    private async Task AgainAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work(stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away for a minute must not end the counting for good.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e);
                await Task.Delay(s_pause, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(1331, LogLevel.Warning, "Failed sign-ins are not counted with other nodes at this moment; the next try is due in seconds")]
    private partial void LogFailed(Exception e);
}
