using System.Collections.Concurrent;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Discovery;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// Reads by what calls of an agent are decided, and keeps it while it holds. Whether it holds is asked of the database in each transaction,
/// not of a clock: no entry of the log that could change it was added since, on any node, and every row it was read from is still the one
/// that was compared with the log. So a stop counts for the next call, and a row that someone changed beside the portal is found.
/// </summary>
public sealed class ReadCallFacts(AgentManifests manifests, IPoliciesInForce inForce)
{
    private const int Remembered = 1_024;

    /// <summary>
    /// What a call is decided by. It is compared when it is read, whole tables among it, for a row that was changed so that it is not read
    /// any more is missed by the queries; what is kept afterwards are facts of rows that were what the log states.
    /// </summary>
    internal static DecisionReads<string> Reads { get; } =
        new DecisionReads<string>("tool call")
            .Anchored<Model>(agent => RecordsAsked.Of<Model>(nameof(Model.Name), agent))
            .Anchored<Agent>(agent => RecordsAsked.Of<Agent>(nameof(Agent.Model), agent).OrGoneUnder([agent]))
            .Anchored<Deployment>(agent => RecordsAsked.Of<Deployment>(nameof(Deployment.Model), agent))
            .Anchored<ModelVersion>(agent => RecordsAsked.Of<ModelVersion>(nameof(ModelVersion.Model), agent))
            .Anchored<TierAssessment>(agent => RecordsAsked.Of<TierAssessment>(nameof(TierAssessment.Model), agent).OrGoneUnder([agent]))
            .Whole<DiscoveryItem>()
            .Whole<IncidentVersion>()
            .Whole<RetirementVersion>()
            .Whole<RiskLowering>()
            .Whole<AiSystem>()
            .Whole<Assessment>()
            .AnchoredIn<PolicyVersion>("IPoliciesInForce, the whole table")
            .AnchoredIn<AgentToolReview>("ToolReviews, of the tools of the manifest, rows that are gone too")
            .AnchoredIn<AgentRunTotal>("RunCounts and RecordStatements: tracked, and asked for where it is gone")
            .AnchoredIn<AgentCallAnswer>("RunCounts, of the calls that wait, rows that are gone too")
            .AnchoredIn<User>("KeyRights, who stands behind the key")
            .AnchoredIn<IdentityUserRole<int>>("KeyRights, the roles of who stands behind the key")
            .AnchoredIn<AccessGrant>("KeyRights, who gave them access")
            .AnchoredIn<RoleScope>("KeyRights, what these roles are limited to")
            .AnchoredIn<ApiKey>("KeyRights, the key and those it was made with")
            .Idle<Domain.Agents.Calls.AgentCall>(
                "read once of a run that began before runs were counted; from then on its total counts, which is stated"
            )
            .Recomputed<AuditEntry>("the log's own checkpoints");

    private readonly ConcurrentDictionary<(string Agent, string? Environment), Known> _known = [];

    /// <summary>Takes the agent's lock and reads it.</summary>
    internal async Task<Result<CallFacts>> OfAsync(ActionContext context, string name, string? environment, CancellationToken ct)
    {
        if (!ModelName.IsModel(name))
        {
            return await UnknownAsync(context.Db, name, ct);
        }

        // Stopping takes the same lock: a call is decided before the stop or after it. Counts of a run are exact for the same reason.
        var db = context.Db;
        await db.LockModelOnlyAsync(name, ct);
        var day = context.Now.Day();
        if (
            _known.TryGetValue((name, environment), out var known)
            && known.Day == day
            && !known.Rows.IsOutdated
            && await known.Tail.SinceAsync(db, LogTail.Idle, ct) is { } still
        )
        {
            _known[(name, environment)] = known with { Tail = still };
            db.DecidedBy.Add(known.Rows);
            return known.Facts;
        }

        var tail = await LogTail.ReadAsync(db, ct);
        if (
            await db.LockModelAsync(name, ct) is not { } model
            || await db.Agents.SingleOrDefaultAsync(a => a.Model == name, ct) is not { } agent
        )
        {
            return await UnknownAsync(db, name, ct);
        }

        await Reads.EnsureAsync(db, name, ct);
        var (acting, manifest, shut) = await ActingAsync(db, agent, environment, ct);
        var judged = manifest is null ? default : await ClassOfModel.ReadAsync(db, model, context.Now, ct);
        if (judged.Value is RiskClass.Prohibited)
        {
            (manifest, shut) = (null, Denied(CallRuling.Prohibited, $"{name} is classified as prohibited, so its tool calls are denied."));
        }

        var facts = new CallFacts(acting, manifest, shut);
        if (manifest is not null)
        {
            await ToolReviews.EnsureAsync(db, manifest, ct);
            facts = facts with { Judged = await JudgedAsync(db, model, judged, ct), Policies = await inForce.ReadAsync(db, ct) };
        }

        if (_known.Count >= Remembered)
        {
            _known.Clear();
        }

        _known[(name, environment)] = new Known(facts, day, tail, await KnownRows.ReadAsync(db, ct));
        return facts;
    }

    // Of what is not registered no call is kept; it is told from a typing error where someone blocked the name.
    private static async Task<Refusal> UnknownAsync(GovernanceDbContext db, string name, CancellationToken ct) =>
        await BlockedAgents.FindAsync(db, name, ct) is null ? AgentRefusals.NotFound(name) : AgentRefusals.Blocked(name);

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
        if (await BlockedAgents.FindAsync(db, name, ct) is not null)
        {
            return (none, null, Denied(CallRuling.Blocked, AgentRefusals.Blocked(name).Message));
        }

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
            return (none, null, Denied(CallRuling.NoVersion, $"No version of {name} is in production in this environment."));
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
        if (await HeldVersions.OfAsync(db, name, version, ct) is { } held)
        {
            return (none, null, Denied(held.Code, held.Message));
        }

        var registered = await db.Versions.SingleOrDefaultAsync(v => v.Model == name && v.Version == version, ct);
        return
            registered is null
            || registered.Stage is Stage.Retired
            || registered.ArtifactSha256 != running[0].ArtifactSha256
            || await manifests.OfAsync(db, registered, ct) is not { } manifest
            ? (none, null, Denied(CallRuling.NoVersion, $"No version of {name} is in production in this environment."))
            : (new ActingVersion(name, version, registered.ArtifactSha256, place), manifest, null);
    }

    private static async Task<GateModel> JudgedAsync(GovernanceDbContext db, Model model, ModelClass judged, CancellationToken ct)
    {
        var name = model.Name;
        var tier = await db.TiersInForceNow().Where(t => t.Model.Name == name).Select(t => t.Tier).FirstOrDefaultAsync(ct);
        return new GateModel(name, judged.Value is { } known ? WireName.Of(known) : null, model.Tags)
        {
            Tier = tier is null ? null : WireName.Of(tier.Tier),
            Kind = "agent",
        };
    }

    private static CallRuling Denied(string code, string reason) => new(CallVerdict.Deny, code, reason);

    // What a class follows from may come into force on a day, hence the day.
    private sealed record Known(CallFacts Facts, DateOnly Day, LogTail Tail, KnownRows Rows);
}
