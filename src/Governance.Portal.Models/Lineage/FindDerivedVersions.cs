using Governance.Data;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Lineage;

/// <summary>Finds the versions that were made from the file of a version, by following lineage downstream from it.</summary>
internal sealed class FindDerivedVersions(IOptions<LimitsOptions> limits) : IDerivedVersions
{
    public async Task<DerivedVersions> FindAsync(GovernanceDbContext db, ModelVersion version, int depth, CancellationToken ct)
    {
        var (files, _) = await TraceLineage.StartAsync(
            db,
            new StartNode(FindNode.IdOf(version.Model, version.Version), null, version),
            FlowDirection.Output,
            ct
        );
        if (files.Count == 0)
        {
            return new([], IsCut: false);
        }

        var reach = await LineageReach.FromAsync(db, files, downstream: true, depth, limits.Value.LineageNodes, sha256: null, ct);
        var links = await FindVersions.DownstreamAsync(db, reach, version, ct);
        return new([.. links.Where(l => !l.IsOf(version)).Select(l => (l.Model, l.Version)).Distinct()], reach.IsCut);
    }
}
