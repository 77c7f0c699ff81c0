using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Gives up an assessment that no one signed.</summary>
public sealed class WithdrawAssessment(ActionRunner runner)
{
    /// <summary>Gives it up.</summary>
    public Task<Result<AssessmentId>> RunAsync(Actor actor, AssessmentId id, CancellationToken ct) =>
        runner.RunAsync<AssessmentId>(
            actor,
            new Attempt("assessment.withdrawn", id.ToString(), Permission.WriteCompliance),
            async (context, cancel) =>
            {
                if (await context.Db.Assessments.SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } assessment)
                {
                    return AssessmentRefusals.NotFound;
                }

                if (assessment.Withdraw() is { } refusal)
                {
                    return refusal;
                }

                AssessmentEvents.Add(context, new AuditEvent("assessment.withdrawn", id.ToString(), []), assessment);
                return id;
            },
            ct
        );
}
