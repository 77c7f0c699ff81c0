using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Registry;

/// <summary>Body of a new model.</summary>
/// <param name="Name">Lower-case letters, digits, dots, hyphens and underscores; unique; never changes.</param>
/// <param name="Owner">E-mail address of an active model owner.</param>
/// <param name="RiskClass"><c>minimal</c>, <c>limited</c>, <c>high</c>, <c>prohibited</c>, or null.</param>
/// <param name="DisplayName">Display name.</param>
/// <param name="Purpose">Purpose of the model, in one sentence.</param>
/// <param name="Deputies">E-mail addresses of model owners who may sign in the owner's place.</param>
/// <param name="System">AI system that the model is part of.</param>
/// <param name="Tags">Labels for policies and searches.</param>
/// <param name="ExternalName">Name of the model in another system, if it differs.</param>
public sealed record ModelBody(
    string? Name,
    string? Owner,
    string? RiskClass = null,
    string? DisplayName = null,
    string? Purpose = null,
    IReadOnlyList<string?>? Deputies = null,
    string? System = null,
    IReadOnlyDictionary<string, string?>? Tags = null,
    string? ExternalName = null
);

/// <summary>Body of a change; absent members stay unchanged, members that are null are removed.</summary>
public sealed record ModelChangeBody(
    Patch<string> Owner,
    Patch<string> RiskClass,
    Patch<string> DisplayName,
    Patch<string> Purpose,
    Patch<IReadOnlyList<string?>> Deputies,
    Patch<string> System,
    Patch<IReadOnlyDictionary<string, string?>> Tags
);

/// <summary>Models over HTTP.</summary>
internal static class ModelsApi
{
    public static void Map(RouteGroupBuilder models)
    {
        models
            .MapPost("", RegisterAsync)
            .RequireCaller()
            .WithName("RegisterModel")
            .WithSummary("Register a model")
            .WithDescription(
                "Puts a model under governance. All errors in the body are reported together, by field. Example: "
                    + "{\"name\":\"fraud-scorer\",\"owner\":\"owner@demo.example\",\"riskClass\":\"high\",\"displayName\":\"Fraud "
                    + "scorer\",\"purpose\":\"Scores card payments\",\"tags\":{\"team\":\"payments\"}}"
            )
            .Produces<ModelView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 413, 422);
        models
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List models")
            .WithDescription(
                "Sorted by name. Filters: name (a part of it), owner (e-mail), stage, riskClass (or none), tag (name, or "
                    + "name:value). Example: ?stage=production&riskClass=high&limit=100"
            )
            .Produces<ApiPage<ModelRow>>()
            .Refuses(401, 403, 422);
        models
            .MapGet("/{model}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a model")
            .WithDescription(
                "The stage of a model is the most advanced of its versions' stages and follows from promotions and deployments. "
                    + "The ETag is the model's revision."
            )
            .Produces<ModelView>()
            .Refuses(401, 403, 404);
        models
            .MapPatch("/{model}", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change a model")
            .WithDescription(
                "Absent members stay unchanged; members that are null are removed. With If-Match and the ETag read before, a "
                    + "stale change is refused (412). Owner, deputies and a lower risk class are changed only by the owner or "
                    + "a deputy. A lower risk class waits in pendingRiskClass until a second person confirms it; until then, "
                    + "gates apply the current class. A new risk class changes the bundle of every open or approved promotion. "
                    + "Example: {\"riskClass\":\"high\",\"purpose\":null}"
            )
            .Produces<ModelView>()
            .Refuses(400, 401, 403, 404, 409, 412, 413, 422);
        models
            .MapPost("/{model}/risk-class/confirm", ConfirmClassAsync)
            .RequireCaller()
            .WithSummary("Confirm a lower risk class")
            .WithDescription(
                "For the second person: a risk or compliance officer who neither requested the lower class nor is "
                    + "accountable for the model, with a fresh proof of identity in X-Reauthentication; not for API keys. Neither "
                    + "of the two may sign or request the promotion of a version registered earlier."
            )
            .Produces<ModelView>()
            .Refuses(401, 403, 404, 409);
        models
            .MapPost("/{model}/risk-class/decline", DeclineClassAsync)
            .RequireCaller()
            .WithSummary("Decline a lower risk class")
            .WithDescription(
                "Open to anyone who may confirm the lower class, with a fresh proof of identity in X-Reauthentication. The class "
                    + "stays as it is. A model that has left its system keeps the class of that system as its own."
            )
            .Produces<ModelView>()
            .Refuses(401, 403, 404, 409);
        models
            .MapGet("/{model}/compare", CompareAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Compare two versions")
            .WithDescription(
                "Returns what decides about both versions: the verdicts of their newest gates rule by rule (for callers who may read "
                    + "gates), figures of fairness, robustness and slices from their newest evidence, model cards and open risks (for "
                    + "callers who may read risks). Then metrics, datasets and dependencies as registered, row by row. Example: "
                    + "?a=1.3.0&b=1.4.0 (a is the older or reference one)"
            )
            .Produces<ComparedVersions>()
            .Refuses(401, 403, 404, 422);
    }

    private static async Task<IResult> RegisterAsync(
        [FromBody] ModelBody body,
        Caller caller,
        HttpContext http,
        RegisterModel register,
        CancellationToken ct
    )
    {
        var outcome = await register.RunAsync(
            caller.Actor,
            new(body.Name, body.Owner)
            {
                ExternalName = body.ExternalName,
                DisplayName = body.DisplayName,
                Purpose = body.Purpose,
                RiskClass = body.RiskClass,
                Deputies = body.Deputies,
                System = body.System,
                Tags = body.Tags,
            },
            ct
        );
        return outcome.Match<IResult>(
            model =>
            {
                ETags.Set(http, model.Revision);
                return TypedResults.Created($"/api/v1/models/{model.Name}", model);
            },
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? name,
        string? owner,
        string? stage,
        string? riskClass,
        string? tag,
        ListModels list,
        CancellationToken ct
    )
    {
        var page = await list.ListAsync(new ModelFilter(name, owner, stage, riskClass, tag), query, ct);
        return page.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> GetAsync(string model, HttpContext http, GetModel get, CancellationToken ct) =>
        Ok(http, await get.RunAsync(model, ct));

    private static async Task<IResult> ChangeAsync(
        string model,
        [FromBody] ModelChangeBody body,
        Caller caller,
        HttpContext http,
        ChangeModel change,
        CancellationToken ct
    )
    {
        var outcome = await change.RunAsync(
            caller.Actor,
            new(model, ETags.IfMatch(http))
            {
                Owner = body.Owner,
                RiskClass = body.RiskClass,
                DisplayName = body.DisplayName,
                Purpose = body.Purpose,
                Deputies = body.Deputies,
                System = body.System,
                Tags = body.Tags,
            },
            ct
        );
        return Ok(http, outcome);
    }

    private static async Task<IResult> ConfirmClassAsync(
        string model,
        [FromHeader(Name = "X-Reauthentication")] string? proof,
        Caller caller,
        HttpContext http,
        ConfirmRiskClass confirm,
        CancellationToken ct
    ) => Ok(http, await confirm.RunAsync(caller.Actor, new(model, Confirm: true, proof), ct));

    private static async Task<IResult> DeclineClassAsync(
        string model,
        [FromHeader(Name = "X-Reauthentication")] string? proof,
        Caller caller,
        HttpContext http,
        ConfirmRiskClass confirm,
        CancellationToken ct
    ) => Ok(http, await confirm.RunAsync(caller.Actor, new(model, Confirm: false, proof), ct));

    private static async Task<IResult> CompareAsync(
        string model,
        string? a,
        string? b,
        Caller caller,
        CompareVersions compare,
        CancellationToken ct
    )
    {
        var errors = new FieldErrors();
        var before = errors.Required("a", a, 64);
        var after = errors.Required("b", b, 64);
        if (errors.Refuse("compare.not-acceptable", $"Name both versions.") is { } refusal)
        {
            return refusal.ToProblem();
        }

        var comparison = await compare.RunAsync(caller.Actor, model, before, after, ct);
        return comparison.Match<IResult>(TypedResults.Ok, refused => refused.ToProblem());
    }

    private static IResult Ok(HttpContext http, Result<ModelView> outcome) =>
        outcome.Match<IResult>(
            model =>
            {
                ETags.Set(http, model.Revision);
                return TypedResults.Ok(model);
            },
            refusal => refusal.ToProblem()
        );
}
