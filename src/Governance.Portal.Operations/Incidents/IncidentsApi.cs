using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents.Playbooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Incidents over HTTP.</summary>
internal static class IncidentsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var incidents = api.MapGroup("/incidents").WithTags("Incidents");
        incidents
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadIncidents)
            .WithSummary("List incidents")
            .WithDescription(
                "Newest first. Filters: q, model, system, state (live: those that have not ended), severity, drill. "
                    + "Example: ?model=credit-default&state=live"
            )
            .Produces<ApiPage<IncidentRow>>()
            .Refuses(401, 403, 422);
        incidents
            .MapPost("", OpenAsync)
            .RequireCaller()
            .WithSummary("Declare an incident")
            .WithDescription(
                "If an alert is named, its details need not be repeated. Statutory clocks run from the earliest awareness. Example: "
                    + "{\"title\":\"Stale feed used in credit "
                    + "decisions\",\"severity\":\"severe\",\"category\":\"data-quality\",\"versions\":[{\"model\":\"credit-default\","
                    + "\"version\":\"2.0.0\"}],\"providerAwareAt\":\"2026-11-17T15:05:00Z\"} "
                    + "or {\"alert\":\"ALR-0003\"}"
            )
            .Produces<IncidentView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        incidents
            .MapGet("/questions", Questions)
            .RequirePermission(Permission.ReadIncidents)
            .WithSummary("Read the questions on serious incidents")
            .WithDescription(
                "Returns each question with its provision, the kinds of harm, the clocks and how they are counted. The result of "
                    + "the answers is a proposal, not legal advice."
            )
            .Produces<QuestionsView>()
            .Refuses(401, 403);
        incidents
            .MapGet("/playbooks", PlaybooksAsync)
            .RequirePermission(Permission.ReadIncidents)
            .WithSummary("Read the playbooks")
            .WithDescription("Returns every version with its steps and audiences. An incident keeps the version it was opened with.")
            .Produces<ApiPage<Playbook>>()
            .Refuses(401, 403);
        MapOne(incidents.MapGroup("/{id}"));
        IncidentStepsApi.Map(incidents.MapGroup("/{id}"));
    }

    private static void MapOne(RouteGroupBuilder one)
    {
        one.MapGet("", GetAsync)
            .RequirePermission(Permission.ReadIncidents)
            .WithSummary("Read an incident")
            .WithDescription(
                "Example: INC-0003. Returns the incident's clocks, steps, frozen evidence, messages and post-mortem. The ETag "
                    + "is the incident's revision."
            )
            .Produces<IncidentView>()
            .Refuses(401, 403, 404);
        one.MapPatch("", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change an incident")
            .WithDescription(
                "Absent members stay unchanged; members that are null are removed. Changing the time of awareness moves every "
                    + "clock and requires a reason. Example: {\"severity\":\"high\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapGet("/timeline", TimelineAsync)
            .RequirePermission(Permission.ReadIncidents)
            .WithSummary("Read an incident's timeline")
            .WithDescription("Newest first, each with its entry in the audit log. Example: ?limit=20")
            .Produces<ApiPage<TimelineView>>()
            .Refuses(401, 403, 404, 422);
        one.MapPost("/timeline", NoteAsync)
            .RequireCaller()
            .WithSummary("Add a note to the timeline")
            .WithDescription(
                "Notes are never changed later. Example: {\"text\":\"Feed age back under 6 h\",\"happenedAt\":\"2026-11-19T05:10:00Z\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 412, 422);
        one.MapPost("/messages", BeginAsync)
            .RequireCaller()
            .WithSummary("Start a message")
            .WithDescription(
                "Addressed to an audience of the playbook; without a text, the message starts from the playbook's draft, filled in "
                    + "with the known facts. Example: {\"audience\":\"authority\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPut("/messages/{number:int}", WriteAsync)
            .RequireCaller()
            .WithSummary("Rewrite a message")
            .WithDescription(
                "Possible only before the message is sent. Example: {\"subject\":\"Serious incident INC-0003\",\"body\":\"…\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/messages/{number:int}/hold", HoldAsync)
            .RequireCaller()
            .WithSummary("Hold a message")
            .WithDescription("Example: {\"waitsFor\":\"Class confirmation\"}")
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/messages/{number:int}/send", SendAsync)
            .RequireCaller()
            .WithSummary("Record that a message was sent")
            .WithDescription(
                "The portal does not send the message. For a message to the authority, `sentAt` shows whether reporting deadlines "
                    + "were met. "
                    + "Example: {\"sentAt\":\"2026-11-20T10:00:00Z\",\"recipients\":1,\"receipt\":\"MSA-2026-114\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] IncidentQuery query,
        [AsParameters] ListQuery list,
        ListIncidents incidents,
        CancellationToken ct
    )
    {
        var (filter, take) = (query.ToFilter(), list.TakeBelow<IncidentId>());
        if ((filter.Refusal ?? take.Refusal) is { } refusal)
        {
            return refusal.ToProblem();
        }

        return TypedResults.Ok(await incidents.RunAsync(filter.Value, take.Value.Below, take.Value.Take, ct));
    }

    private static async Task<IResult> OpenAsync(
        [FromBody] IncidentBody body,
        Caller caller,
        HttpContext http,
        OpenIncident open,
        GetIncident get,
        CancellationToken ct
    )
    {
        var outcome = await open.RunAsync(caller.Actor, body.ToSettings(), ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(outcome.Value, created: true, http, get, ct);
    }

    private static Ok<QuestionsView> Questions(IncidentLibrary library) =>
        TypedResults.Ok(
            new QuestionsView(
                library.Questions.Version,
                library.Questions.Questions,
                library.Law.Harms,
                library.Law.Clocks,
                library.Law.ClockRules,
                library.Law.WidespreadTest,
                library.Law.DateNote
            )
        );

    private static async Task<Ok<ApiPage<Playbook>>> PlaybooksAsync(ListPlaybooks playbooks, CancellationToken ct) =>
        TypedResults.Ok(new ApiPage<Playbook>(await playbooks.VersionsAsync(ct), null));

    private static async Task<IResult> GetAsync(string id, HttpContext http, GetIncident get, CancellationToken ct) =>
        DisplayId.TryParse<IncidentId>(id, out var incident)
            ? await AnswerAsync(incident, created: false, http, get, ct)
            : IncidentRefusals.NotFound.ToProblem();

    private static Task<IResult> ChangeAsync(
        string id,
        [FromBody] IncidentChangeBody body,
        Caller caller,
        HttpContext http,
        ChangeIncident change,
        GetIncident get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (incident, match) => change.RunAsync(caller.Actor, incident, body.Over, body.Reason, match, ct), ct);

    private static async Task<IResult> TimelineAsync(string id, [AsParameters] ListQuery query, GetIncident get, CancellationToken ct)
    {
        if (!DisplayId.TryParse<IncidentId>(id, out var incident) || !(await get.RunAsync(incident, ct)).IsDone)
        {
            return IncidentRefusals.NotFound.ToProblem();
        }

        var take = query.TakeBelow();
        if (take.Refusal is { } limit)
        {
            return limit.ToProblem();
        }

        return TypedResults.Ok(await get.TimelineAsync(incident, take.Value.Below, take.Value.Take, ct));
    }

    private static Task<IResult> NoteAsync(
        string id,
        [FromBody] TimelineBody body,
        Caller caller,
        HttpContext http,
        NoteIncident note,
        GetIncident get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (incident, match) => note.RunAsync(caller.Actor, incident, body.Text, body.HappenedAt, match, ct), ct);

    private static Task<IResult> BeginAsync(
        string id,
        [FromBody] MessageBody body,
        Caller caller,
        HttpContext http,
        BeginMessage begin,
        GetIncident get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            get,
            (incident, match) => begin.RunAsync(caller.Actor, incident, body.Audience, body.Subject, body.Body, match, ct),
            ct
        );

    private static Task<IResult> WriteAsync(
        string id,
        int number,
        [FromBody] MessageWordsBody body,
        Caller caller,
        HttpContext http,
        ChangeMessage change,
        GetIncident get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            get,
            (incident, match) => change.WriteAsync(caller.Actor, incident, number, body.Subject, body.Body, match, ct),
            ct
        );

    private static Task<IResult> HoldAsync(
        string id,
        int number,
        [FromBody] HoldBody body,
        Caller caller,
        HttpContext http,
        ChangeMessage change,
        GetIncident get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (incident, match) => change.HoldAsync(caller.Actor, incident, number, body.WaitsFor, match, ct), ct);

    private static Task<IResult> SendAsync(
        string id,
        int number,
        [FromBody] ChangeMessage.Sending body,
        Caller caller,
        HttpContext http,
        ChangeMessage change,
        GetIncident get,
        CancellationToken ct
    ) => RunAsync(id, http, get, (incident, match) => change.SendAsync(caller.Actor, incident, number, body, match, ct), ct);

    internal static async Task<IResult> RunAsync(
        string id,
        HttpContext http,
        GetIncident get,
        Func<IncidentId, string?, Task<Result<IncidentId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<IncidentId>(id, out var incident))
        {
            return IncidentRefusals.NotFound.ToProblem();
        }

        var outcome = await act(incident, ETags.IfMatch(http));
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(incident, created: false, http, get, ct);
    }

    private static async Task<IResult> AnswerAsync(IncidentId id, bool created, HttpContext http, GetIncident get, CancellationToken ct)
    {
        var found = await get.RunAsync(id, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        ETags.Set(http, found.Value.Revision);
        return created ? TypedResults.Created($"/api/v1/incidents/{id}", found.Value) : TypedResults.Ok(found.Value);
    }
}
