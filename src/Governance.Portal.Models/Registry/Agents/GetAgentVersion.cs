using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Models.Registry.Agents.Tools;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Reads one version of an agent.</summary>
public sealed class GetAgentVersion(IDbContextFactory<GovernanceDbContext> dbFactory, AgentManifests manifests)
{
    /// <summary>The version, or that there is none.</summary>
    public async Task<Result<AgentVersionView>> RunAsync(string agent, string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await VersionLookup.ReadAsync(db, agent, name, ct);
        if (found.Refusal is { } unknown)
        {
            return unknown.Code == ModelRefusals.NotFound(agent).Code ? AgentRefusals.NotFound(agent) : unknown;
        }

        var version = found.Value;
        if (!AgentManifests.IsOf(version))
        {
            return AgentRefusals.NotFound(agent);
        }

        if (await manifests.FindAsync(version.ArtifactSha256, ct) is not { } signed)
        {
            return AgentRefusals.ManifestLost(version.Id);
        }

        var digests = signed.Tools.Select(t => t.SchemaSha256);
        var manifest = manifests.WithReviews(version.ArtifactSha256, signed, await ToolReviews.OfAsync(db, digests, ct));
        return new AgentVersionView
        {
            Agent = version.Model,
            Version = version.Version,
            Number = version.Number,
            Stage = version.Stage,
            ManifestSha256 = version.ArtifactSha256,
            Manifest = JsonNode.Parse(signed.ToBytes())!.AsObject(),
            Content = manifest,
            Servers = await AgentServers.OfAsync(db, version.Model, signed, ct),
            Difference = await DifferenceAsync(db, version, manifest, ct),
            RegisteredAt = version.RegisteredAt,
            RegisteredBy = version.RegisteredBy,
            Revision = version.Revision,
        };
    }

    private async Task<AgentDifferenceView?> DifferenceAsync(
        GovernanceDbContext db,
        ModelVersion version,
        AgentManifest manifest,
        CancellationToken ct
    )
    {
        if (version.Stage is Stage.Production)
        {
            return null;
        }

        var model = version.Model;
        var production = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model && v.Stage == Stage.Production)
            .OrderBy(v => v.Number)
            .Select(v => new { v.Version, v.ArtifactSha256 })
            .FirstOrDefaultAsync(ct);
        return production is not null && await manifests.ReviewedAsync(db, production.ArtifactSha256, ct) is { } before
            ? new(production.Version, [.. AgentDifference.Between(before, manifest).Select(c => c.Sentence)])
            {
                Content = AgentDifference.Between(before, manifest),
            }
            : null;
    }
}
