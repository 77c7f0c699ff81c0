using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Incidents.Playbooks;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Incidents;

/// <summary>The steps of an incident's playbook over HTTP.</summary>
internal static class IncidentStepsApi
{
    public static void Map(RouteGroupBuilder one)
    {
        one.MapPost("/contain", ContainAsync)
            .RequireCaller(Permission.WriteIncidents, "incident.contained")
            .WithSummary("Contain an incident")
            .WithDescription(
                "Live deployment permits of the affected versions end in the same transaction, and the gate answers allow:false "
                    + "for them from then on. A drill changes nothing. Example: {\"mode\":\"take-offline\",\"note\":\"Traffic goes to "
                    + "manual review\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/containment/confirm", ServingAsync)
            .RequireCaller()
            .WithSummary("Record the serving system's confirmation")
            .WithDescription("Example: {\"system\":\"scoring cluster eu-1\",\"note\":\"0 requests since 16:20\"}")
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/evidence", FreezeAsync)
            .RequireCaller()
            .WithSummary("Freeze evidence")
            .WithDescription(
                "Freezes, by their SHA-256, what the portal holds about the affected versions and the files you name. Do this after "
                    + "containment and before anything about the model is changed. Can be repeated. Example: "
                    + "{\"items\":[{\"name\":\"serving.log\",\"sha256\":\"9c1f…\"}]}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/assessment", AssessAsync)
            .RequireCaller(Permission.WriteIncidents, "incident.assessed")
            .WithSummary("Assess the harm")
            .WithDescription(
                "Example: {\"harm\":\"412 declined, 37 would pass with fresh data\",\"peopleAffected\":37,\"countries\":[\"DE\"]}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/class", ClassifyAsync)
            .RequireCaller(Permission.WriteIncidents, "incident.classified")
            .WithSummary("Answer the questions on serious incidents")
            .WithDescription(
                "The result is a proposal until someone else confirms it. The questions are at /api/v1/incidents/questions. "
                    + "Example: "
                    + "{\"answers\":{\"SQ1\":\"no\",\"SQ2\":\"no\",\"SQ3\":\"no\",\"SQ4\":\"yes\",\"SQ5\":\"no\",\"SQ6\":\"no\"},"
                    + "\"causalLink\":\"likely\",\"reason\":\"Applicants were declined on stale data\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/class/confirm", ConfirmAsync)
            .RequirePermission(Permission.ConfirmIncidentClass)
            .WithSummary("Confirm the class of an incident")
            .WithDescription(
                "For legal approvers and compliance officers, but not for the person who proposed the class; never with an API "
                    + "key. Example: {\"note\":\"Agreed\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/steps/{step}/done", DoneAsync)
            .RequireCaller()
            .WithSummary("Record that a step is done")
            .WithDescription(
                "For steps done outside the portal; steps done in the portal are marked automatically. Example: "
                    + "{\"note\":\"Keys of the batch client revoked\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/steps/{step}/skip", SkipAsync)
            .RequireCaller()
            .WithSummary("Skip a step")
            .WithDescription("Possible where the playbook allows it; requires a reason. Example: {\"note\":\"No one outside is affected\"}")
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/cut-access", CutAsync)
            .RequirePermission(Permission.CutAccess)
            .WithSummary("Cut off access to what an incident affects")
            .WithDescription(
                "Ends, in one transaction, the API keys that acted on the affected models and systems, the open sessions of people "
                    + "who did so or who own such a key, and every live deployment permit of these models. Your own session stays open. "
                    + "Example: {\"note\":\"Keys in a public place\",\"keep\":[\"KEY-0003\"]}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/steps/{step}/call", CallAsync)
            .RequireCaller()
            .WithSummary("Send the call of a step")
            .WithDescription(
                "For a call that a person must confirm, or that was given up after failed attempts. It is sent in the background; "
                    + "the answer appears in the timeline."
            )
            .Produces<IncidentView>()
            .Refuses(401, 403, 404, 409, 412);
        one.MapPost("/recovery", RecoverAsync)
            .RequireCaller(Permission.WriteIncidents, "incident.recovered")
            .WithSummary("Bring service back")
            .WithDescription(
                "`roll-back` deploys an earlier approved version in the same transaction (for those who may roll back), "
                    + "`resume` releases the affected versions, `withdraw` leaves them out of use. Requires frozen evidence. "
                    + "Example: {\"kind\":\"roll-back\",\"from\":{\"model\":\"credit-default\","
                    + "\"version\":\"2.0.0\"},\"to\":\"1.4.0\",\"reason\":\"Last version before the feed changed\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/release", ReleaseAsync)
            .RequireCaller()
            .WithSummary("Release a version that an incident has put on hold")
            .WithDescription(
                "Approvals and gate rules still apply. Example: "
                    + "{\"model\":\"credit-default\",\"version\":\"2.0.0\",\"reason\":\"Feed check added\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPut("/post-mortem", PostMortemAsync)
            .RequireCaller(Permission.WriteIncidents, "incident.post-mortem-written")
            .WithSummary("Write the post-mortem")
            .WithDescription(
                "Members left out stay unchanged. Example: {\"happened\":\"…\",\"impact\":\"…\",\"causes\":\"…\",\"changed\":\"…\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/follow-ups", FollowUpAsync)
            .RequireCaller(Permission.WriteIncidents, "incident.followed-up")
            .WithSummary("Add a follow-up")
            .WithDescription(
                "The follow-up becomes a risk in the register, or a step in the plan of an existing risk. Example: "
                    + "{\"text\":\"Feeds older than 6 h pass the gate\",\"inherent\":{\"likelihood\":3,\"impact\":4}} or "
                    + "{\"text\":\"Reject feeds older than 6 h\",\"risk\":\"RSK-0003\",\"dueAt\":\"2026-12-04T00:00:00Z\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/close", CloseAsync)
            .RequireCaller()
            .WithSummary("Close an incident")
            .WithDescription(
                "Possible once service has resumed, the class is confirmed, the authority has been informed where the law requires "
                    + "it, every step is done or skipped, and the post-mortem is written. Example: {\"note\":\"Read by all owners\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/dismiss", DismissAsync)
            .RequireCaller()
            .WithSummary("Dismiss an incident")
            .WithDescription(
                "For something that was not an incident or was declared twice; possible only before anything is contained. "
                    + "Example: {\"reason\":\"Same as INC-0002\"}"
            )
            .Produces<IncidentView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
    }

    private static Task<IResult> ContainAsync(
        string id,
        [FromBody] ContainBody body,
        Caller caller,
        HttpContext http,
        ContainIncident contain,
        GetIncident get,
        CancellationToken ct
    ) =>
        IncidentsApi.RunAsync(
            id,
            http,
            get,
            (incident, match) => contain.RunAsync(caller.Actor, incident, body.Mode, body.Note, match, ct),
            ct
        );

    private static Task<IResult> CutAsync(
        string id,
        [FromBody] CutAccessBody body,
        Caller caller,
        HttpContext http,
        CutAccess cut,
        GetIncident get,
        CancellationToken ct
    ) =>
        IncidentsApi.RunAsync(
            id,
            http,
            get,
            (incident, match) => cut.RunAsync(caller.Actor, incident, body.Keep ?? [], body.Note, match, ct),
            ct
        );

    private static Task<IResult> CallAsync(
        string id,
        string step,
        Caller caller,
        HttpContext http,
        AskPlaybookCall call,
        GetIncident get,
        CancellationToken ct
    ) => IncidentsApi.RunAsync(id, http, get, (incident, match) => call.RunAsync(caller.Actor, incident, step, match, ct), ct);

    private static Task<IResult> ServingAsync(
        string id,
        [FromBody] ServingBody body,
        Caller caller,
        HttpContext http,
        ConfirmContainment confirm,
        GetIncident get,
        CancellationToken ct
    ) =>
        IncidentsApi.RunAsync(
            id,
            http,
            get,
            (incident, match) => confirm.RunAsync(caller.Actor, incident, body.System, body.Note, match, ct),
            ct
        );

    private static Task<IResult> FreezeAsync(
        string id,
        [FromBody] FreezeBody body,
        Caller caller,
        HttpContext http,
        FreezeEvidence freeze,
        GetIncident get,
        CancellationToken ct
    ) =>
        IncidentsApi.RunAsync(id, http, get, (incident, match) => freeze.RunAsync(caller.Actor, incident, body.Items ?? [], match, ct), ct);

    private static Task<IResult> AssessAsync(
        string id,
        [FromBody] AssessIncident.Command body,
        Caller caller,
        HttpContext http,
        AssessIncident assess,
        GetIncident get,
        CancellationToken ct
    ) => IncidentsApi.RunAsync(id, http, get, (incident, match) => assess.RunAsync(caller.Actor, incident, body, match, ct), ct);

    private static Task<IResult> ClassifyAsync(
        string id,
        [FromBody] ClassifyIncident.Command body,
        Caller caller,
        HttpContext http,
        ClassifyIncident classify,
        GetIncident get,
        CancellationToken ct
    ) => IncidentsApi.RunAsync(id, http, get, (incident, match) => classify.RunAsync(caller.Actor, incident, body, match, ct), ct);

    private static Task<IResult> ConfirmAsync(
        string id,
        [FromBody] IncidentNoteBody body,
        Caller caller,
        HttpContext http,
        ConfirmIncidentClass confirm,
        GetIncident get,
        CancellationToken ct
    ) => IncidentsApi.RunAsync(id, http, get, (incident, match) => confirm.RunAsync(caller.Actor, incident, body.Note, match, ct), ct);

    private static Task<IResult> DoneAsync(
        string id,
        string step,
        [FromBody] IncidentNoteBody body,
        Caller caller,
        HttpContext http,
        SettleStep settle,
        GetIncident get,
        CancellationToken ct
    ) =>
        IncidentsApi.RunAsync(
            id,
            http,
            get,
            (incident, match) => settle.RunAsync(caller.Actor, incident, step, skip: false, body.Note, match, ct),
            ct
        );

    private static Task<IResult> SkipAsync(
        string id,
        string step,
        [FromBody] IncidentNoteBody body,
        Caller caller,
        HttpContext http,
        SettleStep settle,
        GetIncident get,
        CancellationToken ct
    ) =>
        IncidentsApi.RunAsync(
            id,
            http,
            get,
            (incident, match) => settle.RunAsync(caller.Actor, incident, step, skip: true, body.Note, match, ct),
            ct
        );

    private static Task<IResult> RecoverAsync(
        string id,
        [FromBody] RecoverIncident.Command body,
        Caller caller,
        HttpContext http,
        RecoverIncident recover,
        GetIncident get,
        CancellationToken ct
    ) => IncidentsApi.RunAsync(id, http, get, (incident, match) => recover.RunAsync(caller.Actor, incident, body, match, ct), ct);

    private static Task<IResult> ReleaseAsync(
        string id,
        [FromBody] ReleaseBody body,
        Caller caller,
        HttpContext http,
        ReleaseVersion release,
        GetIncident get,
        CancellationToken ct
    ) =>
        IncidentsApi.RunAsync(
            id,
            http,
            get,
            (incident, match) => release.RunAsync(caller.Actor, incident, new(body.Model, body.Version), body.Reason, match, ct),
            ct
        );

    private static Task<IResult> PostMortemAsync(
        string id,
        [FromBody] WritePostMortem.Command body,
        Caller caller,
        HttpContext http,
        WritePostMortem write,
        GetIncident get,
        CancellationToken ct
    ) => IncidentsApi.RunAsync(id, http, get, (incident, match) => write.RunAsync(caller.Actor, incident, body, match, ct), ct);

    private static Task<IResult> FollowUpAsync(
        string id,
        [FromBody] FollowUpIncident.Command body,
        Caller caller,
        HttpContext http,
        FollowUpIncident follow,
        GetIncident get,
        CancellationToken ct
    ) => IncidentsApi.RunAsync(id, http, get, (incident, match) => follow.RunAsync(caller.Actor, incident, body, match, ct), ct);

    private static Task<IResult> CloseAsync(
        string id,
        [FromBody] IncidentNoteBody body,
        Caller caller,
        HttpContext http,
        CloseIncident close,
        GetIncident get,
        CancellationToken ct
    ) => IncidentsApi.RunAsync(id, http, get, (incident, match) => close.RunAsync(caller.Actor, incident, body.Note, match, ct), ct);

    private static Task<IResult> DismissAsync(
        string id,
        [FromBody] IncidentReasonBody body,
        Caller caller,
        HttpContext http,
        CloseIncident close,
        GetIncident get,
        CancellationToken ct
    ) => IncidentsApi.RunAsync(id, http, get, (incident, match) => close.DismissAsync(caller.Actor, incident, body.Reason, match, ct), ct);
}
