using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>The appointment of an overseer.</summary>
/// <param name="Person">E-mail address of an active account.</param>
/// <param name="Authority">stop, override or stop-and-override.</param>
/// <param name="From">The first day (default: today).</param>
/// <param name="Until">The last day; without it, the appointment is open-ended.</param>
public sealed record OverseerBody(
    [property: Required] string? Person,
    [property: Required] string? Authority,
    DateOnly? From = null,
    DateOnly? Until = null
);

/// <summary>Training that an overseer completed.</summary>
/// <param name="What">What the training covered.</param>
/// <param name="Trainer">Who gave the training.</param>
/// <param name="On">The day of the training (default: today).</param>
/// <param name="ValidUntil">The last day on which it is valid (default: one year later).</param>
/// <param name="Reference">Where the proof is stored.</param>
/// <param name="Sha256">SHA-256 of that file.</param>
public sealed record OversightTrainingBody(
    [property: Required] string? What,
    [property: Required] string? Trainer,
    DateOnly? On = null,
    DateOnly? ValidUntil = null,
    string? Reference = null,
    string? Sha256 = null
);

/// <summary>Why an appointment ends.</summary>
/// <param name="Reason">The reason.</param>
public sealed record OverseerEndBody([property: Required] string? Reason);

/// <summary>A test of the stop control.</summary>
/// <param name="Result">stopped or failed.</param>
/// <param name="What">What was stopped, and how.</param>
/// <param name="SecondsToStop">Seconds until the system stopped; absent if it did not.</param>
/// <param name="TestedAt">When the test took place (default: now).</param>
/// <param name="NextOn">The day by which the next test is due (default: half a year later).</param>
/// <param name="Reference">Where the record of the test is stored.</param>
/// <param name="Sha256">SHA-256 of that file.</param>
public sealed record StopTestBody(
    [property: Required] string? Result,
    [property: Required] string? What,
    int? SecondsToStop = null,
    DateTimeOffset? TestedAt = null,
    DateOnly? NextOn = null,
    string? Reference = null,
    string? Sha256 = null
);

/// <summary>A second person's decision on a test.</summary>
/// <param name="Outcome">confirm or decline.</param>
/// <param name="Reason">Why the test is declined.</param>
public sealed record StopTestDecisionBody([property: Required] string? Outcome, string? Reason = null);

/// <summary>Rosters of overseers over HTTP.</summary>
internal static class OversightApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var oversight = api.MapGroup("/systems/{id}/oversight").WithTags("Human oversight");
        oversight
            .MapGet("", GetAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("Read who oversees an AI system")
            .WithDescription(
                "Returns appointments with training, including those that ended, and tests of the stop control, newest first. "
                    + "`counting` is the number of people who oversee the system today."
            )
            .Produces<OversightView>()
            .Refuses(401, 403, 404);
        oversight
            .MapPost("/overseers", AppointAsync)
            .RequireCaller()
            .WithSummary("Appoint an overseer")
            .WithDescription(
                "For someone other than the person appointed; not for API keys. Example: "
                    + "{\"person\":\"risk@demo.example\",\"authority\":\"stop\",\"until\":\"2027-12-31\"}"
            )
            .Produces<OversightView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        oversight
            .MapPost("/overseers/{overseer}/trainings", TrainAsync)
            .RequireCaller()
            .WithSummary("Record the training of an overseer")
            .WithDescription(
                "For someone other than the person trained; not for API keys. Example: "
                    + "{\"what\":\"Limits of the score\",\"trainer\":\"Model risk team\",\"validUntil\":\"2027-06-30\"}"
            )
            .Produces<OversightView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        oversight
            .MapPost("/overseers/{overseer}/end", EndAsync)
            .RequireCaller()
            .WithSummary("End the appointment of an overseer")
            .WithDescription(
                "The appointment stays in the history. Not for API keys. Example: {\"reason\":\"Moved to another department\"}"
            )
            .Produces<OversightView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        oversight
            .MapPost("/stop-tests", RecordAsync)
            .RequireCaller()
            .WithSummary("Record a test of the stop control")
            .WithDescription(
                "The test takes effect once a second person has confirmed it. Not for API keys. Example: "
                    + "{\"result\":\"stopped\",\"what\":\"Scoring switched off by its flag\",\"secondsToStop\":40}"
            )
            .Produces<OversightView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        oversight
            .MapPost("/stop-tests/{test}/decision", DecideAsync)
            .RequireCaller()
            .WithSummary("Confirm or decline a test of the stop control")
            .WithDescription(
                "For someone other than the person who recorded the test; not for API keys. Example: {\"outcome\":\"confirm\"}"
            )
            .Produces<OversightView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    // An id of another form names nothing either; permission is looked at first all the same.
    private static SystemId System(string id) => DisplayId.TryParse<SystemId>(id, out var system) ? system : default;

    private static async Task<IResult> GetAsync(string id, GetOversight get, CancellationToken ct) =>
        (await get.RunAsync(System(id), ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> AppointAsync(
        string id,
        [FromBody] OverseerBody body,
        Caller caller,
        AppointOverseer appoint,
        GetOversight get,
        CancellationToken ct
    ) =>
        await AnswerAsync(
            get,
            System(id),
            await appoint.RunAsync(caller.Actor, new(System(id), body.Person, body.Authority, body.From, body.Until), ct),
            isCreated: true,
            ct
        );

    private static async Task<IResult> TrainAsync(
        string id,
        string overseer,
        [FromBody] OversightTrainingBody body,
        Caller caller,
        RecordTraining train,
        GetOversight get,
        CancellationToken ct
    )
    {
        var command = new RecordTraining.Command(
            System(id),
            Overseer(overseer),
            body.What,
            body.On,
            body.ValidUntil,
            body.Trainer,
            new OversightProof(body.Reference, body.Sha256)
        );
        return await AnswerAsync(get, System(id), await train.RunAsync(caller.Actor, command, ct), isCreated: false, ct);
    }

    private static async Task<IResult> EndAsync(
        string id,
        string overseer,
        [FromBody] OverseerEndBody body,
        Caller caller,
        EndOverseer end,
        GetOversight get,
        CancellationToken ct
    ) =>
        await AnswerAsync(
            get,
            System(id),
            await end.RunAsync(caller.Actor, System(id), Overseer(overseer), body.Reason, ct),
            isCreated: false,
            ct
        );

    private static async Task<IResult> RecordAsync(
        string id,
        [FromBody] StopTestBody body,
        Caller caller,
        RecordStopTest record,
        GetOversight get,
        CancellationToken ct
    )
    {
        var command = new RecordStopTest.Command(
            System(id),
            body.TestedAt,
            body.Result,
            body.What,
            body.SecondsToStop,
            body.NextOn,
            new OversightProof(body.Reference, body.Sha256)
        );
        return await AnswerAsync(get, System(id), await record.RunAsync(caller.Actor, command, ct), isCreated: true, ct);
    }

    private static async Task<IResult> DecideAsync(
        string id,
        string test,
        [FromBody] StopTestDecisionBody body,
        Caller caller,
        DecideStopTest decide,
        GetOversight get,
        CancellationToken ct
    ) =>
        await AnswerAsync(
            get,
            System(id),
            await decide.RunAsync(
                caller.Actor,
                new(System(id), DisplayId.TryParse<StopTestId>(test, out var named) ? named : default, body.Outcome, body.Reason),
                ct
            ),
            isCreated: false,
            ct
        );

    private static OverseerId Overseer(string id) => DisplayId.TryParse<OverseerId>(id, out var overseer) ? overseer : default;

    private static async Task<IResult> AnswerAsync(
        GetOversight get,
        SystemId system,
        Result<string> outcome,
        bool isCreated,
        CancellationToken ct
    ) =>
        outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await get.RunAsync(system, ct)).Match<IResult>(
                view => isCreated ? TypedResults.Created($"/api/v1/systems/{view.System}/oversight", view) : TypedResults.Ok(view),
                unread => unread.ToProblem()
            );
}
