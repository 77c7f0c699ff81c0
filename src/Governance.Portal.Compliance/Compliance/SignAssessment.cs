using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Signs a classification someone else answered, or gives it back.</summary>
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
        return await runner.RunAsync<AssessmentId>(
            actor,
            new Attempt("assessment.signed", id.ToString(), Permission.SignClassification) { LogEveryRefusal = true, Decides = true },
            async (context, cancel) =>
            {
                if (await context.Db.Assessments.SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } assessment)
                {
                    return AssessmentRefusals.NotFound;
                }

                if (assessment.Sign(laws.Current, context.Access, resultSha256, context.Now) is { } refusal)
                {
                    return refusal;
                }

                var before = await context
                    .Db.Assessments.Where(a =>
                        a.System == assessment.System
                        && a.Id != id
                        && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview)
                    )
                    .ToListAsync(cancel);
                if (await NoteLoweredAsync(context, assessment, before, cancel) is { } alone)
                {
                    return alone;
                }

                before.ForEach(b => b.Supersede());
                AssessmentEvents.Add(
                    context,
                    new AuditEvent(
                        "assessment.signed",
                        id.ToString(),
                        new JsonObject
                        {
                            ["resultSha256"] = assessment.ResultSha256,
                            ["supersedes"] = new JsonArray([.. before.Select(b => (JsonNode)b.Id.ToString())]),
                        }
                    ),
                    assessment,
                    before
                );
                await models.ChangedAsync(context, assessment.System, [], cancel);
                return id;
            },
            ct
        );
    }

    // A class lower than the one signed before makes gates ask for less: its signer is the second person, as of any lower class, and
    // neither its authors nor its signer approve what that lets through.
    private static async Task<Refusal?> NoteLoweredAsync(
        ActionContext context,
        Assessment assessment,
        IReadOnlyList<Assessment> before,
        CancellationToken ct
    )
    {
        var day = context.Now.Day();
        if (before.Max(b => b.RiskClassOn(day)) is not { } was || assessment.RiskClassOn(day) >= was)
        {
            return null;
        }

        var system = await context.Db.AiSystems.SingleAsync(s => s.Id == assessment.System, ct);
        var signer = context.Access.Person!.Value; // who signs is a person
        var authors = assessment.Authors.Select(a => new UserId(a)).ToList();
        var apart = await SeparationReader.LoadAsync(context.Db, [], [signer, .. authors], context.Now, ct);
        foreach (var model in await ClassOfModel.ModelsOfAsync(context.Db, system, ct))
        {
            var registered = await context.Db.Models.IgnoreQueryFilters().SingleAsync(m => m.Name == model, ct);
            if (RiskLowering.RefusesSecond(registered, signer, authors, apart) is { } refusal)
            {
                return refusal;
            }

            foreach (var author in authors)
            {
                var lowered = RiskLowering.Done(model, was, assessment.RiskClassOn(day), $"user:{author}", "", signer, context.Now);
                context.Db.RiskLowerings.Add(lowered);
                context.Append(RiskClassEvents.Of("model.class-lowered", lowered));
            }
        }

        return null;
    }

    /// <summary>Gives it back to its authors.</summary>
    public Task<Result<AssessmentId>> ReturnAsync(Actor actor, AssessmentId id, string? reason, CancellationToken ct) =>
        runner.RunAsync<AssessmentId>(
            actor,
            new Attempt("assessment.returned", id.ToString(), Permission.SignClassification),
            async (context, cancel) =>
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
            },
            ct
        );
}
