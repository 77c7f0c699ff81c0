using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Answers questions of an assessment.</summary>
public sealed class AnswerQuestions(ActionRunner runner, LawLibrary laws)
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 2_000;

    /// <summary>Answers them, all or none.</summary>
    public Task<Result<AssessmentId>> RunAsync(
        Actor actor,
        AssessmentId id,
        IReadOnlyDictionary<string, AnswerChange> answers,
        string? ifMatch,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(answers);
        return runner.RunAsync<AssessmentId>(
            actor,
            new Attempt("assessment.answered", id.ToString(), Permission.WriteCompliance),
            async (context, cancel) =>
            {
                if (await context.Db.Assessments.SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } assessment)
                {
                    return AssessmentRefusals.NotFound;
                }

                if (
                    (ETags.Refuses(ifMatch, assessment.Revision) ?? Apply(context, laws.Current, assessment, answers).Refusal) is
                    { } refusal
                )
                {
                    return refusal;
                }

                AssessmentEvents.Add(
                    context,
                    new AuditEvent(
                        "assessment.answered",
                        id.ToString(),
                        new JsonObject
                        {
                            ["answers"] = new JsonObject(
                                answers
                                    .OrderBy(a => a.Key, StringComparer.Ordinal)
                                    .Select(a =>
                                        KeyValuePair.Create(
                                            a.Key,
                                            a.Value.Answer is { } given
                                                ? (JsonNode)new JsonArray([.. given.Values.Select(v => (JsonNode)v)])
                                                : null
                                        )
                                    )
                            ),
                        }
                    ),
                    assessment
                );
                return id;
            },
            ct
        );
    }

    internal static Result<Classification> Apply(
        ActionContext context,
        Law law,
        Assessment assessment,
        IReadOnlyDictionary<string, AnswerChange> answers
    )
    {
        if (answers.FirstOrDefault(a => a.Value.Reason?.Length > MaxReason) is { Key: { } question })
        {
            return AssessmentRefusals.AnswersNotAcceptable(
                new Dictionary<string, Sentence[]>(StringComparer.Ordinal)
                {
                    [$"answers.{question}"] = [$"A reason can have at most {MaxReason} characters."],
                }
            );
        }

        var given = answers.ToDictionary(
            a => a.Key,
            a => (a.Value.Answer, Reason: string.IsNullOrWhiteSpace(a.Value.Reason) ? null : a.Value.Reason.Trim()),
            StringComparer.Ordinal
        );
        return assessment.Answer(law, given, context.Access, context.Now.Day(), context.Now);
    }
}
