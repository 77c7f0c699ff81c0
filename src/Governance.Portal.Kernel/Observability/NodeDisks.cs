using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Observability;

/// <summary>Disks of this node.</summary>
internal sealed class NodeDisks(IFreeSpace space, IOptions<StorageOptions> storage, IConfiguration configuration) : IMeasureNode
{
    public Task MeasureAsync(PortalMeter meter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        Measure(meter, "store", Path.GetFullPath(storage.Value.ArtifactPath));
        Measure(meter, "keys", Path.GetFullPath(storage.Value.KeyPath));
        if (DataServices.FileOf(configuration.Database()) is { } file)
        {
            Measure(meter, "database", Path.GetDirectoryName(file)!);
        }

        return Task.CompletedTask;
    }

    private void Measure(PortalMeter meter, string place, string folder)
    {
        if (space.Of(folder) is var (free, total))
        {
            meter.Node.Disk(place, free, total);
        }
    }
}
