using System.Globalization;
using Governance.Data;
using Governance.Data.Incidents;
using Governance.Data.Retirements;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Registry;

/// <summary>
/// A roll-back plan as callers write it: who does what, to go back where, and how long that takes. Or why there is no way back.
/// </summary>
/// <param name="Target">The version to go back to; the one in production before this deployment when left out.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="Responsible">Who does it: a person, or the team on call.</param>
/// <param name="ExpectedMinutes">How long it takes.</param>
/// <param name="WhyNone">Why no roll-back is possible; then nothing else is given but who says so.</param>
public sealed record RollbackPlanBody(
    string? Target = null,
    IReadOnlyList<string>? Steps = null,
    string? Responsible = null,
    int? ExpectedMinutes = null,
    string? WhyNone = null
);

/// <summary>A roll-back plan as pages and programs see it.</summary>
/// <param name="Deployment">The deployment it is the way back from.</param>
/// <param name="Number">Its number within the deployment; the highest is in force.</param>
/// <param name="Target">The version to go back to; null where no roll-back is possible.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="Responsible">Who does it.</param>
/// <param name="ExpectedMinutes">How long it takes.</param>
/// <param name="WhyNone">Why no roll-back is possible; null where one is.</param>
/// <param name="RecordedAt">When it was laid down.</param>
/// <param name="RecordedBy">By whom, as the audit log writes an actor.</param>
/// <param name="RecordedByName">Their printed name at the time.</param>
/// <param name="Sha256">Its salted digest, as the log has it.</param>
public sealed record RollbackPlanView(
    DeploymentId Deployment,
    int Number,
    string? Target,
    IReadOnlyList<string> Steps,
    string? Responsible,
    int? ExpectedMinutes,
    string? WhyNone,
    DateTimeOffset RecordedAt,
    string RecordedBy,
    string RecordedByName,
    string Sha256
)
{
    internal static RollbackPlanView Of(RollbackPlan plan) =>
        new(
            plan.Deployment,
            plan.Number,
            plan.Target,
            plan.Steps,
            plan.Responsible,
            plan.ExpectedMinutes,
            plan.WhyNone,
            plan.RecordedAt,
            plan.RecordedBy,
            plan.RecordedByName,
            plan.Sha256
        );
}

/// <summary>Reads what callers write of the way back, and asks whether it leads anywhere.</summary>
internal static class RollbackPlans
{
    /// <summary>The name of the plan's fields within the body of a deployment.</summary>
    public const string Within = "rollbackPlan.";

    /// <summary>Reads a plan, collecting its faults under the caller's own field names.</summary>
    public static RollbackPlanFacts Read(RollbackPlanBody body, FieldErrors errors, string within)
    {
        var steps = (body.Steps ?? [])
            .Take(RollbackPlanFacts.MostSteps + 1)
            .Select(
                (step, i) =>
                    errors.Optional(string.Create(CultureInfo.InvariantCulture, $"{within}steps[{i}]"), step, RollbackPlanFacts.LongestStep)
            )
            .OfType<string>()
            .ToList();
        var facts = new RollbackPlanFacts(
            errors.Optional($"{within}target", body.Target, 64),
            steps,
            errors.Optional($"{within}responsible", body.Responsible, RollbackPlanFacts.LongestResponsible),
            body.ExpectedMinutes,
            errors.Optional($"{within}whyNone", body.WhyNone, RollbackPlanFacts.LongestWhyNone)
        );
        foreach (var (field, message) in facts.Faults())
        {
            errors.Add(within + field, message);
        }

        return facts;
    }

    /// <summary>
    /// Fills in the target and asks whether it could be deployed there now: it exists, is approved for the stage, is neither retired nor
    /// held.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="facts">The plan, without faults.</param>
    /// <param name="version">The version deployed.</param>
    /// <param name="stage">Where.</param>
    /// <param name="before">The version that served there before.</param>
    /// <param name="within">Where the fields stand in the caller's body.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Result<RollbackPlanFacts>> AimAsync(
        GovernanceDbContext db,
        RollbackPlanFacts facts,
        ModelVersion version,
        Stage stage,
        string? before,
        string within,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (facts.WhyNone is not null)
        {
            return facts;
        }

        var field = $"{within}target";
        if ((facts.Target ?? before) is not { } name)
        {
            return ModelRefusals.PlanTargetMissing(field);
        }

        var found = await VersionLookup.FindAsync(db, version.Model, name, ct);
        if (found.Refusal is { } unknown)
        {
            return ModelRefusals.PlanTargetNotUsable(field, unknown.Message);
        }

        var target = found.Value;
        return await RefusesTargetAsync(db, version, target, stage, now, ct) is { } why
            ? ModelRefusals.PlanTargetNotUsable(field, why.Message)
            : facts with
            {
                Target = target.Version,
            };
    }

    /// <summary>Why a version could not be deployed there now in the place of another; null when it could.</summary>
    /// <param name="db">The database.</param>
    /// <param name="version">The version to go back from.</param>
    /// <param name="target">The version to go back to.</param>
    /// <param name="stage">Where.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Refusal?> RefusesTargetAsync(
        GovernanceDbContext db,
        ModelVersion version,
        ModelVersion target,
        Stage stage,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var why =
            target.Version == version.Version ? ModelRefusals.TargetIsCurrent(target.Id)
            : target.Stage is Stage.Retired ? ModelRefusals.Retired(target.Id)
            : await IncidentHolds.OfAsync(db, target.Model, target.Version, ct) is { } incident
                ? Domain.Incidents.IncidentRefusals.Holds(incident, target.Id)
            : await RetirementHolds.OfAsync(db, target.Model, target.Version, ct) is { } retirement
                ? Domain.Retirements.RetirementRefusals.Holds(retirement, target.Id)
            : null;
        if (why is not null)
        {
            return why;
        }

        var promotions = await db
            .Promotions.AsNoTracking()
            .Where(p =>
                p.Model == target.Model
                && p.Version == target.Version
                && p.To == stage
                && (p.State == PromotionState.Deployed || p.State == PromotionState.Approved)
            )
            .ToListAsync(ct);
        return promotions.Exists(p => p.RefusesDeployment(now) is null) ? null : ModelRefusals.TargetNotApproved(target.Id);
    }

    /// <summary>The plan in force for a version in production: the newest of its first deployment that has one.</summary>
    public static async Task<RollbackPlan?> InForceAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        var running = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == model && d.Version == version && d.Stage == Stage.Production && d.Until == null)
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id)
            .Select(d => d.Id)
            .ToListAsync(ct);
        var plans = await NewestAsync(db, running, ct);
        return running.Select(d => plans.GetValueOrDefault(d)).FirstOrDefault(p => p is not null);
    }

    /// <summary>The plans in force of deployments, by deployment.</summary>
    public static async Task<IReadOnlyDictionary<DeploymentId, RollbackPlan>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<DeploymentId> deployments,
        CancellationToken ct
    )
    {
        if (deployments.Count == 0)
        {
            return new Dictionary<DeploymentId, RollbackPlan>();
        }

        var newest = await db
            .RollbackPlans.AsNoTracking()
            .Where(p =>
                deployments.Contains(p.Deployment)
                && !db.RollbackPlans.Any(later => later.Deployment == p.Deployment && later.Number > p.Number)
            )
            .ToListAsync(ct);
        return newest.ToDictionary(p => p.Deployment);
    }
}
