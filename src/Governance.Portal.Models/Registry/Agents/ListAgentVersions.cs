using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Lists the versions of an agent, newest first.</summary>
public sealed class ListAgentVersions(IDbContextFactory<GovernanceDbContext> dbFactory, ListVersions versions)
{
    /// <summary>A page.</summary>
    public async Task<Result<ApiPage<AgentVersionRow>>> RunAsync(string agent, string? stage, ListQuery query, CancellationToken ct)
    {
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (!ModelName.IsModel(agent) || !await db.Agents.AnyAsync(a => a.Model == agent, ct))
            {
                return AgentRefusals.NotFound(agent);
            }
        }

        var page = await versions.PageAsync(agent, stage, query, ct);
        return page.Match<Result<ApiPage<AgentVersionRow>>>(
            found => new ApiPage<AgentVersionRow>(
                [.. found.Items.Select(v => new AgentVersionRow(v.Version, v.Number, v.Stage, v.ArtifactSha256, v.RegisteredAt))],
                found.NextCursor
            ),
            refusal => refusal
        );
    }
}
