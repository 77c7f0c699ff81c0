using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Experiments;

/// <summary>Experiments over HTTP.</summary>
internal static class ExperimentsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var experiments = api.MapGroup("/experiments").WithTags("Experiments");
        experiments
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List experiments")
            .WithDescription(
                "Newest first. Filters: model, state (planned, approved, running, stopped, concluded, refused). Example: ?state=running"
            )
            .Produces<ApiPage<ExperimentRow>>()
            .Refuses(401, 403, 422);
        experiments
            .MapPost("", PlanAsync)
            .RequireCaller()
            .WithSummary("Plan an experiment")
            .WithDescription(
                "Kinds: shadow, canary, ab, pilot. The first metric is the primary one; all others are guardrails, whose limit "
                    + "says by how much the challenger may be worse. The planned size follows from baseline, effect, alpha and power. "
                    + "Example: "
                    + "{\"model\":\"fraud-scorer\",\"kind\":\"canary\",\"challenger\":\"1.5.0\",\"share\":0.1,\"hypothesis\":\"It finds "
                    + "more "
                    + "fraud\",\"effect\":0.05,\"metrics\":[{\"name\":\"found\",\"direction\":\"higher\",\"baseline\":0.2},"
                    + "{\"name\":\"complaints\",\"direction\":\"lower\",\"baseline\":0.02,\"limit\":0.01}]}"
            )
            .Produces<ExperimentView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        experiments
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read an experiment")
            .WithDescription(
                "Example: EXP-0001. Includes the current result of each metric, which may be read at any time: intervals and tests "
                    + "allow for repeated looks. The member comparison holds the newest comparison of both versions on the same "
                    + "decisions, which governance experiment compare filed; null when there is none."
            )
            .Produces<ExperimentView>()
            .Refuses(401, 403, 404);
        experiments
            .MapGet("/{id}/report", ReportAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read the report of an experiment")
            .WithDescription(
                "The report is returned as JSON, in the form that is filed as evidence of kind experiment when the experiment is concluded."
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(401, 403, 404);
        experiments
            .MapPost("/{id}:approve", ApproveAsync)
            .RequireCaller()
            .WithSummary("Approve or refuse an experiment")
            .WithDescription(
                "For a person who did not plan the experiment, with a fresh proof of identity in X-Reauthentication; "
                    + "not for API keys. Except for a shadow experiment, the challenger must be in staging. Example: "
                    + "{\"outcome\":\"approve\",\"reason\":\"The harm is limited\"}"
            )
            .Produces<ExperimentView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        experiments
            .MapPost("/{id}:start", StartAsync)
            .RequireCaller()
            .WithSummary("Start an approved experiment")
            .WithDescription("Except for a shadow experiment, the gate must currently allow the challenger in staging.")
            .Produces<ExperimentView>()
            .Refuses(401, 403, 404, 409, 422);
        experiments
            .MapPost("/{id}/observations", ObserveAsync)
            .RequireCaller()
            .WithSummary("Add observations to a running experiment")
            .WithDescription(
                "The body is a batch of counts and sums of both arms by metric. A batch sent again under the same name is "
                    + "counted once. The answer states where the experiment stands: a breached guardrail stops it at once. In "
                    + "a shadow experiment, the member `both` is the number of rows in which both arms are 1. Example: "
                    + "{\"batch\":\"2026-11-26\",\"figures\":[{\"metric\":\"found\","
                    + "\"championCount\":900,\"championSum\":180,\"challengerCount\":100,\"challengerSum\":27}]}"
            )
            .Produces<ExperimentView>()
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        experiments
            .MapPost("/{id}:stop", StopAsync)
            .RequireCaller()
            .WithSummary("Stop an experiment")
            .WithDescription("The experiment's permits end at once.")
            .Produces<ExperimentView>()
            .Refuses(401, 403, 404, 409);
        experiments
            .MapPost("/{id}:roll-back", RollBackAsync)
            .RequireCaller()
            .WithSummary("Record the rollback of a challenger")
            .WithDescription(
                "For a person who may roll back, after the breach of a guardrail whose onBreach is roll-back. Requires a fresh "
                    + "proof of identity in X-Reauthentication; not for API keys. If the challenger is in production, the "
                    + "champion is put back there. Example: {\"reason\":\"No traffic has been routed to 1.5.0 since 14:20\"}"
            )
            .Produces<ExperimentView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        experiments
            .MapPost("/{id}:conclude", ConcludeAsync)
            .RequireCaller()
            .WithSummary("Conclude an experiment")
            .WithDescription(
                "For a person who did not plan the experiment, with a fresh proof of identity in X-Reauthentication; "
                    + "not for API keys. The report is filed as evidence of the challenger. Example: "
                    + "{\"outcome\":\"ship\",\"reason\":\"It finds more fraud\"}"
            )
            .Produces<ExperimentView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? model,
        string? state,
        ReadExperiments read,
        CancellationToken ct
    ) => (await read.ListAsync(model, state, query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> PlanAsync(
        [FromBody] ExperimentBody body,
        Caller caller,
        PlanExperiment plan,
        ReadExperiments read,
        CancellationToken ct
    )
    {
        var outcome = await plan.RunAsync(caller.Actor, body, ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await read.GetAsync(outcome.Value.ToString(), caller.Actor, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/experiments/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }

    private static async Task<IResult> GetAsync(string id, Caller caller, ReadExperiments read, CancellationToken ct) =>
        (await read.GetAsync(id, caller.Actor, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> ReportAsync(string id, ReadExperiments read, CancellationToken ct) =>
        (await read.ReportAsync(id, ct)).Match<IResult>(
            bytes => TypedResults.Bytes(bytes, "application/json"),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> ApproveAsync(
        string id,
        [FromBody] ExperimentDecisionBody body,
        [FromHeader(Name = "X-Reauthentication")] string? proof,
        Caller caller,
        DecideExperiment decide,
        ReadExperiments read,
        CancellationToken ct
    ) =>
        await OkAsync(
            await decide.RunAsync(caller.Actor, new(id, ExperimentStep.Approval, body.Outcome, body.Reason, proof), ct),
            caller,
            read,
            ct
        );

    private static async Task<IResult> ConcludeAsync(
        string id,
        [FromBody] ExperimentDecisionBody body,
        [FromHeader(Name = "X-Reauthentication")] string? proof,
        Caller caller,
        DecideExperiment decide,
        ReadExperiments read,
        CancellationToken ct
    ) =>
        await OkAsync(
            await decide.RunAsync(caller.Actor, new(id, ExperimentStep.Conclusion, body.Outcome, body.Reason, proof), ct),
            caller,
            read,
            ct
        );

    private static async Task<IResult> RollBackAsync(
        string id,
        [FromBody] ReasonBody body,
        [FromHeader(Name = "X-Reauthentication")] string? proof,
        Caller caller,
        RollBackChallenger rollBack,
        ReadExperiments read,
        CancellationToken ct
    ) => await OkAsync(await rollBack.RunAsync(caller.Actor, id, body.Reason, proof, ct), caller, read, ct);

    private static async Task<IResult> StartAsync(
        string id,
        Caller caller,
        StartExperiment start,
        ReadExperiments read,
        CancellationToken ct
    ) => await OkAsync(await start.RunAsync(caller.Actor, id, ct), caller, read, ct);

    private static async Task<IResult> StopAsync(
        string id,
        Caller caller,
        StopExperiment stop,
        ReadExperiments read,
        CancellationToken ct
    ) => await OkAsync(await stop.RunAsync(caller.Actor, id, ct), caller, read, ct);

    private static async Task<IResult> ObserveAsync(
        string id,
        [FromBody] ObservationsBody body,
        Caller caller,
        AddObservations add,
        ReadExperiments read,
        CancellationToken ct
    ) => await OkAsync(await add.RunAsync(caller.Actor, id, body, ct), caller, read, ct);

    private static async Task<IResult> OkAsync(Result<ExperimentId> outcome, Caller caller, ReadExperiments read, CancellationToken ct) =>
        outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await read.GetAsync(outcome.Value.ToString(), caller.Actor, ct)).Match<IResult>(
                TypedResults.Ok,
                unread => unread.ToProblem()
            );
}
