using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Agents;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using AgentCall = Governance.Domain.Agents.Calls.AgentCall;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// Decides calls of an agent's tools and records them: all of a group in one transaction with one entry of the log, and only then is anyone
/// answered. By what is decided (whether the agent is stopped, its version, manifest and policies) holds in the same transaction, see
/// <see cref="ReadCallFacts"/>.
/// </summary>
public sealed class DecideCalls(ActionRunner runner, ReadCallFacts facts)
{
    /// <summary>Decides those of a group that are still waited for when it is their turn.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="environment">Where it acts; null for the only place.</param>
    /// <param name="calls">The calls that are waited for, asked once everything that has to be waited for was waited for.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What was decided, in the order of the calls.</returns>
    public Task<Result<IReadOnlyList<CallDecisionView>>> RunAsync(
        Actor actor,
        string agent,
        string? environment,
        Func<IReadOnlyList<CallRequest>> calls,
        CancellationToken ct
    ) =>
        runner.RunAsync<IReadOnlyList<AgentCall>, IReadOnlyList<CallDecisionView>>(
            actor,
            Attempt(agent),
            (context, token) => DecideAsync(context, agent, environment, calls, token),
            decided => [.. decided.Select(CallDecisionView.Of)],
            ct
        );

    /// <summary>Writes down that no one heard what was decided: those who asked were gone before the answer.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="calls">Ids of the calls.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<bool>> UnheardAsync(string agent, IReadOnlyList<string> calls, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var data = new JsonObject { ["calls"] = new JsonArray([.. calls.Select(id => JsonValue.Create(id))]) };
        return runner.RunAsync(
            Actor.OfJob("call-answers"),
            new Attempt("agent-calls.unheard", agent, null),
            (context, _) =>
            {
                // A JSON value has one parent: a second try appends a copy.
                context.Append(new AuditEvent("agent-calls.unheard", agent, data.DeepClone().AsObject()) { Covers = calls });
                return Task.FromResult(Result<bool>.Done(true));
            },
            ct
        );
    }

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
            (context, token) => DecideAsync(context, agent, environment, () => [call], token),
            decided => CallDecisionView.Of(decided[0]),
            ct
        );

    private static Attempt Attempt(string agent) =>
        new("agent-calls.decided", ModelName.IsModel(agent) ? agent : "agent", Permission.DecideAgentCalls) { KeepsRights = true };

    private async Task<Result<IReadOnlyList<AgentCall>>> DecideAsync(
        ActionContext context,
        string name,
        string? environment,
        Func<IReadOnlyList<CallRequest>> awaited,
        CancellationToken ct
    )
    {
        if (context.Access.RefusesAgent(name) is { } stranger)
        {
            return stranger;
        }

        var read = await facts.OfAsync(context, name, environment, ct);
        if (read.Refusal is { } unknown)
        {
            return unknown;
        }

        var by = read.Value;
        // After everything that had to be waited for: the transaction, and by what is decided.
        var calls = awaited();
        if (calls.Count == 0)
        {
            return CallRefusals.NotInTime;
        }

        var counts = await RunCounts.ReadAsync(context.Db, by.Acting.Model, calls, by.Manifest?.Limits, context.Now, ct);
        IReadOnlyList<CallRuling> rulings = by.Manifest is { } manifest
            ? Judge(by, manifest, calls, counts, context.Now)
            : [.. calls.Select(_ => by.Shut!)];
        return await RecordAsync(context, by.Acting, calls, (rulings, counts), ct);
    }

    private static IReadOnlyList<CallRuling> Judge(
        CallFacts facts,
        AgentManifest manifest,
        IReadOnlyList<CallRequest> calls,
        RunCounts counts,
        DateTimeOffset now
    )
    {
        List<PolicyDocument> policies = [.. facts.Policies.Where(p => PolicyLimits.IsAbout(p, facts.Judged!, CallFacts.Acts, now))];
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
        var decided = AgentCallRules.Decide(manifest, policies, CallFacts.Acts, counts.Asked(call, now));
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
        (IReadOnlyList<CallRuling> Rulings, RunCounts Counts) judged,
        CancellationToken ct
    )
    {
        var (rulings, counts) = judged;
        var db = context.Db;
        var (batch, first) = await db.NextIdsAsync<AgentCallBatchId, AgentCallId>(calls.Count, ct);
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
        await AgentCallStore.AddAsync(db, decided, ct);
        counts.Store(decided, context.Now);
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
}
