using System.Collections.Concurrent;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Administration.Admin.Health;

/// <summary>
/// What the page Health says, for those who watch figures and not pages: one alert covers every component, also those that have none of
/// their own.
/// </summary>
internal sealed class MeasureHealth(ReadHealth health) : IMeasureNode
{
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    public async Task MeasureAsync(PortalMeter meter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
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
