using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>What happens to the content of an agent's steps.</summary>
/// <param name="Agent">Name of the agent.</param>
/// <param name="Handling">What happens to content that arrives.</param>
/// <param name="RetentionDays">Days after which kept content is erased.</param>
/// <param name="Revision">Increases with every change; 0 if none was ever set.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="ChangedBy">Who last changed it.</param>
public sealed record ContentPolicyView(
    string Agent,
    ContentHandling Handling,
    int? RetentionDays,
    int Revision,
    DateTimeOffset? ChangedAt,
    string? ChangedBy
);

/// <summary>
/// Reads and changes what happens to the content of an agent's steps. A change counts for spans that arrive from then on; what is kept
/// already stays until its retention ends, and the retention is that of the changed policy.
/// </summary>
public sealed class ChangeContentPolicy(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Name in the log.</summary>
    public const string Action = "agent-content-policy.changed";

    /// <summary>The policy of an agent; one that keeps nothing when none was set.</summary>
    public async Task<Result<ContentPolicyView>> GetAsync(string agent, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.AgentContentPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Model == agent, ct) is { } policy)
        {
            return View(policy, (await ActorNames.LoadAsync(db, [policy.ChangedBy], ct))[policy.ChangedBy]);
        }

        return await db.Agents.AnyAsync(a => a.Model == agent, ct)
            ? View(AgentContentPolicy.For(agent), null)
            : AgentRefusals.NotFound(agent);
    }

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who changes it.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="handling">digest, redact or keep.</param>
    /// <param name="retentionDays">Days after which kept content is erased.</param>
    /// <param name="ct">Cancels before the save.</param>
    public Task<Result<ContentPolicyView>> RunAsync(
        Actor actor,
        string agent,
        string? handling,
        int? retentionDays,
        CancellationToken ct
    ) =>
        runner.RunAsync<ContentPolicyView>(
            actor,
            new Attempt(Action, agent, Permission.ChangeDecisionPolicy),
            async (context, token) =>
            {
                if (!await context.Db.Agents.AnyAsync(a => a.Model == agent, token))
                {
                    return AgentRefusals.NotFound(agent);
                }

                var policy = await context.Db.AgentContentPolicies.SingleOrDefaultAsync(p => p.Model == agent, token);
                if (policy is null)
                {
                    policy = AgentContentPolicy.For(agent);
                    context.Db.AgentContentPolicies.Add(policy);
                }

                if (policy.Change(handling, retentionDays, context.Access.Actor.Id, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        Action,
                        agent,
                        new JsonObject
                        {
                            ["revision"] = policy.Revision,
                            ["handling"] = WireName.Of(policy.Handling),
                            ["retentionDays"] = policy.RetentionDays,
                        }
                    )
                );
                return View(policy, context.Access.PrintedName);
            },
            ct
        );

    private static ContentPolicyView View(AgentContentPolicy policy, string? by) =>
        new(
            policy.Model,
            policy.Handling,
            policy.RetentionDays,
            policy.Revision,
            policy.Revision == 0 ? null : policy.ChangedAt,
            policy.Revision == 0 ? null : by
        );
}
