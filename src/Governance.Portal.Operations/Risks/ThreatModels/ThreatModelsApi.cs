using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>A decision on a threat.</summary>
/// <param name="Decision">mitigated, in-register, accepted, transferred or not-applicable.</param>
/// <param name="Reason">How the threat is dealt with, or why; optional if a risk is named.</param>
/// <param name="Risk">Id of an open risk about the system or one of its models, such as RSK-0003.</param>
/// <param name="Raise">With in-register and without a risk: inherent rating of the risk to raise.</param>
public sealed record ThreatDecisionBody(
    [property: Required] string? Decision = null,
    string? Reason = null,
    string? Risk = null,
    RatingBody? Raise = null
);

/// <summary>An open point.</summary>
/// <param name="Text">What is to be done.</param>
/// <param name="Owner">E-mail address of the person responsible for it.</param>
/// <param name="Due">The due date, such as 2027-03-01.</param>
/// <param name="Threat">The threat that the point is about; absent for the system as a whole.</param>
public sealed record ThreatPointBody(
    [property: Required] string? Text = null,
    [property: Required] string? Owner = null,
    [property: Required] string? Due = null,
    string? Threat = null
);

/// <summary>The outcome of an open point.</summary>
/// <param name="Outcome">The outcome in words.</param>
public sealed record ThreatPointOutcomeBody([property: Required] string? Outcome = null);

/// <summary>The review of a threat model.</summary>
/// <param name="Decision">approve or return.</param>
/// <param name="ContentSha256">Digest of what the reviewer saw.</param>
/// <param name="Reason">What must change; optional with an approval.</param>
public sealed record ThreatReviewBody(
    [property: Required] string? Decision = null,
    [property: Required] string? ContentSha256 = null,
    string? Reason = null
);

/// <summary>Threat models over HTTP.</summary>
internal static class ThreatModelsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/risks/threat-models", ListAsync)
            .WithTags("Risks")
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("List threat models")
            .WithDescription(
                "Lists every AI system that is not retired, sorted by ID, with the state of its threat model, including systems "
                    + "without one."
            )
            .Produces<ApiPage<ThreatModelRow>>()
            .Refuses(401, 403, 422);
        var one = api.MapGroup("/systems/{id}/threat-model").WithTags("Threat models");
        one.MapGet("", GetAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Read the threat model of an AI system")
            .WithDescription(
                "Returns boundaries, components, data flows, the threats that follow with their decisions, open points and "
                    + "history. The ETag is the threat model's revision. Example: ?number=2"
            )
            .Produces<ThreatModelView>()
            .Refuses(401, 403, 404);
        one.MapGet("/export", ExportAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Download the threat model of an AI system")
            .WithDescription("`format` is markdown or json. Example: ?format=markdown&number=2")
            .Produces(200, contentType: "text/markdown", additionalContentTypes: "application/json")
            .Refuses(401, 403, 404, 422);
        one.MapPost("", BeginAsync)
            .RequireCaller()
            .WithSummary("Start the threat model of an AI system")
            .WithDescription(
                "Starts with the system's registered models, the parts supplied by third parties, and the people who use it. "
                    + "Continue from there."
            )
            .Produces<ThreatModelView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 409);
        one.MapPut("", DrawAsync)
            .RequireCaller()
            .WithSummary("Replace the diagram of an AI system's threat model")
            .WithDescription(
                "Replaces the whole diagram: elements left out are removed, decisions stay. Keep the keys of elements that stay. "
                    + "The first change after a review begins the next version. With If-Match and the ETag read before, a stale change "
                    + "is refused (412). Example: {\"boundaries\":[{\"key\":\"ours\",\"name\":\"Our "
                    + "systems\",\"trust\":\"own\"},{\"key\":\"web\",\"name\":\"Internet\",\"trust\":\"public\"}],"
                    + "\"components\":[{\"key\":\"chat\",\"name\":\"Chat\",\"kind\":\"user-interface\",\"boundary\":\"web\"},"
                    + "{\"key\":\"llm\",\"name\":\"Assistant\",\"kind\":\"language-model\",\"boundary\":\"ours\"}],"
                    + "\"flows\":[{\"key\":\"f1\",\"from\":\"chat\",\"to\":\"llm\",\"data\":\"Questions\",\"sensitivity\":\"personal\"}]}"
            )
            .Produces<ThreatModelView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPut("/threats/{threat}", DecideAsync)
            .RequireCaller()
            .WithSummary("Decide on a suggested threat")
            .WithDescription(
                "`accepted` and `in-register` name an open risk; `in-register` raises a new risk when a rating is given "
                    + "instead. A threat can be accepted only once its risk has been accepted in the register. Example: "
                    + "{\"decision\":\"mitigated\",\"reason\":\"Uploaded documents are stripped of hidden text before they are "
                    + "indexed.\"}"
            )
            .Produces<ThreatModelView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapPost("/points", AddPointAsync)
            .RequireCaller()
            .WithSummary("Add an open point to a threat model")
            .WithDescription(
                "Example: {\"text\":\"Red-team test of the upload path\",\"owner\":\"security@demo.example\",\"due\":\"2027-03-01\","
                    + "\"threat\":\"indirect-injection.llm\"}"
            )
            .Produces<ThreatModelView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        one.MapPost("/points/{number:int}/done", FinishPointAsync)
            .RequireCaller()
            .WithSummary("Close an open point of a threat model")
            .WithDescription("Example: {\"outcome\":\"240 attacks tried, none reached a tool.\"}")
            .Produces<ThreatModelView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        one.MapPost("/submit", SubmitAsync)
            .RequireCaller()
            .WithSummary("Submit a threat model for review")
            .WithDescription(
                "Possible once every suggested threat is decided. The threat model then cannot be changed until it is returned or "
                    + "reviewed."
            )
            .Produces<ThreatModelView>()
            .Refuses(401, 403, 404, 409, 412);
        one.MapPost("/review", ReviewAsync)
            .RequireCaller(Permission.ReviewThreats, "threat-model.reviewed")
            .WithSummary("Approve or return a threat model")
            .WithDescription(
                "For someone who did not draw, decide or submit any part of the threat model; not for API keys. "
                    + "Example: {\"decision\":\"approve\",\"contentSha256\":\"…\"}"
            )
            .Produces<ThreatModelView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync([AsParameters] ListQuery query, ListThreatModels list, CancellationToken ct)
    {
        var page = query.TakeBelow<SystemId>();
        if (!page.IsDone)
        {
            return page.Refusal.ToProblem();
        }

        return TypedResults.Ok(await list.RunAsync(page.Value.Below, page.Value.Take, ct));
    }

    private static async Task<IResult> GetAsync(
        string id,
        [Description("Which version; the newest when absent")] int? number,
        HttpContext http,
        GetThreatModel get,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<SystemId>(id, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        var found = await get.RunAsync(system, number, ct);
        if (found.IsDone)
        {
            ETags.Set(http, found.Value.Revision);
        }

        return found.Match<IResult>(TypedResults.Ok, r => r.ToProblem());
    }

    private static async Task<IResult> ExportAsync(
        string id,
        [Description("Which version; the newest when absent")] int? number,
        [Description("markdown or json")] string? format,
        ExportThreatModel export,
        CancellationToken ct
    ) =>
        DisplayId.TryParse<SystemId>(id, out var system)
            ? (await export.RunAsync(system, number, format, ct)).Match<IResult>(
                f => TypedResults.File(f.Bytes, f.MediaType, f.Name),
                r => r.ToProblem()
            )
            : SystemRefusals.NotFound.ToProblem();

    private static Task<IResult> BeginAsync(
        string id,
        Caller caller,
        HttpContext http,
        BeginThreatModel begin,
        GetThreatModel get,
        CancellationToken ct
    ) => RunAsync(id, http, get, system => begin.RunAsync(caller.Actor, system, text => text, ct), created: true, ct);

    private static Task<IResult> DrawAsync(
        string id,
        [FromBody] DrawingBody body,
        Caller caller,
        HttpContext http,
        DrawThreatModel draw,
        GetThreatModel get,
        CancellationToken ct
    ) => RunAsync(id, http, get, system => draw.RunAsync(caller.Actor, system, body, ETags.IfMatch(http), ct), created: false, ct);

    private static Task<IResult> DecideAsync(
        string id,
        string threat,
        [FromBody] ThreatDecisionBody body,
        Caller caller,
        HttpContext http,
        DecideThreat decide,
        GetThreatModel get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            get,
            system =>
                decide.RunAsync(
                    caller.Actor,
                    new(system, threat, body.Decision, body.Reason, body.Risk, body.Raise, ETags.IfMatch(http)),
                    ct
                ),
            created: false,
            ct
        );

    private static Task<IResult> AddPointAsync(
        string id,
        [FromBody] ThreatPointBody body,
        Caller caller,
        HttpContext http,
        ThreatPoints points,
        GetThreatModel get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            get,
            system => points.AddAsync(caller.Actor, new(system, body.Text, body.Threat, body.Owner, body.Due), ct),
            created: true,
            ct
        );

    private static Task<IResult> FinishPointAsync(
        string id,
        int number,
        [FromBody] ThreatPointOutcomeBody body,
        Caller caller,
        HttpContext http,
        ThreatPoints points,
        GetThreatModel get,
        CancellationToken ct
    ) => RunAsync(id, http, get, system => points.FinishAsync(caller.Actor, system, number, body.Outcome, ct), created: false, ct);

    private static Task<IResult> SubmitAsync(
        string id,
        Caller caller,
        HttpContext http,
        SubmitThreatModel submit,
        GetThreatModel get,
        CancellationToken ct
    ) => RunAsync(id, http, get, system => submit.RunAsync(caller.Actor, system, ETags.IfMatch(http), ct), created: false, ct);

    private static Task<IResult> ReviewAsync(
        string id,
        [FromBody] ThreatReviewBody body,
        Caller caller,
        HttpContext http,
        ReviewThreatModel review,
        GetThreatModel get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            http,
            get,
            system => review.RunAsync(caller.Actor, new(system, body.Decision, body.Reason, body.ContentSha256), ct),
            created: false,
            ct
        );

    private static async Task<IResult> RunAsync<T>(
        string id,
        HttpContext http,
        GetThreatModel get,
        Func<SystemId, Task<Result<T>>> act,
        bool created,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<SystemId>(id, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        var outcome = await act(system);
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        // A drawing of nothing begins no threat model.
        var found = await get.RunAsync(system, null, ct);
        if (found.Refusal is { } none)
        {
            return none.ToProblem();
        }

        ETags.Set(http, found.Value.Revision);
        return created ? TypedResults.Created(ThreatModelAddresses.Api(system), found.Value) : TypedResults.Ok(found.Value);
    }
}
