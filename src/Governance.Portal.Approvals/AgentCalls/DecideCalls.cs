using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using AgentCall = Governance.Domain.Agents.Calls.AgentCall;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// Decides calls of an agent's tools and records them: all of a group in one transaction with one entry of the log, and only then is anyone
/// answered. By what is decided (whether the agent is stopped, its version, manifest and policies) is read in the same transaction; kept
/// between groups is only what was read from bytes, under their digest.
/// </summary>
public sealed class DecideCalls(ActionRunner runner, AgentManifests manifests, IPoliciesInForce inForce)
{
    private const string Acts = "production";

    /// <summary>Decides a group.</summary>
    public Task<Result<IReadOnlyList<CallDecisionView>>> RunAsync(
        Actor actor,
        string agent,
        string? environment,
        IReadOnlyList<CallRequest> calls,
        CancellationToken ct
    ) =>
        runner.RunAsync<IReadOnlyList<AgentCall>, IReadOnlyList<CallDecisionView>>(
            actor,
            Attempt(agent),
            (context, token) => DecideAsync(context, agent, environment, calls, token),
            decided => [.. decided.Select(CallDecisionView.Of)],
            ct
        );

    /// <summary>Decides a single call.</summary>
    public Task<Result<CallDecisionView>> RunAsync(
        Actor actor,
        string agent,
        string? environment,
        CallRequest call,
        CancellationToken ct
    ) =>
        runner.RunAsync<IReadOnlyList<AgentCall>, CallDecisionView>(
            actor,
            Attempt(agent),
            (context, token) => DecideAsync(context, agent, environment, [call], token),
            decided => CallDecisionView.Of(decided[0]),
            ct
        );

    private static Attempt Attempt(string agent) =>
        new("agent-calls.decided", ModelName.IsModel(agent) ? agent : "agent", Permission.DecideAgentCalls);

    private async Task<Result<IReadOnlyList<AgentCall>>> DecideAsync(
        ActionContext context,
        string name,
        string? environment,
        IReadOnlyList<CallRequest> calls,
        CancellationToken ct
    )
    {
        var db = context.Db;
        // Stopping takes the same lock: a call is decided before the stop or after it. Counts of a run are exact for the same reason.
        if (
            !ModelName.IsModel(name)
            || await db.LockModelAsync(name, ct) is not { } model
            || await db.Agents.SingleOrDefaultAsync(a => a.Model == name, ct) is not { } agent
        )
        {
            return AgentRefusals.NotFound(name);
        }

        var (acting, manifest, shut) = await ActingAsync(db, agent, environment, ct);
        IReadOnlyList<CallRuling> rulings =
            manifest is null || shut is not null ? [.. calls.Select(_ => shut!)] : await JudgeAsync(context, model, manifest, calls, ct);
        return await RecordAsync(context, acting, calls, rulings, ct);
    }

    // Which version acts; or why none does. Rows that were read here are compared with the log when the action is saved.
    private async Task<(ActingVersion Acting, AgentManifest? Manifest, CallRuling? Shut)> ActingAsync(
        GovernanceDbContext db,
        Agent agent,
        string? environment,
        CancellationToken ct
    )
    {
        var name = agent.Model;
        var none = new ActingVersion(name, null, null, environment);
        if (agent.IsStopped)
        {
            return (none, null, Denied(CallRuling.Stopped, AgentRefusals.Stopped(name).Message));
        }

        var running = await db
            .Deployments.Where(d => d.Model == name && d.Stage == Stage.Production && d.Until == null)
            .Where(d => environment == null || d.Environment == environment)
            .OrderBy(d => d.Id)
            .ToListAsync(ct);
        if (running.Count == 0)
        {
            return (none, null, Denied(CallRuling.NoVersion, $"No version of {name} is in production there."));
        }

        if (running.Exists(d => d.Environment != running[0].Environment || d.Version != running[0].Version))
        {
            return (
                none,
                null,
                Denied(CallRuling.EnvironmentOpen, $"{name} is in production in several places. Name the environment it acts in.")
            );
        }

        var (version, place) = (running[0].Version, running[0].Environment);
        var registered = await db.Versions.SingleOrDefaultAsync(v => v.Model == name && v.Version == version, ct);
        return
            registered is null
            || registered.Stage is Stage.Retired
            || registered.ArtifactSha256 != running[0].ArtifactSha256
            || await manifests.OfAsync(db, registered, ct) is not { } manifest
            ? (none, null, Denied(CallRuling.NoVersion, $"No version of {name} is in production there."))
            : (new ActingVersion(name, version, registered.ArtifactSha256, place), manifest, null);
    }

    private async Task<IReadOnlyList<CallRuling>> JudgeAsync(
        ActionContext context,
        Model model,
        AgentManifest manifest,
        IReadOnlyList<CallRequest> calls,
        CancellationToken ct
    )
    {
        var (db, name, now) = (context.Db, model.Name, context.Now);
        var riskClass = (await ClassOfModel.ReadAsync(db, model, now, ct)).Value;
        var tier = await db.TiersInForceNow().Where(t => t.Model.Name == name).Select(t => t.Tier).FirstOrDefaultAsync(ct);
        var judged = new GateModel(name, riskClass is { } known ? WireName.Of(known) : null, model.Tags)
        {
            Tier = tier is null ? null : WireName.Of(tier.Tier),
        };
        List<PolicyDocument> policies = [.. (await inForce.ReadAsync(db, ct)).Where(p => PolicyLimits.IsAbout(p, judged, Acts, now))];
        var counts = await RunCounts.ReadAsync(db, name, calls, manifest.Limits.Currency, now, ct);
        return [.. calls.Select(call => Judge(manifest, policies, call, counts, now))];
    }

    private static CallRuling Judge(
        AgentManifest manifest,
        List<PolicyDocument> policies,
        CallRequest call,
        RunCounts counts,
        DateTimeOffset now
    )
    {
        var decided = AgentCallRules.Decide(manifest, policies, Acts, counts.Asked(call, now));
        var tool = manifest.Tools.FirstOrDefault(t =>
            call.Server is null ? t.Id == call.Tool : t.Server == call.Server && t.Name == call.Tool
        );
        var ruling = new CallRuling(
            decided.Decision switch
            {
                CallDecision.Allow => CallVerdict.Allow,
                CallDecision.Ask => CallVerdict.Ask,
                _ => CallVerdict.Deny,
            },
            decided.Policy is null ? CallRuling.ByManifest : CallRuling.ByRule,
            decided.Reason
        )
        {
            Policy = decided.Policy,
            Rule = decided.Rule,
            AskMinutes = decided.AskMinutes,
            NeedsSignature =
                call.AmountParts > 0 || tool is null || tool.Risks.Count == 0 || tool.Risks.Any(r => r is "money" or "irreversible"),
        };
        counts.Add(call, ruling.Verdict);
        return ruling;
    }

    private static async Task<Result<IReadOnlyList<AgentCall>>> RecordAsync(
        ActionContext context,
        ActingVersion acting,
        IReadOnlyList<CallRequest> calls,
        IReadOnlyList<CallRuling> rulings,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var batch = await db.NextIdAsync<AgentCallBatchId>(ct);
        var first = await db.NextIdsAsync<AgentCallId>(calls.Count, ct);
        var tree = new DecisionTree();
        var decided = new List<AgentCall>(calls.Count);
        for (var i = 0; i < calls.Count; i++)
        {
            var call = AgentCall.Decided(
                (new AgentCallId(first.Number + i), batch, i),
                acting,
                calls[i],
                rulings[i],
                (context.Access.Actor.Id, context.Access.People),
                context.Now
            );
            tree.Append(call.Commitment);
            decided.Add(call);
        }

        var record = new AgentCallBatch
        {
            Id = batch,
            Model = acting.Model,
            Count = tree.Count,
            Root = tree.Root(),
            At = context.Now,
        };
        db.AgentCalls.AddRange(decided);
        db.AgentCallBatches.Add(record);
        List<string> asks = [.. decided.Where(c => c.Verdict is CallVerdict.Ask).Select(c => c.Id.ToString())];
        context.Append(
            new AuditEvent(
                "agent-calls.decided",
                batch.ToString(),
                new JsonObject
                {
                    ["model"] = acting.Model,
                    ["version"] = acting.Version,
                    ["manifestSha256"] = acting.ManifestSha256,
                    ["count"] = record.Count,
                    ["root"] = Convert.ToHexStringLower(record.Root),
                    ["allowed"] = decided.Count(c => c.Verdict is CallVerdict.Allow),
                    ["denied"] = decided.Count(c => c.Verdict is CallVerdict.Deny),
                    ["asked"] = new JsonArray([.. asks.Select(id => JsonValue.Create(id))]),
                }
            )
            {
                Covers = asks,
            }
        );
        return decided;
    }

    private static CallRuling Denied(string code, string reason) => new(CallVerdict.Deny, code, reason);
}
