using Governance.Data;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Lineage;

/// <summary>Finds the versions that were made from the file of a version.</summary>
internal sealed class FindMadeFrom(IOptions<LimitsOptions> limits) : IVersionsMadeFrom
{
    public async Task<MadeFrom> FindAsync(GovernanceDbContext db, ModelVersion version, int depth, CancellationToken ct)
    {
        var (start, _) = await TraceLineage.StartAsync(
            db,
            new StartNode(FindNode.IdOf(version.Model, version.Version), null, version),
            FlowDirection.Output,
            ct
        );
        if (start.Count == 0)
        {
            return new([], false);
        }

        var reach = await LineageReach.FromAsync(db, start, downstream: true, depth, limits.Value.LineageNodes, sha256: null, ct);
        var links = await FindVersions.OfAsync(db, [.. reach.Datasets.Keys], ct);
        // What the version was made from is not made from it: only files others were made into.
        return new(
            [.. links.Where(l => l.IsArtifact || reach.Datasets[l.Node] > 0).Select(l => (l.Model, l.Version)).Distinct()],
            reach.IsCut
        );
    }
}
