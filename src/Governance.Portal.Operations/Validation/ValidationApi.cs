using System.ComponentModel;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Validation;

/// <summary>Scheduled validation over HTTP.</summary>
internal static class ValidationApi
{
    private static readonly string[] s_types = ["text/csv", "application/x-ndjson", "application/gzip", "application/octet-stream"];

    public static void Map(RouteGroupBuilder api)
    {
        var schedules = api.MapGroup("/models/{model}/validation-schedules").WithTags("Scheduled validation");
        schedules
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List the validation schedules of a model")
            .WithDescription(
                "Each schedule with its owner, cadence, last result, and whether a validation is overdue. A model has at most 20 schedules."
            )
            .Produces<ApiPage<ValidationScheduleView>>()
            .Refuses(401, 403, 404);
        schedules
            .MapPost("", SetUpAsync)
            .RequireCaller()
            .WithSummary("Set up a validation schedule")
            .WithDescription(
                "The first run is due at once. The person who sets up the schedule counts as the one who files its results. "
                    + "Example: "
                    + "{\"environment\":\"production\",\"endpoint\":\"https://serving.example.com/v2/models/loan-scorer\","
                    + "\"protocol\":\"kserve-v2\",\"checks\":[\"performance\","
                    + "\"fairness\"],\"label\":\"approved\",\"protected\":[\"sex\"],\"everyDays\":30}"
            )
            .Produces<ValidationScheduleView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 409, 422);
        schedules
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a validation schedule")
            .WithDescription("Example: VSC-0003.")
            .Produces<ValidationScheduleView>()
            .Refuses(401, 403, 404);
        schedules
            .MapPut("/{id}", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change a validation schedule")
            .WithDescription(
                "Send all settings: a setting that is left out is removed or gets its default. The person who changes them "
                    + "counts as the one who files the schedule's results."
            )
            .Produces<ValidationScheduleView>()
            .Refuses(401, 403, 404, 409, 422);
        schedules
            .MapGet("/{id}/runs", RunsAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List the runs of a validation schedule")
            .WithDescription("Newest first, with verdict, figures and the evidence that was filed; for a failed run, the reason in words.")
            .Produces<ApiPage<ValidationRunView>>()
            .Refuses(401, 403, 404, 422);
        schedules
            .MapPost("/{id}/runs", RunAsync)
            .RequireCaller()
            .WithSummary("Run a validation now")
            .WithDescription(
                "Queues a run; read it at /validation-runs/{id}. If a run of the schedule is already under way, that run is returned."
            )
            .Produces<ValidationRunView>(StatusCodes.Status202Accepted)
            .Refuses(401, 403, 404, 409);
        schedules
            .MapPost("/{id}:pause", PauseAsync)
            .RequireCaller()
            .WithSummary("Pause a validation schedule")
            .WithDescription(
                "A paused schedule does not run and does not become overdue. An existing overdue alert stays until a validation succeeds."
            )
            .Produces<ValidationScheduleView>()
            .Refuses(401, 403, 404, 409);
        schedules
            .MapPost("/{id}:resume", ResumeAsync)
            .RequireCaller()
            .WithSummary("Resume a validation schedule")
            .WithDescription("A run that fell due during the pause is due at once.")
            .Produces<ValidationScheduleView>()
            .Refuses(401, 403, 404, 409);
        var runs = api.MapGroup("/validation-runs").WithTags("Scheduled validation");
        runs.MapGet("/{id}", GetRunAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a validation run")
            .WithDescription("Example: VRN-0012.")
            .Produces<ValidationRunView>()
            .Refuses(401, 403, 404);
        runs.MapPost("/{id}:cancel", CancelAsync)
            .RequireCaller()
            .WithSummary("Cancel a validation run")
            .WithDescription("No results are filed.")
            .Produces<ValidationRunView>()
            .Refuses(401, 403, 404, 409);
        var sets = api.MapGroup("/models/{model}/held-out-sets").WithTags("Scheduled validation");
        sets.MapGet("", SetsAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List the held-out sets of a model")
            .WithDescription(
                "Newest first; `promptSuite` shows which are prompt suites. For a file that was removed, `removed` says when, "
                    + "by whom and why."
            )
            .Produces<ApiPage<HeldOutSetView>>()
            .Refuses(401, 403, 404);
        sets.MapPost("", StoreAsync)
            .RequireCaller(Permission.ScheduleValidation, "held-out-set.stored")
            .WithBodyLimit(l => l.TableBytes)
            .WithSummary("Store the file of a held-out set")
            .WithDescription(
                "Body: CSV or NDJSON, gzip accepted, or a prompt suite. The file is kept only if a version of the model "
                    + "declares a dataset with the role test and this SHA-256. Example: ?name=holdout.csv"
            )
            .Accepts<byte[]>(s_types[0], s_types[1..])
            .Produces<HeldOutSetView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 413, 415, 422);
        sets.MapPost("/{id}:remove", RemoveAsync)
            .RequireCaller()
            .WithSummary("Remove the file of a held-out set")
            .WithDescription(
                "The file's digest stays on record. Refused while a schedule uses the file. Example: {\"reason\":\"Replaced by "
                    + "a set without names\"}"
            )
            .Produces<HeldOutSetView>()
            .Refuses(401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(string model, ListSchedules list, CancellationToken ct) =>
        (await list.OfModelAsync(model, ct)).Match<IResult>(
            found => TypedResults.Ok(new ApiPage<ValidationScheduleView>(found, null)),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> GetAsync(string model, string id, ListSchedules list, CancellationToken ct) =>
        (await list.GetAsync(model, id, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> SetUpAsync(
        string model,
        [FromBody] ScheduleBody body,
        Caller caller,
        SetUpSchedule setUp,
        ListSchedules list,
        CancellationToken ct
    )
    {
        var made = await setUp.RunAsync(caller.Actor, model, body, ct);
        return made.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(model, made.Value.ToString(), ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/models/{view.Model}/validation-schedules/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }

    private static async Task<IResult> ChangeAsync(
        string model,
        string id,
        [FromBody] ScheduleBody body,
        Caller caller,
        ChangeSchedule change,
        ListSchedules list,
        CancellationToken ct
    ) => await ChangedAsync(await change.RunAsync(caller.Actor, model, id, body, ct), model, list, ct);

    private static async Task<IResult> PauseAsync(
        string model,
        string id,
        Caller caller,
        PauseSchedule pause,
        ListSchedules list,
        CancellationToken ct
    ) => await ChangedAsync(await pause.RunAsync(caller.Actor, model, id, ct), model, list, ct);

    private static async Task<IResult> ResumeAsync(
        string model,
        string id,
        Caller caller,
        PauseSchedule pause,
        ListSchedules list,
        CancellationToken ct
    ) => await ChangedAsync(await pause.ResumeAsync(caller.Actor, model, id, ct), model, list, ct);

    private static async Task<IResult> ChangedAsync(
        Result<ValidationScheduleId> changed,
        string model,
        ListSchedules list,
        CancellationToken ct
    ) => changed.Refusal is { } refusal ? refusal.ToProblem() : await GetAsync(model, changed.Value.ToString(), list, ct);

    private static async Task<IResult> RunsAsync(
        string model,
        string id,
        [AsParameters] ListQuery query,
        ListSchedules list,
        CancellationToken ct
    )
    {
        var page = query.TakeBelow<ValidationRunId>();
        if (!page.IsDone)
        {
            return page.Refusal.ToProblem();
        }

        return (await list.RunsAsync(model, id, page.Value.Below, page.Value.Take, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> RunAsync(
        string model,
        string id,
        Caller caller,
        RequestRun request,
        ListSchedules list,
        CancellationToken ct
    )
    {
        var asked = await request.RunAsync(caller.Actor, model, id, ct);
        return asked.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.RunAsync(asked.Value, ct)).Match<IResult>(
                view => TypedResults.Accepted($"/api/v1/validation-runs/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }

    private static async Task<IResult> GetRunAsync(string id, ListSchedules list, CancellationToken ct) =>
        DisplayId.TryParse<ValidationRunId>(id, out var run)
            ? (await list.RunAsync(run, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem())
            : ValidationRefusals.RunNotFound.ToProblem();

    private static async Task<IResult> CancelAsync(string id, Caller caller, CancelRun cancel, ListSchedules list, CancellationToken ct)
    {
        var cancelled = await cancel.RunAsync(caller.Actor, id, ct);
        return cancelled.Refusal is { } refusal ? refusal.ToProblem() : await GetRunAsync(cancelled.Value.ToString(), list, ct);
    }

    private static async Task<IResult> SetsAsync(string model, ListSchedules list, CancellationToken ct) =>
        (await list.SetsAsync(model, ct)).Match<IResult>(
            found => TypedResults.Ok(new ApiPage<HeldOutSetView>(found, null)),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> StoreAsync(
        string model,
        [Description("Name of the file, for people")] string? name,
        HttpRequest request,
        Caller caller,
        StoreHeldOutSet store,
        ListSchedules list,
        CancellationToken ct
    )
    {
        if (request.ContentType?.Split(';')[0].Trim() is not { } type || !s_types.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return new Refusal(
                "request.media-type",
                $"Send text/csv or application/x-ndjson; gzip is accepted.",
                RefusalKind.UnsupportedMedia
            ).ToProblem();
        }

        var stored = await store.RunAsync(caller.Actor, model, name, request.Body, ct);
        return stored.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.SetAsync(model, stored.Value, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/models/{model}/held-out-sets", view),
                unread => unread.ToProblem()
            );
    }

    private static async Task<IResult> RemoveAsync(
        string model,
        string id,
        [FromBody] ReasonBody body,
        Caller caller,
        RemoveHeldOutSet remove,
        ListSchedules list,
        CancellationToken ct
    )
    {
        var removed = await remove.RunAsync(caller.Actor, model, id, body.Reason, ct);
        return removed.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.SetAsync(model, removed.Value, ct)).Match<IResult>(TypedResults.Ok, unread => unread.ToProblem());
    }
}
