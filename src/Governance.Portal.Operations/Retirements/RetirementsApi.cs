using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Retirements over HTTP.</summary>
internal static class RetirementsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var retirements = api.MapGroup("/retirements").WithTags("Retirements");
        retirements
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List retirements")
            .WithDescription(
                "Newest first. Filters: q, model, state (live: those that have not ended). Example: ?model=credit-default&state=live"
            )
            .Produces<ApiPage<RetirementRow>>()
            .Refuses(401, 403, 422);
        retirements
            .MapPost("", PlanAsync)
            .RequireCaller()
            .WithSummary("Plan a retirement")
            .WithDescription(
                "Retires a version, a model or an AI system. The tasks of the plan come from the template and the facts. Example: "
                    + "{\"subject\":\"credit-default@1.0.0\",\"reason\":\"Replaced by "
                    + "2.0.0\",\"plannedAt\":\"2026-12-31T23:00:00Z\",\"successor\":\"credit-default@2.0.0\"}"
            )
            .Produces<RetirementView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 422);
        MapOne(retirements.MapGroup("/{id}"));
        MapSteps(retirements.MapGroup("/{id}"));
    }

    private static void MapOne(RouteGroupBuilder one)
    {
        one.MapGet("", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a retirement")
            .WithDescription(
                "Example: RET-0001. Returns what depends on the subject of the retirement according to the current records, "
                    + "the tasks, traffic, keys, data and retention, and what is left to do. The ETag is the retirement's "
                    + "revision."
            )
            .Produces<RetirementView>()
            .Refuses(401, 403, 404);
        one.MapPatch("", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change a plan")
            .WithDescription(
                "Absent members stay unchanged. Open tasks move with the planned date. Example: {\"plannedAt\":\"2027-01-31T12:00:00Z\"}"
            )
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapGet("/entries", EntriesAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a retirement's record")
            .WithDescription("Newest first, each with its entry in the audit log. Example: ?limit=20")
            .Produces<ApiPage<RetirementEntryView>>()
            .Refuses(401, 403, 404, 422);
        one.MapGet("/statement", StatementAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read the closing statement")
            .WithDescription(
                "Returns the exact canonical bytes whose SHA-256 is in the evidence bundles of the retirement's requests. 404 "
                    + "while there is none."
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(401, 403, 404);
        one.MapPost("/cancel", CancelAsync)
            .RequireCaller()
            .WithSummary("Cancel a retirement")
            .WithDescription(
                "Possible only while none of the versions has been retired. Deployments are allowed again unless something "
                    + "else blocks them. Example: {\"reason\":\"The successor failed its validation\"}"
            )
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/reopen", ReopenAsync)
            .RequireCaller()
            .WithSummary("Reopen a plan")
            .WithDescription(
                "Possible while the plan waits for signatures; those given so far become void. Example: "
                    + "{\"reason\":\"A pipeline still calls it\"}"
            )
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/signatures", AskAsync)
            .RequireCaller()
            .WithSummary("Request signatures")
            .WithDescription(
                "Possible when nothing is left to do. Freezes the closing statement and opens the requests to retire the "
                    + "versions; the bundles of these requests name the statement. The last approval closes the retirement."
            )
            .Produces<RetirementView>()
            .Refuses(401, 403, 404, 409, 412, 422);
        one.MapPost("/close", CloseAsync)
            .RequireCaller()
            .WithSummary("Close a retirement requested without a plan")
            .WithDescription("The versions were retired by their approvals; the retirement can be closed when nothing is left to do.")
            .Produces<RetirementView>()
            .Refuses(401, 403, 404, 409, 412);
    }

    private static void MapSteps(RouteGroupBuilder one)
    {
        one.MapPost("/dependants", DecideAsync)
            .RequireCaller(Permission.Retire, "retirement.dependants-decided")
            .WithSummary("Decide on dependent items")
            .WithDescription(
                "Each dependent item is named as in the retirement, and is either migrated to something else or accepted for a reason. "
                    + "Example: "
                    + "{\"dependants\":[{\"kind\":\"system\",\"id\":\"SYS-0001\"}],\"decision\":\"migrated\","
                    + "\"to\":\"credit-default@2.0.0\",\"reason\":\"Serves since March\"}"
            )
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPut("/tasks/{number:int}", AssignAsync)
            .RequireCaller()
            .WithSummary("Assign a task")
            .WithDescription("Example: {\"owner\":\"engineer@bank.example\",\"dueAt\":\"2026-12-20T12:00:00Z\"}")
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/tasks/{number:int}/done", DoneAsync)
            .RequireCaller()
            .WithSummary("Record that a task is done")
            .WithDescription(
                "Requires evidence where the template asks for it. Example: {\"words\":\"Mailed to 14 "
                    + "teams\",\"evidence\":\"mail.eml 3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea\"}"
            )
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/traffic/stop", StopAsync)
            .RequireCaller()
            .WithSummary("Stop the traffic")
            .WithDescription("Ends permits and blocks deployments at once. Example: {\"note\":\"Route switched at 09:00\"}")
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/traffic/confirmations", ConfirmAsync)
            .RequireCaller(Permission.RequestRetirement, "retirement.traffic-confirmed")
            .WithSummary("Confirm that the subject receives no traffic")
            .WithDescription(
                "A serving system confirms this with its API key; a person names evidence. Example: "
                    + "{\"how\":\"serving-system\",\"system\":\"scoring cluster\",\"note\":\"0 requests in 24 h\"}"
            )
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/keys", SettleAsync)
            .RequireCaller()
            .WithSummary("Revoke keys, or keep them")
            .WithDescription(
                "Only keys used for nothing else can be revoked; each revocation has its own entry in the log. Example: "
                    + "{\"keys\":[\"KEY-0004\"],\"revoke\":true}"
            )
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/data", DisposeAsync)
            .RequireCaller(Permission.Retire, "retirement.data-disposed")
            .WithSummary("Decide what happens to data")
            .WithDescription(
                "Data is kept until a date, deleted or handed over. Content is deleted after closure; digests and proofs "
                    + "remain. Example: {\"items\":[{\"kind\":\"artifact\",\"id\":\"credit-default@1.0.0\"}],"
                    + "\"choice\":\"keep\",\"until\":\"2036-11-21\",\"basis\":\"Art. 18(1)\"}"
            )
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPut("/retention", RetainAsync)
            .RequireCaller()
            .WithSummary("Set the retention of the records")
            .WithDescription(
                "The retention period runs from the day the subject was last put into service; for high risk, at least as long as "
                    + "the law requires. Example: {\"until\":\"2036-11-21T00:00:00Z\",\"basis\":\"Art. 18(1)\"}"
            )
            .Produces<RetirementView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
    }

    private static async Task<IResult> ListAsync(
        string? q,
        string? model,
        string? state,
        [AsParameters] ListQuery list,
        ListRetirements retirements,
        CancellationToken ct
    )
    {
        var (filter, take) = (new RetirementFilter(q, model, state), list.TakeBelow<RetirementId>());
        if ((filter.Refuses ?? take.Refusal) is { } refusal)
        {
            return refusal.ToProblem();
        }

        return TypedResults.Ok(await retirements.RunAsync(filter, take.Value.Below, take.Value.Take, ct));
    }

    private static async Task<IResult> PlanAsync(
        [FromBody] RetirementBody body,
        Caller caller,
        HttpContext http,
        PlanRetirement plan,
        GetRetirement get,
        CancellationToken ct
    )
    {
        var outcome = await plan.RunAsync(caller.Actor, new(body.Subject, body.Reason, body.PlannedAt, body.Successor, body.Owner), ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(outcome.Value, created: true, http, get, ct);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, GetRetirement get, CancellationToken ct) =>
        DisplayId.TryParse<RetirementId>(id, out var retirement)
            ? await AnswerAsync(retirement, created: false, http, get, ct)
            : RetirementRefusals.NotFound.ToProblem();

    private static async Task<IResult> EntriesAsync(string id, [AsParameters] ListQuery query, GetRetirement get, CancellationToken ct)
    {
        if (!DisplayId.TryParse<RetirementId>(id, out var retirement) || !(await get.RunAsync(retirement, ct)).IsDone)
        {
            return RetirementRefusals.NotFound.ToProblem();
        }

        var take = query.TakeBelow();
        if (take.Refusal is { } limit)
        {
            return limit.ToProblem();
        }

        return TypedResults.Ok(await get.EntriesAsync(retirement, take.Value.Below, take.Value.Take, ct));
    }

    private static async Task<IResult> StatementAsync(string id, GetRetirement get, CancellationToken ct)
    {
        var found = DisplayId.TryParse<RetirementId>(id, out var retirement)
            ? await get.StatementAsync(retirement, ct)
            : RetirementRefusals.NotFound;
        return found.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Bytes(found.Value, "application/json");
    }

    private static Task<IResult> ChangeAsync(
        string id,
        [FromBody] RetirementChangeBody body,
        Caller caller,
        HttpContext http,
        ChangePlan change,
        GetRetirement get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            get,
            (retirement, match) => change.RunAsync(caller.Actor, retirement, body.Owner, body.PlannedAt, body.Successor, match, ct),
            ct
        );

    private static Task<IResult> CancelAsync(
        string id,
        [FromBody] RetirementReasonBody body,
        Caller caller,
        HttpContext http,
        ChangePlan change,
        GetRetirement get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (retirement, match) => change.CancelAsync(caller.Actor, retirement, body.Reason, match, ct), ct);

    private static Task<IResult> ReopenAsync(
        string id,
        [FromBody] RetirementReasonBody body,
        Caller caller,
        HttpContext http,
        ChangePlan change,
        GetRetirement get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (retirement, match) => change.ReopenAsync(caller.Actor, retirement, body.Reason, match, ct), ct);

    private static Task<IResult> AskAsync(
        string id,
        Caller caller,
        HttpContext http,
        AskSignatures ask,
        GetRetirement get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (retirement, match) => ask.RunAsync(caller.Actor, retirement, match, ct), ct);

    private static Task<IResult> CloseAsync(
        string id,
        Caller caller,
        HttpContext http,
        CloseRetirement close,
        GetRetirement get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (retirement, match) => close.RunAsync(caller.Actor, retirement, match, ct), ct);

    private static Task<IResult> DecideAsync(
        string id,
        [FromBody] DecideDependants.Command body,
        Caller caller,
        HttpContext http,
        DecideDependants decide,
        GetRetirement get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (retirement, match) => decide.RunAsync(caller.Actor, retirement, body, match, ct), ct);

    private static Task<IResult> AssignAsync(
        string id,
        int number,
        [FromBody] TaskAssignmentBody body,
        Caller caller,
        HttpContext http,
        WorkOnTask work,
        GetRetirement get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            get,
            (retirement, match) => work.AssignAsync(caller.Actor, retirement, number, body.Owner, body.DueAt, match, ct),
            ct
        );

    private static Task<IResult> DoneAsync(
        string id,
        int number,
        [FromBody] TaskDoneBody body,
        Caller caller,
        HttpContext http,
        WorkOnTask work,
        GetRetirement get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            get,
            (retirement, match) => work.FinishAsync(caller.Actor, retirement, number, body.Words, body.Evidence, match, ct),
            ct
        );

    private static Task<IResult> StopAsync(
        string id,
        [FromBody] RetirementNoteBody body,
        Caller caller,
        HttpContext http,
        StopTraffic stop,
        GetRetirement get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (retirement, match) => stop.RunAsync(caller.Actor, retirement, body.Note, match, ct), ct);

    private static Task<IResult> ConfirmAsync(
        string id,
        [FromBody] ConfirmTraffic.Command body,
        Caller caller,
        HttpContext http,
        ConfirmTraffic confirm,
        GetRetirement get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (retirement, match) => confirm.RunAsync(caller.Actor, retirement, body, match, ct), ct);

    private static Task<IResult> SettleAsync(
        string id,
        [FromBody] SettleKeysBody body,
        Caller caller,
        HttpContext http,
        SettleKeys settle,
        GetRetirement get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            get,
            (retirement, match) => settle.RunAsync(caller.Actor, retirement, body.Keys, body.Revoke, body.Reason, match, ct),
            ct
        );

    private static Task<IResult> DisposeAsync(
        string id,
        [FromBody] DisposeData.Command body,
        Caller caller,
        HttpContext http,
        DisposeData dispose,
        GetRetirement get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (retirement, match) => dispose.RunAsync(caller.Actor, retirement, body, match, ct), ct);

    private static Task<IResult> RetainAsync(
        string id,
        [FromBody] RetentionBody body,
        Caller caller,
        HttpContext http,
        RetainRecords retain,
        GetRetirement get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (retirement, match) => retain.RunAsync(caller.Actor, retirement, body.Until, body.Basis, match, ct), ct);

    private static async Task<IResult> RunAsync(
        string id,
        HttpContext http,
        GetRetirement get,
        Func<RetirementId, string?, Task<Result<RetirementId>>> act,
        CancellationToken ct
    )
    {
        // An id that is none is looked up like one that is not there: who may not do it hears that first.
        var retirement = DisplayId.TryParse<RetirementId>(id, out var parsed) ? parsed : default;
        var outcome = await act(retirement, ETags.IfMatch(http));
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(retirement, created: false, http, get, ct);
    }

    private static async Task<IResult> AnswerAsync(RetirementId id, bool created, HttpContext http, GetRetirement get, CancellationToken ct)
    {
        var found = await get.RunAsync(id, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        ETags.Set(http, found.Value.Revision);
        return created ? TypedResults.Created($"/api/v1/retirements/{id}", found.Value) : TypedResults.Ok(found.Value);
    }
}
