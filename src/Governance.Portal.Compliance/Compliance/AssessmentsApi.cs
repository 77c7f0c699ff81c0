using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Reference;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Body of a stateless run of the questionnaire.</summary>
/// <param name="Answers">Answers by question: a text, or a list of texts; <c>unsure</c> everywhere.</param>
/// <param name="Date">Date of the assessment (default: today).</param>
public sealed record EvaluateBody(IReadOnlyDictionary<string, JsonElement>? Answers = null, string? Date = null);

/// <summary>Body of a new assessment.</summary>
/// <param name="System">The system.</param>
/// <param name="Answers">Answers by question.</param>
/// <param name="Reasons">Why, by question.</param>
public sealed record AssessmentBody(
    string? System,
    IReadOnlyDictionary<string, JsonElement>? Answers = null,
    IReadOnlyDictionary<string, string?>? Reasons = null
);

/// <summary>Body of further answers; null removes an answer.</summary>
/// <param name="Answers">Answers by question.</param>
/// <param name="Reasons">Why, by question.</param>
public sealed record AnswersBody(
    IReadOnlyDictionary<string, JsonElement>? Answers = null,
    IReadOnlyDictionary<string, string?>? Reasons = null
);

/// <summary>Body of a signature on a classification.</summary>
/// <param name="ResultSha256">The <c>resultSha256</c> that was read.</param>
public sealed record SignAssessmentBody(string? ResultSha256);

/// <summary>Body that returns a classification to its authors.</summary>
/// <param name="Reason">What must be settled.</param>
public sealed record ReturnBody(string? Reason);

/// <summary>The same answers under two versions of the law.</summary>
/// <param name="Current">Result under the version in force.</param>
/// <param name="Other">Result under the other version.</param>
/// <param name="CurrentLaw">The version in force.</param>
/// <param name="OtherLaw">The other version.</param>
/// <param name="Differences">Duties that differ.</param>
public sealed record TextComparisonView(
    EvaluationView Current,
    EvaluationView Other,
    LawView CurrentLaw,
    LawView OtherLaw,
    IReadOnlyList<ObligationDifference> Differences
);

/// <summary>Assessments over HTTP.</summary>
internal static class AssessmentsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var assessments = api.MapGroup("/assessments").WithTags("Assessments");
        assessments
            .MapPost("/evaluate", Evaluate)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("Run the questionnaire without storing anything")
            .WithDescription(
                "Answers are values from the questionnaire. Their form depends on the answer type: one text, a list for "
                    + "several choices, a date for Q80; \"unsure\" is always possible. `next` is the first question without an "
                    + "answer, null when complete. IDs are those in the law's data. Example: "
                    + "{\"answers\":{\"Q01\":\"ai_system\",\"Q04\":[\"builds_under_own_name\"]},\"date\":\"2026-11-20\"}"
            )
            .Produces<EvaluationView>()
            .Refuses(400, 401, 403, 422);
        assessments
            .MapGet("/laws", (LawLibrary laws) => TypedResults.Ok(laws.Texts.Select(LawView.Of).ToList()))
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("List the versions of the law that ship with the product")
            .WithDescription(
                "Lists the versions, the one in force first, each with the date from which it applies, the date its data was "
                    + "updated and how well it is confirmed."
            )
            .Produces<IReadOnlyList<LawView>>()
            .Refuses(401, 403);
        assessments
            .MapPost("", StartAsync)
            .RequireCaller(Permission.WriteCompliance, "assessment.started")
            .WithSummary("Start the assessment of a system")
            .WithDescription(
                "Starts from the answers of the last signed assessment, if there is one. Only one assessment of a system can be "
                    + "open at a time. Example: "
                    + "{\"system\":\"SYS-0001\",\"answers\":{\"Q01\":\"ai_system\"},\"reasons\":{\"Q01\":\"It infers scores from data\"}}"
            )
            .Produces<AssessmentView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        assessments
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("List assessments")
            .WithDescription(
                "Newest first. Filters: system, state (open, submitted, signed, needs-review, superseded, withdrawn). "
                    + "Example: ?system=SYS-0001&state=signed"
            )
            .Produces<ApiPage<AssessmentView>>()
            .Refuses(401, 403, 422);
        assessments
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("Read an assessment")
            .WithDescription(
                "Returns the answers with who gave them, the result, and the version of the law. The ETag is the assessment's revision."
            )
            .Produces<AssessmentView>()
            .Refuses(401, 403, 404);
        assessments
            .MapPatch("/{id}", AnswerAsync)
            .RequireCaller()
            .WithSummary("Answer questions")
            .WithDescription(
                "Either all answers are saved or none. null removes an answer; answers to questions that do not apply have no "
                    + "effect. If-Match is optional. Example: "
                    + "{\"answers\":{\"Q43\":\"yes\"},\"reasons\":{\"Q43\":\"It evaluates people's finances\"}}"
            )
            .Produces<AssessmentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        assessments
            .MapPost("/{id}/submit", SubmitAsync)
            .RequireCaller()
            .WithSummary("Submit a complete assessment for signature")
            .WithDescription("The result is calculated as of today and kept with its digest.")
            .Produces<AssessmentView>()
            .Refuses(401, 403, 404, 409);
        assessments
            .MapPost("/{id}/sign", SignAsync)
            .RequireCaller()
            .WithSummary("Sign a classification")
            .WithDescription(
                "For a legal approver who answered none of the questions; not for API keys. A result with unsure answers "
                    + "cannot be signed. An earlier signed assessment is superseded. Example: "
                    + "{\"resultSha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}"
            )
            .Produces<AssessmentView>()
            .Refuses(401, 403, 404, 409);
        assessments
            .MapPost("/{id}/return", ReturnAsync)
            .RequireCaller()
            .WithSummary("Return a classification to its authors")
            .WithDescription("For legal approvers, with what must be settled. Example: {\"reason\":\"Q43: say which data is used\"}")
            .Produces<AssessmentView>()
            .Refuses(401, 403, 404, 409, 422);
        assessments
            .MapPost("/{id}/withdraw", WithdrawAsync)
            .RequireCaller()
            .WithSummary("Withdraw an unsigned assessment")
            .WithDescription("An assessment signed earlier stays valid.")
            .Produces<AssessmentView>()
            .Refuses(401, 403, 404, 409);
        assessments
            .MapGet("/{id}/compare", CompareAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("Evaluate the same answers under another version of the law")
            .WithDescription("Returns both results side by side, and the duties that differ. Example: ?law=2024-08-01")
            .Produces<TextComparisonView>()
            .Refuses(401, 403, 404, 422);
    }

    private static IResult Evaluate([FromBody] EvaluateBody body, LawLibrary laws, ObligationBoard board)
    {
        var answers = GivenAnswers.Read(body.Answers);
        if (answers.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var errors = new FieldErrors();
        var date = errors.Day("date", body.Date) ?? board.Today;
        if (errors.Refuse("assessment.date-not-acceptable", $"The questionnaire was not run.") is { } wrong)
        {
            return wrong.ToProblem();
        }

        var given = answers.Value.Where(a => a.Value is not null).ToDictionary(a => a.Key, a => a.Value!, StringComparer.Ordinal);
        return Classifier
            .Evaluate(laws.Current, given, date)
            .Match<IResult>(result => TypedResults.Ok(EvaluationView.Of(result)), refused => refused.ToProblem());
    }

    private static async Task<IResult> StartAsync(
        [FromBody] AssessmentBody body,
        Caller caller,
        HttpContext http,
        StartAssessment start,
        ReadCompliance read,
        CancellationToken ct
    )
    {
        var changes = GivenAnswers.Changes(body.Answers, body.Reasons);
        if (changes.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        if (!DisplayId.TryParse<SystemId>(body.System, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        return await AnswerWithAsync(http, read, await start.RunAsync(caller.Actor, system, changes.Value, ct), created: true, ct);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? system,
        string? state,
        ReadCompliance read,
        CancellationToken ct
    )
    {
        SystemId? only = null;
        AssessmentState? inState = null;
        if (!string.IsNullOrEmpty(system))
        {
            if (!DisplayId.TryParse<SystemId>(system, out var id))
            {
                return SystemRefusals.NotFound.ToProblem();
            }

            only = id;
        }

        if (!string.IsNullOrEmpty(state))
        {
            if (!WireName.TryParse<AssessmentState>(state, out var parsed))
            {
                return Refusal
                    .Field(
                        "assessment.state-unknown",
                        "state",
                        $"The state must be one of {string.Join(", ", WireName.All<AssessmentState>())}."
                    )
                    .ToProblem();
            }

            inState = parsed;
        }

        return (await read.AssessmentsAsync(only, inState, query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, ReadCompliance read, CancellationToken ct) =>
        await AnswerWithAsync(
            http,
            read,
            DisplayId.TryParse<AssessmentId>(id, out var found) ? found : AssessmentRefusals.NotFound,
            created: false,
            ct
        );

    private static Task<IResult> AnswerAsync(
        string id,
        [FromBody] AnswersBody body,
        Caller caller,
        HttpContext http,
        AnswerQuestions answer,
        ReadCompliance read,
        CancellationToken ct
    )
    {
        var changes = GivenAnswers.Changes(body.Answers, body.Reasons);
        return changes.Refusal is { } refusal
            ? Task.FromResult<IResult>(refusal.ToProblem())
            : ActAsync(id, http, read, assessment => answer.RunAsync(caller.Actor, assessment, changes.Value, ETags.IfMatch(http), ct), ct);
    }

    private static Task<IResult> SubmitAsync(
        string id,
        Caller caller,
        HttpContext http,
        SubmitAssessment submit,
        ReadCompliance read,
        CancellationToken ct
    ) => ActAsync(id, http, read, assessment => submit.RunAsync(caller.Actor, assessment, ct), ct);

    private static Task<IResult> SignAsync(
        string id,
        [FromBody] SignAssessmentBody body,
        Caller caller,
        HttpContext http,
        SignAssessment sign,
        ReadCompliance read,
        CancellationToken ct
    ) => ActAsync(id, http, read, assessment => sign.RunAsync(caller.Actor, assessment, body.ResultSha256, ct), ct);

    private static Task<IResult> ReturnAsync(
        string id,
        [FromBody] ReturnBody body,
        Caller caller,
        HttpContext http,
        SignAssessment sign,
        ReadCompliance read,
        CancellationToken ct
    ) => ActAsync(id, http, read, assessment => sign.ReturnAsync(caller.Actor, assessment, body.Reason, ct), ct);

    private static Task<IResult> WithdrawAsync(
        string id,
        Caller caller,
        HttpContext http,
        WithdrawAssessment withdraw,
        ReadCompliance read,
        CancellationToken ct
    ) => ActAsync(id, http, read, assessment => withdraw.RunAsync(caller.Actor, assessment, ct), ct);

    private static async Task<IResult> CompareAsync(string id, string? law, CompareTexts compare, CancellationToken ct)
    {
        if (!DisplayId.TryParse<AssessmentId>(id, out var assessment))
        {
            return AssessmentRefusals.NotFound.ToProblem();
        }

        var compared = await compare.RunAsync(assessment, law, ct);
        return compared.Match<IResult>(
            c =>
                TypedResults.Ok(
                    new TextComparisonView(
                        EvaluationView.Of(c.Current),
                        EvaluationView.Of(c.Other),
                        LawView.Of(c.CurrentLaw),
                        LawView.Of(c.OtherLaw),
                        c.Differences
                    )
                ),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> ActAsync(
        string id,
        HttpContext http,
        ReadCompliance read,
        Func<AssessmentId, Task<Result<AssessmentId>>> act,
        CancellationToken ct
    ) =>
        await AnswerWithAsync(
            http,
            read,
            DisplayId.TryParse<AssessmentId>(id, out var assessment) ? await act(assessment) : AssessmentRefusals.NotFound,
            created: false,
            ct
        );

    private static async Task<IResult> AnswerWithAsync(
        HttpContext http,
        ReadCompliance read,
        Result<AssessmentId> outcome,
        bool created,
        CancellationToken ct
    )
    {
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var view = await read.AssessmentAsync(outcome.Value, ct);
        return view.Match<IResult>(
            v =>
            {
                ETags.Set(http, v.Revision);
                return created ? TypedResults.Created($"/api/v1/assessments/{v.Id}", v) : TypedResults.Ok(v);
            },
            refused => refused.ToProblem()
        );
    }
}
