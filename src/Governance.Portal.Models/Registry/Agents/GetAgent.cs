using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Models.Registry.Agents.Tools;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Reads one agent.</summary>
public sealed class GetAgent(IDbContextFactory<GovernanceDbContext> dbFactory, AgentManifests manifests, LogLabels words)
{
    /// <summary>The agent, or that there is none.</summary>
    public async Task<Result<AgentView>> RunAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = ModelName.IsModel(name)
            ? await db
                .Agents.AsNoTracking()
                .Where(a => a.Model == name)
                .Join(
                    db.Models,
                    a => a.Model,
                    m => m.Name,
                    (a, m) =>
                        new
                        {
                            Agent = a,
                            Model = m,
                            Versions = db.Versions.Count(v => v.Model == m.Name),
                        }
                )
                .SingleOrDefaultAsync(ct)
            : null;
        if (found is not { Agent: var agent, Model: var model })
        {
            return AgentRefusals.NotFound(name);
        }

        // Of an agent alone: most models are none, and joined to what was found above, the database numbers the versions of all models.
        var production = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == name && v.Stage == Stage.Production)
            .OrderBy(v => v.Number)
            .Select(v => new { v.Version, v.ArtifactSha256 })
            .FirstOrDefaultAsync(ct);
        var people = await People.ByIdAsync(db, [model.Owner], ct);
        var actors = await AuditActors.LoadAsync(db, words, new[] { agent.StoppedBy, agent.ResumedBy }.OfType<string>(), ct);
        var owner = people.GetValueOrDefault(model.Owner);
        return new AgentView
        {
            Name = model.Name,
            DisplayName = model.DisplayName,
            Purpose = model.Purpose,
            Owner = owner?.Email ?? model.Owner.ToString(),
            OwnerName = owner?.Name ?? model.Owner.ToString(),
            RiskClass = model.RiskClass,
            State = agent.State,
            Stopped = Act(agent.StoppedAt, agent.StoppedBy, agent.StopReason, actors),
            StoppedWith = agent.IsStopped ? await AgentSteps.StoppedWith(db, agent).CountAsync(ct) : 0,
            Resumed = Act(agent.ResumedAt, agent.ResumedBy, agent.ResumeReason, actors),
            ProductionVersion = production?.Version,
            Servers =
                production is not null && await manifests.FindAsync(production.ArtifactSha256, ct) is { } manifest
                    ? await AgentServers.OfAsync(db, model.Name, manifest, ct)
                    : [],
            Versions = found.Versions,
            RegisteredAt = agent.RegisteredAt,
            Revision = agent.Revision,
            Stoppers = agent.Stoppers,
            AnsweredForBy = [model.Owner, .. model.Deputies],
        };
    }

    private static AgentActView? Act(DateTimeOffset? at, string? by, SaltedText? reason, AuditActors actors) =>
        at is { } when && by is not null ? new(when, by, actors[by], reason?.Text) : null;
}
