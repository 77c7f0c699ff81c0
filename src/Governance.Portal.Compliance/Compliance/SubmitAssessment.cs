using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Hands a complete assessment in for its signature.</summary>
public sealed class SubmitAssessment(ActionRunner runner, LawLibrary laws)
{
    /// <summary>Hands it in.</summary>
    public Task<Result<AssessmentId>> RunAsync(Actor actor, AssessmentId id, CancellationToken ct) =>
        runner.RunAsync<AssessmentId>(
            actor,
            new Attempt("assessment.submitted", id.ToString(), Permission.WriteCompliance),
            async (context, cancel) =>
            {
                if (await context.Db.Assessments.SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } assessment)
                {
                    return AssessmentRefusals.NotFound;
                }

                var judged = assessment.Submit(laws.Current, context.Now.Day(), context.Now);
                if (judged.Refusal is { } refusal)
                {
                    return refusal;
                }

                AssessmentEvents.Add(
                    context,
                    new AuditEvent("assessment.submitted", id.ToString(), Result(judged.Value, assessment)),
                    assessment
                );
                return id;
            },
            ct
        );

    internal static JsonObject Result(Classification result, Assessment assessment) =>
        new()
        {
            ["classes"] = new JsonArray([.. result.Classes.Select(c => (JsonNode)c)]),
            ["subpoints"] = new JsonArray([.. result.Subpoints.Select(c => (JsonNode)c)]),
            ["resultSha256"] = assessment.ResultSha256,
        };
}
