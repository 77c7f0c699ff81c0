using System.Collections.Concurrent;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Administration.Admin.Health;

/// <summary>
/// What the page Health says, for those who watch figures and not pages: one alert covers every component, also those that have none of
/// their own.
/// </summary>
internal sealed class MeasureHealth(ReadHealth health, TimeProvider clock) : IMeasureNode
{
    // Parts ask the database and others; the alert waits for minutes.
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    private DateTimeOffset? _looked;
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    public async Task MeasureAsync(PortalMeter meter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        var now = clock.GetUtcNow();
        if (_looked is { } before && now >= before && now < before + s_every)
        {
            return;
        }

        _looked = now;
        var lines = (await health.RunAsync(ct)).Lines.ToLookup(l => l.Subject, StringComparer.Ordinal);
        foreach (var line in lines)
        {
            _seen.TryAdd(line.Key, true);
        }

        // A component that has nothing to say any more is well.
        foreach (var component in _seen.Keys)
        {
            meter.Node.Component(component, lines[component].Any(l => l.State is HealthState.Impaired or HealthState.Stopped));
        }
    }
}
