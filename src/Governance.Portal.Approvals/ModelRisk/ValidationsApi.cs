using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Body of a validation plan.</summary>
/// <param name="Version">Name of the version.</param>
/// <param name="Scope">What is validated, and for which use.</param>
/// <param name="Tests">The planned tests, one per line.</param>
/// <param name="Validator">E-mail address of the validator.</param>
/// <param name="DueOn">When the report is due.</param>
public sealed record PlanValidationBody(string? Version, string? Scope, string? Tests, string? Validator, DateOnly? DueOn);

/// <summary>Body of a validation report.</summary>
/// <param name="Conclusion">fit, fit-with-conditions or not-fit.</param>
/// <param name="Summary">What was tested and what was found.</param>
/// <param name="Challenged">What the validator questioned.</param>
/// <param name="Outcome">What came of the challenge.</param>
/// <param name="Conditions">The conditions; only with the conclusion fit-with-conditions.</param>
public sealed record ValidationReportBody(string? Conclusion, string? Summary, string? Challenged, string? Outcome, string? Conditions);

/// <summary>Body of a finding.</summary>
/// <param name="Severity">critical, high, medium or low.</param>
/// <param name="Text">What is wrong, and what is expected.</param>
/// <param name="Owner">E-mail address of the finding's owner.</param>
/// <param name="DueOn">By when.</param>
public sealed record FindingBody(string? Severity, string? Text, string? Owner, DateOnly? DueOn);

/// <summary>Body that closes a finding.</summary>
/// <param name="Evidence">Evidence of the model such as EVD-0012, or the SHA-256 of a document.</param>
/// <param name="Closure">What was done.</param>
public sealed record CloseFindingBody(string? Evidence, string? Closure);

/// <summary>Body of a new due date for a finding.</summary>
/// <param name="DueOn">The new due date.</param>
/// <param name="Reason">Reason for the new date.</param>
public sealed record MoveFindingBody(DateOnly? DueOn, string? Reason);

/// <summary>Validations and their findings, over HTTP.</summary>
internal static class ValidationsApi
{
    private const string ProofHeader = "X-Reauthentication";

    public static void Map(RouteGroupBuilder model)
    {
        var validations = model.MapGroup("/validations");
        validations
            .MapGet(
                "",
                (string model, [AsParameters] ListQuery query, ReadModelRisk read, CancellationToken ct) =>
                    ModelRiskApi.AnswerAsync(read.ValidationsAsync(model, query, ct))
            )
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List the validations of a model")
            .WithDescription("Plans and signed reports, newest first.")
            .Produces<ApiPage<ValidationView>>()
            .Refuses(401, 403, 404, 422);
        validations
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a validation of a model")
            .WithDescription("Example: VAL-0003.")
            .Produces<ValidationView>()
            .Refuses(401, 403, 404);
        validations
            .MapPost("", PlanAsync)
            .RequireCaller()
            .WithSummary("Plan the validation of a version")
            .WithDescription(
                "The validator must not have developed the version, own the model or request its promotion. Example: "
                    + "{\"version\":\"2.1.0\",\"scope\":\"Retail loans up to "
                    + "50,000\",\"tests\":\"Discrimination\\nCalibration\",\"validator\":\"i.novak@example.org\",\"dueOn\":\"2027-01-31\"}"
            )
            .Produces<ValidationView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        validations
            .MapPost("/{id}:report", SignAsync)
            .RequireCaller()
            .WithSummary("Sign the report of a validation")
            .WithDescription(
                "For the validator, with a fresh proof of identity in X-Reauthentication. The members `challenged` and "
                    + "`outcome` record effective challenge. Example: {\"conclusion\":\"fit\",\"summary\":\"All tests "
                    + "met\",\"challenged\":\"The choice of the reference window\",\"outcome\":\"Kept, with reasons\"}"
            )
            .Produces<ValidationView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        validations
            .MapPost("/{id}:cancel", CancelAsync)
            .RequireCaller()
            .WithSummary("Cancel a validation before its report")
            .WithDescription("The validation stays on record.")
            .Produces<ValidationView>()
            .Refuses(401, 403, 404, 409);
        validations
            .MapPost("/{id}/findings", RaiseAsync)
            .RequireCaller()
            .WithSummary("Raise a finding of a validation")
            .WithDescription(
                "For the validator. Live promotions of the model are re-evaluated. Example: "
                    + "{\"severity\":\"high\",\"text\":\"Calibration is off above "
                    + "0.8\",\"owner\":\"o.okafor@example.org\",\"dueOn\":\"2027-02-28\"}"
            )
            .Produces<FindingView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        MapFindings(model.MapGroup("/findings"));
    }

    private static void MapFindings(RouteGroupBuilder findings)
    {
        findings
            .MapGet(
                "",
                (string model, [AsParameters] ListQuery query, ReadModelRisk read, CancellationToken ct) =>
                    ModelRiskApi.AnswerAsync(read.FindingsAsync(model, query, ct))
            )
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List the findings of a model's validations")
            .WithDescription("Open and closed, newest first.")
            .Produces<ApiPage<FindingView>>()
            .Refuses(401, 403, 404, 422);
        findings
            .MapPost("/{id}:close", CloseAsync)
            .RequireCaller()
            .WithSummary("Close a finding")
            .WithDescription(
                "For a validator who does not own the finding, with evidence of the model or the SHA-256 of a document. Example: "
                    + "{\"evidence\":\"EVD-0012\",\"closure\":\"Recalibrated and measured again\"}"
            )
            .Produces<FindingView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        findings
            .MapPost("/{id}:move", MoveAsync)
            .RequireCaller()
            .WithSummary("Change the due date of a finding")
            .WithDescription(
                "A later date for a finding that is high, critical or overdue, or one requested by its owner, takes effect once a second "
                    + "person has confirmed it. Example: {\"dueOn\":\"2027-04-30\",\"reason\":\"The new data arrive in March\"}"
            )
            .Produces<FindingView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        findings
            .MapPost("/{id}:decide", DecideAsync)
            .RequireCaller()
            .WithSummary("Confirm or decline a later due date for a finding")
            .WithDescription("For a person who neither requested the change nor owns the finding. Example: {\"confirm\":true}")
            .Produces<FindingView>()
            .Refuses(400, 401, 403, 404, 409);
    }

    private static Task<IResult> GetAsync(string model, string id, ReadModelRisk read, CancellationToken ct) =>
        DisplayId.TryParse<ValidationId>(id, out var validation)
            ? ModelRiskApi.AnswerAsync(read.ValidationAsync(model, validation, ct))
            : Task.FromResult<IResult>(ValidationRefusals.NotFound.ToProblem());

    private static async Task<IResult> PlanAsync(
        string model,
        [FromBody] PlanValidationBody body,
        Caller caller,
        PlanValidation plan,
        ReadModelRisk read,
        CancellationToken ct
    )
    {
        var outcome = await plan.RunAsync(caller.Actor, new(model, body.Version, body.Scope, body.Tests, body.Validator, body.DueOn), ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await read.ValidationAsync(model, outcome.Value, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/models/{model}/validations/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }

    private static Task<IResult> SignAsync(
        string model,
        string id,
        [FromBody] ValidationReportBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        SignValidation sign,
        ReadModelRisk read,
        CancellationToken ct
    ) =>
        ActAsync(
            model,
            id,
            read,
            validation =>
                sign.RunAsync(
                    caller.Actor,
                    new(model, validation, body.Conclusion, body.Summary, body.Challenged, body.Outcome, body.Conditions, proof),
                    ct
                ),
            ct
        );

    private static Task<IResult> CancelAsync(
        string model,
        string id,
        Caller caller,
        CancelValidation cancel,
        ReadModelRisk read,
        CancellationToken ct
    ) => ActAsync(model, id, read, validation => cancel.RunAsync(caller.Actor, model, validation, ct), ct);

    private static async Task<IResult> ActAsync(
        string model,
        string id,
        ReadModelRisk read,
        Func<ValidationId, Task<Result<ValidationId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<ValidationId>(id, out var validation))
        {
            return ValidationRefusals.NotFound.ToProblem();
        }

        var outcome = await act(validation);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : await ModelRiskApi.AnswerAsync(read.ValidationAsync(model, validation, ct));
    }

    private static async Task<IResult> RaiseAsync(
        string model,
        string id,
        [FromBody] FindingBody body,
        Caller caller,
        RaiseFinding raise,
        ReadModelRisk read,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<ValidationId>(id, out var validation))
        {
            return ValidationRefusals.NotFound.ToProblem();
        }

        var outcome = await raise.RunAsync(caller.Actor, new(model, validation, body.Severity, body.Text, body.Owner, body.DueOn), ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : ModelRiskApi
                .One(await read.FindingsAsync(model, ModelRiskApi.From(outcome.Value), ct), FindingRefusals.NotFound)
                .Match<IResult>(view => TypedResults.Created($"/api/v1/models/{model}/findings", view), unread => unread.ToProblem());
    }

    private static Task<IResult> CloseAsync(
        string model,
        string id,
        [FromBody] CloseFindingBody body,
        Caller caller,
        CloseFinding close,
        ReadModelRisk read,
        CancellationToken ct
    ) => OfFindingAsync(model, id, read, finding => close.RunAsync(caller.Actor, new(model, finding, body.Evidence, body.Closure), ct), ct);

    private static Task<IResult> MoveAsync(
        string model,
        string id,
        [FromBody] MoveFindingBody body,
        Caller caller,
        MoveFinding move,
        ReadModelRisk read,
        CancellationToken ct
    ) => OfFindingAsync(model, id, read, finding => move.RunAsync(caller.Actor, new(model, finding, body.DueOn, body.Reason), ct), ct);

    private static Task<IResult> DecideAsync(
        string model,
        string id,
        [FromBody] DecideTierBody body,
        Caller caller,
        DecideExtension decide,
        ReadModelRisk read,
        CancellationToken ct
    ) => OfFindingAsync(model, id, read, finding => decide.RunAsync(caller.Actor, model, finding, body.Confirm, ct), ct);

    private static async Task<IResult> OfFindingAsync(
        string model,
        string id,
        ReadModelRisk read,
        Func<FindingId, Task<Result<FindingId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<FindingId>(id, out var finding))
        {
            return FindingRefusals.NotFound.ToProblem();
        }

        var outcome = await act(finding);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : ModelRiskApi
                .One(await read.FindingsAsync(model, ModelRiskApi.From(finding), ct), FindingRefusals.NotFound)
                .Match<IResult>(TypedResults.Ok, unread => unread.ToProblem());
    }
}
