using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Benchmarks.Scale;

/// <summary>What the demo's people made and what is copied of it.</summary>
internal sealed record ScaleTemplates
{
    public required UserId Owner { get; init; }

    public required Actor Engineer { get; init; }

    public required IReadOnlyList<UserId> People { get; init; }

    public required Promotion Open { get; init; }

    public required GateRun OpenRun { get; init; }

    public required Promotion Deployed { get; init; }

    public required GateRun DeployedRun { get; init; }

    public required IReadOnlyDictionary<SignOffId, SignedStatement> Statements { get; init; }

    public required Deployment Deployment { get; init; }

    public required MonitoringWindow Reference { get; init; }

    public required MonitoringWindow Current { get; init; }

    public required IReadOnlyList<FeatureDrift> Drifts { get; init; }

    public required Alert Alert { get; init; }

    public required Incident Incident { get; init; }

    public required IReadOnlyDictionary<string, JsonObject> Facts { get; init; }

    public static async Task<ScaleTemplates> ReadAsync(GovernanceDbContext db, string owner, CancellationToken ct)
    {
        var open = await db.Promotions.AsNoTracking().OrderBy(p => p.Id).FirstAsync(p => p.State == PromotionState.Open, ct);
        var deployed = await db.Promotions.AsNoTracking().OrderBy(p => p.Id).LastAsync(p => p.State == PromotionState.Deployed, ct);
        var current = await db
            .Windows.AsNoTracking()
            .OrderBy(w => w.Id)
            .LastAsync(w => w.Role == WindowRole.Current && w.DriftJson != null, ct);
        var signed = deployed.SignOffs.Concat(open.SignOffs).Select(s => s.Id).ToList();
        return new ScaleTemplates
        {
            Owner = new UserId(await db.Users.Where(u => u.Email == owner).Select(u => u.Id).SingleAsync(ct)),
            Engineer = Actor.OfUser(open.Requesters[0], Roles.Engineer, session: null),
            People = [.. (await db.Users.OrderBy(u => u.Id).Select(u => u.Id).ToListAsync(ct)).Select(id => new UserId(id))],
            Open = open,
            OpenRun = await db.GateRuns.AsNoTracking().SingleAsync(r => r.Id == open.GateRun, ct),
            Deployed = deployed,
            DeployedRun = await db.GateRuns.AsNoTracking().SingleAsync(r => r.Id == deployed.GateRun, ct),
            Statements = await db
                .SignedStatements.AsNoTracking()
                .Where(s => signed.Contains(s.SignOff))
                .ToDictionaryAsync(s => s.SignOff, ct),
            Deployment = await db.Deployments.AsNoTracking().OrderBy(d => d.Id).LastAsync(d => d.Promotion == deployed.Id, ct),
            Reference = await db
                .Windows.AsNoTracking()
                .OrderBy(w => w.Id)
                .LastAsync(w => w.Role == WindowRole.Reference && w.Model == current.Model, ct),
            Current = current,
            Drifts = await db.FeatureDrifts.AsNoTracking().Where(f => f.Window == current.Id).OrderBy(f => f.Position).ToListAsync(ct),
            Alert = await db.Alerts.AsNoTracking().OrderBy(a => a.Id).LastAsync(a => a.Monitor != null, ct),
            Incident = await db.Incidents.AsNoTracking().OrderBy(i => i.Id).FirstAsync(i => i.State == IncidentState.Contained, ct),
            Facts = await FactsAsync(db, ct),
        };
    }

    /// <summary>What the log says of such an act of theirs, to be said of another thing.</summary>
    public JsonObject Fact(string action)
    {
        var data = Facts.TryGetValue(action, out var known) ? known.DeepClone().AsObject() : [];
        data.Remove("records");
        return data;
    }

    // The newest of each action.
    private static async Task<Dictionary<string, JsonObject>> FactsAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var newest = await db.AuditEntries.Where(e => !e.Refused).GroupBy(e => e.Action).Select(g => g.Max(e => e.Index)).ToListAsync(ct);
        var leaves = await db
            .AuditEntries.Where(e => newest.Contains(e.Index))
            .Select(e => new { e.Action, e.Leaf })
            .ToDictionaryAsync(e => e.Action, ct);
        return leaves.ToDictionary(e => e.Key, e => JsonNode.Parse(e.Value.Leaf)!["data"]!.DeepClone().AsObject(), StringComparer.Ordinal);
    }
}
