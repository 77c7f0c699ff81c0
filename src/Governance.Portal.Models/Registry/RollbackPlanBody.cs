using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Models.Registry;

/// <summary>A rollback plan: who does what, which version to return to, and how long it takes; or why no rollback is possible.</summary>
/// <param name="Target">The version to roll back to (default: the one that was in production before this deployment).</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="Responsible">Who performs the rollback: a person, or the team on call.</param>
/// <param name="ExpectedMinutes">Expected duration in minutes.</param>
/// <param name="WhyNone">Why no rollback is possible; only the person responsible is then given as well.</param>
public sealed record RollbackPlanBody(
    string? Target = null,
    IReadOnlyList<string>? Steps = null,
    string? Responsible = null,
    int? ExpectedMinutes = null,
    string? WhyNone = null
);

/// <summary>Reads what callers write of the way back, and asks whether it leads anywhere.</summary>
internal static class RollbackPlanReader
{
    /// <summary>The name of the plan's fields within the body of a deployment.</summary>
    public const string Within = "rollbackPlan.";

    /// <summary>Reads a plan, collecting its faults under the caller's own field names.</summary>
    public static RollbackPlanFacts Read(RollbackPlanBody body, FieldErrors errors, string within)
    {
        var steps = (body.Steps ?? [])
            .Take(RollbackPlanFacts.MaxSteps + 1)
            .Select(
                (step, i) =>
                    errors.Optional(string.Create(CultureInfo.InvariantCulture, $"{within}steps[{i}]"), step, RollbackPlanFacts.MaxStep)
            )
            .OfType<string>()
            .ToList();
        var facts = new RollbackPlanFacts(
            errors.Optional($"{within}target", body.Target, 64),
            steps,
            errors.Optional($"{within}responsible", body.Responsible, RollbackPlanFacts.MaxResponsible),
            body.ExpectedMinutes,
            errors.Optional($"{within}whyNone", body.WhyNone, RollbackPlanFacts.MaxWhyNone)
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
            return ModelRefusals.PlanTargetNotUsable(field, unknown.Words);
        }

        var target = found.Value;
        var refusal = await RollbackPlans.RefusesTargetAsync(db, version, target, stage, now, ct);
        // To end a canary is to go back to the version in production, which may never have been in staging.
        if (refusal is not null && stage is Stage.Staging)
        {
            refusal = await RollbackPlans.RefusesTargetAsync(db, version, target, Stage.Production, now, ct) is null ? null : refusal;
        }

        return refusal is { } why ? ModelRefusals.PlanTargetNotUsable(field, why.Words) : facts with { Target = target.Version };
    }
}
