using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Compliance;

/// <summary>Signs a classification somebody else answered, or gives it back.</summary>
public sealed class SignAssessment(ActionRunner runner, LawLibrary laws, ClassChange models)
{
    /// <summary>Signs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="resultSha256">Digest of the result they saw.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<AssessmentId>> RunAsync(Actor actor, AssessmentId id, string? resultSha256, CancellationToken ct)
    {
        await models.PrepareAsync(id, ct);
        return await runner.RunAsync<AssessmentId>(actor, new Attempt("assessment.signed", id.ToString(), Permission.SignClassification) { LogEveryRefusal = true }, async (context, cancel) =>
        {
            if (await context.Db.Assessments.SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } assessment)
            {
                return AssessmentRefusals.NotFound;
            }

            if (assessment.Sign(laws.Current, context.Access, resultSha256, context.Now) is { } refusal)
            {
                return refusal;
            }

            var before = await context.Db.Assessments
                .Where(a => a.System == assessment.System && a.Id != id && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview)).ToListAsync(cancel);
            before.ForEach(b => b.Supersede());
            AssessmentEvents.Add(context, new AuditEvent("assessment.signed", id.ToString(), new JsonObject
            {
                ["resultSha256"] = assessment.ResultSha256,
                ["supersedes"] = new JsonArray([.. before.Select(b => (JsonNode)b.Id.ToString())]),
            }), assessment, before);
            await models.ChangedAsync(context, assessment.System, [], cancel);
            return id;
        }, ct);
    }

    /// <summary>Gives it back to its authors.</summary>
    public Task<Result<AssessmentId>> ReturnAsync(Actor actor, AssessmentId id, string? reason, CancellationToken ct) =>
        runner.RunAsync<AssessmentId>(actor, new Attempt("assessment.returned", id.ToString(), Permission.SignClassification), async (context, cancel) =>
        {
            if (await context.Db.Assessments.SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } assessment)
            {
                return AssessmentRefusals.NotFound;
            }

            if (assessment.Return(reason) is { } refusal)
            {
                return refusal;
            }

            AssessmentEvents.Add(context, new AuditEvent("assessment.returned", id.ToString(), []), assessment);
            return id;
        }, ct);
}
