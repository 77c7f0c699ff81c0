using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Begins the assessment of a system, from the answers of the last one where there is one.</summary>
public sealed class StartAssessment(ActionRunner runner, LawLibrary laws)
{
    /// <summary>Begins it, and answers what is answered already.</summary>
    public Task<Result<AssessmentId>> RunAsync(
        Actor actor,
        SystemId system,
        IReadOnlyDictionary<string, AnswerChange> answers,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(answers);
        return runner.RunAsync<AssessmentId>(
            actor,
            new Attempt("assessment.started", system.ToString(), Permission.WriteCompliance),
            (context, cancel) => ActAsync(context, system, answers, cancel),
            ct
        );
    }

    private async Task<Result<AssessmentId>> ActAsync(
        ActionContext context,
        SystemId system,
        IReadOnlyDictionary<string, AnswerChange> answers,
        CancellationToken ct
    )
    {
        if (!await context.Db.AiSystems.AnyAsync(s => s.Id == system, ct))
        {
            return SystemRefusals.NotFound;
        }

        var known = await context.Db.Assessments.Where(a => a.System == system).ToListAsync(ct);
        if (known.Find(a => a.IsLive) is { } open)
        {
            return AssessmentRefusals.OpenAlready(open.Id.ToString());
        }

        var earlier = known.Where(a => a.Counts).MaxBy(a => a.Id.Number);
        var assessment = Assessment.Start(
            await context.Db.NextIdAsync<AssessmentId>(ct),
            system,
            laws.Current,
            earlier,
            context.Access.Actor.Id,
            context.Now
        );
        if (answers.Count > 0 && AnswerQuestions.Apply(context, laws.Current, assessment, answers).Refusal is { } refusal)
        {
            return refusal;
        }

        context.Db.Assessments.Add(assessment);
        AssessmentEvents.Add(
            context,
            new AuditEvent(
                "assessment.started",
                assessment.Id.ToString(),
                new JsonObject
                {
                    ["earlier"] = earlier?.Id.ToString(),
                    ["questions"] = new JsonArray([.. answers.Keys.Order(StringComparer.Ordinal).Select(q => (JsonNode)q)]),
                }
            ),
            assessment
        );
        return assessment.Id;
    }
}
