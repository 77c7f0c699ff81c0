using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Observability;

/// <summary>
/// Whether the OTLP endpoint takes what is sent. The server's log says so when it changes, not each time; the node goes on as before and
/// says that it is degraded.
/// </summary>
internal sealed partial class OtlpState(PortalMeter meter, TimeProvider clock, ILogger<OtlpState> logger) : IReadinessCheck
{
    private readonly Lock _lock = new();
    private string? _problem;
    private DateTimeOffset? _since;

    /// <summary>Why the last delivery failed; null when it did not, or nothing is sent.</summary>
    public string? Problem
    {
        get
        {
            lock (_lock)
            {
                return _problem;
            }
        }
    }

    /// <summary>When deliveries began to fail; null when they do not.</summary>
    public DateTimeOffset? Since
    {
        get
        {
            lock (_lock)
            {
                return _since;
            }
        }
    }

    /// <summary>A delivery is over.</summary>
    /// <param name="problem">Why it failed; null when it was taken.</param>
    public void Tell(string? problem)
    {
        lock (_lock)
        {
            if (problem is not null && _problem is null)
            {
                LogAway(problem);
            }
            else if (problem is null && _problem is not null)
            {
                LogBack();
            }

            _since = problem is null ? null : _since ?? clock.GetUtcNow();
            _problem = problem;
        }

        meter.Node.Otlp(problem is null);
    }

    /// <inheritdoc/>
    public Task<bool> IsReadyAsync(CancellationToken ct) => Task.FromResult(Problem is null);

    [LoggerMessage(
        1222,
        LogLevel.Warning,
        "Metrics and traces cannot be delivered: {Problem} They are dropped until the collector is back; this is logged once"
    )]
    private partial void LogAway(string problem);

    [LoggerMessage(1223, LogLevel.Information, "Metrics and traces are delivered again")]
    private partial void LogBack();
}
