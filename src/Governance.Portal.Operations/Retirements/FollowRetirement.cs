using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Retirements;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>What follows for retirements from promotions to retired.</summary>
internal static class FollowRetirement
{
    private static readonly Stage[] s_stages = [Stage.Staging, Stage.Production];

    /// <summary>A version is to be retired without a plan: the plan is made with the request.</summary>
    public static async Task<Refusal?> RequestedAsync(
        ActionContext context,
        Promotion promotion,
        ModelVersion version,
        string? reason,
        CancellationToken ct
    )
    {
        var owner = await context.Db.Models.Where(m => m.Name == version.Model).Select(m => m.Owner).SingleAsync(ct);
        var words = reason?.Trim() is { Length: > Retirement.MaxText } much ? much[..Retirement.MaxText] : reason;
        var plan = new RetirementPlan(
            RetirementKind.Version,
            version.Id,
            $"{version.Model} {version.Version}",
            words,
            owner,
            context.Now,
            null,
            [(version.Model, version.Version)]
        )
        {
            Promotion = promotion.Id.ToString(),
        };
        return (await PlanRetirement.AddAsync(context, plan, ct)).Refusal;
    }

    /// <summary>A version is retired: its permits end, and when it was the last of a signed retirement, that is closed.</summary>
    public static async Task RetiredAsync(ActionContext context, Promotion promotion, ModelVersion version, CancellationToken ct)
    {
        await RevokeAsync(context, version.Model, version.Version, ct);
        if (await RetirementHolds.LiveAsync(context.Db, version.Model, version.Version, ct) is not { } retirement)
        {
            return;
        }

        var closed = retirement.Retired(version.Model, version.Version, promotion.Id.ToString(), context.Now);
        var data = new JsonObject
        {
            ["version"] = version.Id,
            ["promotion"] = promotion.Id.ToString(),
            ["bundleDigest"] = promotion.BundleDigest,
            ["statementSha256"] = retirement.StatementSha256,
        };
        RetirementEvents.Changed(
            context,
            retirement,
            new AuditEvent(closed ? "retirement.closed" : "retirement.version-retired", retirement.Id.ToString(), data),
            closed
                ? $"{version.Id} has been retired under {promotion.Id}. Signed and closed."
                : $"{version.Id} has been retired under {promotion.Id}.",
            byPortal: true
        );
        if (closed)
        {
            await EndSystemAsync(context, retirement, ct);
        }
    }

    /// <summary>Revokes what lets a version be deployed.</summary>
    public static async Task RevokeAsync(ActionContext context, string model, string version, CancellationToken ct)
    {
        foreach (var stage in s_stages)
        {
            await PermitEvents.RevokeAsync(context, model, version, stage, PermitEnd.Retirement, ct);
        }
    }

    /// <summary>The AI system of a retirement that is closed is retired with it.</summary>
    public static async Task EndSystemAsync(ActionContext context, Retirement retirement, CancellationToken ct)
    {
        if (
            retirement.Kind is not RetirementKind.System
            || !DisplayId.TryParse<SystemId>(retirement.Subject, out var id)
            || await context.Db.AiSystems.SingleOrDefaultAsync(s => s.Id == id, ct) is not { LifeCycle: not LifeCycle.Retired } system
        )
        {
            return;
        }

        var facts = new SystemFacts(system.Name, system.Purpose)
        {
            LifeCycle = LifeCycle.Retired,
            Roles = system.Roles,
            Supplier = system.Supplier,
            PlacedOn = system.PlacedOn,
            Models = system.Models,
            Components = system.Components,
            AffectedGroups = system.AffectedGroups,
            Countries = system.Countries,
            DecommissioningPlan = system.DecommissioningPlan,
            BusinessUnit = system.BusinessUnit,
        };
        if (system.Change(facts, system.Owner, context.Now) is not { IsDone: true, Value.Count: > 0 } changed)
        {
            return;
        }

        var data = SystemEvents.State(system);
        data["members"] = new JsonArray([.. changed.Value.Select(c => (JsonNode)c)]);
        data["retirement"] = retirement.Id.ToString();
        context.AppendAs(
            RetirementEvents.Job,
            new AuditEvent("system.changed", system.Id.ToString(), data) { Covers = [SystemEvents.List] }
        );
    }
}
