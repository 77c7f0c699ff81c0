using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Facts;

/// <summary>A rollback plan.</summary>
/// <param name="Deployment">The deployment that the plan is for.</param>
/// <param name="Number">Its number within the deployment; the highest is in force.</param>
/// <param name="Target">The version to roll back to; null if no rollback is possible.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="Responsible">Who performs the rollback.</param>
/// <param name="ExpectedMinutes">Expected duration in minutes.</param>
/// <param name="WhyNone">Why no rollback is possible; null if one is.</param>
/// <param name="RecordedAt">When the plan was recorded.</param>
/// <param name="RecordedBy">Who recorded it, as written in the audit log.</param>
/// <param name="RecordedByName">Printed name of that person at the time.</param>
/// <param name="Sha256">Salted digest of the plan, as in the audit log.</param>
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
    /// <summary>Makes the view of a plan.</summary>
    public static RollbackPlanView Of(RollbackPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new(
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
}
