using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Training;

/// <summary>Requests and permits to train over HTTP.</summary>
internal static class TrainingApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var permits = api.MapGroup("/training-permits").WithTags("Training");
        permits
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List training requests")
            .WithDescription("Newest first. Filters: model, state (waiting, approved, refused, revoked). Example: ?state=waiting")
            .Produces<ApiPage<TrainingView>>()
            .Refuses(401, 403, 422);
        permits
            .MapPost("", RequestAsync)
            .RequireCaller()
            .WithSummary("Request to train a model")
            .WithDescription(
                "Every dataset needs a record, and all owners must answer; a security approver must also answer if there is "
                    + "personal data or the data is confidential. If the same request is already waiting or approved, that one "
                    + "is returned. Example: "
                    + "{\"model\":\"fraud-scorer\",\"datasets\":[{\"name\":\"payments\",\"version\":\"2026-10\"}],"
                    + "\"commit\":\"a41f09c\",\"purpose\":\"fraud detection\",\"environment\":\"eu-train\"}"
            )
            .Produces<TrainingView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        permits
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a training request")
            .WithDescription("Example: TRN-0001. Includes the answers the request needs and those it has.")
            .Produces<TrainingView>()
            .Refuses(401, 403, 404);
        permits
            .MapPost("/{id}:answer", AnswerAsync)
            .RequireCaller()
            .WithSummary("Answer a training request")
            .WithDescription(
                "Answered once for each owner of a dataset and once for security, by a person who did not make the request, "
                    + "with a fresh proof of identity in X-Reauthentication; not for API keys. Example: "
                    + "{\"outcome\":\"allow\",\"reason\":\"Within its purpose\"}"
            )
            .Produces<TrainingView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        permits
            .MapPost("/{id}:issue", IssueAsync)
            .RequireCaller()
            .WithMetadata(JudgedAnew.Instance)
            .WithSummary("Issue a training permit")
            .WithDescription(
                "For an approved request: the member `envelope` is a signed statement (DSSE around an in-toto statement, "
                    + "predicate urn:governance:training-permit:v1) that is valid for minutes. governance train authorize gets "
                    + "and checks it."
            )
            .Produces<TrainingView>()
            .Refuses(401, 403, 404, 409, 422, 503);
        permits
            .MapPost("/{id}:revoke", RevokeAsync)
            .RequireCaller()
            .WithSummary("Revoke a training permit")
            .WithDescription(
                "For anyone who may answer the request; from then on, no permit is issued. Example: {\"reason\":\"The consent ends\"}"
            )
            .Produces<TrainingView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? model,
        string? state,
        ReadTraining read,
        CancellationToken ct
    ) => (await read.ListAsync(model, state, query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> RequestAsync(
        [FromBody] TrainingBody body,
        Caller caller,
        RequestTraining request,
        ReadTraining read,
        CancellationToken ct
    )
    {
        var outcome = await request.RunAsync(caller.Actor, body, ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await read.GetAsync(outcome.Value.ToString(), caller.Actor, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/training-permits/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }

    private static async Task<IResult> GetAsync(string id, Caller caller, ReadTraining read, CancellationToken ct) =>
        (await read.GetAsync(id, caller.Actor, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> AnswerAsync(
        string id,
        [FromBody] TrainingAnswerBody body,
        [FromHeader(Name = "X-Reauthentication")] string? proof,
        Caller caller,
        AnswerTraining answer,
        ReadTraining read,
        CancellationToken ct
    ) => await OkAsync(await answer.RunAsync(caller.Actor, new(id, body.Outcome, body.Reason, proof), ct), caller, read, ct);

    private static async Task<IResult> IssueAsync(
        string id,
        Caller caller,
        IssueTrainingPermit issue,
        ReadTraining read,
        CancellationToken ct
    )
    {
        var issued = await issue.RunAsync(caller.Actor, id, ct);
        return issued.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await read.GetAsync(id, caller.Actor, ct)).Match<IResult>(
                view => TypedResults.Ok(view with { Envelope = JsonNode.Parse(issued.Value) }),
                unread => unread.ToProblem()
            );
    }

    private static async Task<IResult> RevokeAsync(
        string id,
        [FromBody] ReasonBody body,
        Caller caller,
        RevokeTraining revoke,
        ReadTraining read,
        CancellationToken ct
    ) => await OkAsync(await revoke.RunAsync(caller.Actor, id, body.Reason, ct), caller, read, ct);

    private static async Task<IResult> OkAsync(Result<TrainingPermitId> outcome, Caller caller, ReadTraining read, CancellationToken ct) =>
        outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await read.GetAsync(outcome.Value.ToString(), caller.Actor, ct)).Match<IResult>(
                TypedResults.Ok,
                unread => unread.ToProblem()
            );
}
