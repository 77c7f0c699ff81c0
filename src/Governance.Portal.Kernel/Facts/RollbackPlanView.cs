using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Facts;

/// <summary>A rollback plan as pages and programs see it.</summary>
/// <param name="Deployment">The deployment it is the way back from.</param>
/// <param name="Number">Its number within the deployment; the highest is in force.</param>
/// <param name="Target">The version to go back to; null where no rollback is possible.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="Responsible">Who does it.</param>
/// <param name="ExpectedMinutes">How long it takes.</param>
/// <param name="WhyNone">Why no rollback is possible; null where one is.</param>
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
