using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Body of an assessment of a tier. Answers are low, moderate or high.</summary>
/// <param name="Impact">What a wrong output costs.</param>
/// <param name="Reach">How many people, or how much money, the model affects.</param>
/// <param name="Reliance">How closely decisions follow the model.</param>
/// <param name="Method">How hard the method is to understand.</param>
/// <param name="Data">How many sources the model reads and how fast they change.</param>
/// <param name="Opacity">How hard it is to explain an output.</param>
/// <param name="MaterialityReason">Reason for the materiality.</param>
/// <param name="ComplexityReason">Reason for the complexity.</param>
/// <param name="Tier">A tier that differs from the one the answers give: tier1 to tier4 (default: the one the answers give).</param>
/// <param name="Reason">Reason for a different tier.</param>
public sealed record TierBody(
    string? Impact,
    string? Reach,
    string? Reliance,
    string? Method,
    string? Data,
    string? Opacity,
    string? MaterialityReason,
    string? ComplexityReason,
    string? Tier = null,
    string? Reason = null
);

/// <summary>Body of a second person's decision.</summary>
/// <param name="Confirm">True to confirm, false to decline.</param>
public sealed record DecideTierBody(bool Confirm);

/// <summary>Body of a decision on whether a change is material.</summary>
/// <param name="Version">Name of the version.</param>
/// <param name="Material">True for a material change.</param>
/// <param name="Reason">Reason for the decision.</param>
public sealed record ModelChangeBody(string? Version, bool? Material, string? Reason);

/// <summary>Body of an overlay or a limitation.</summary>
/// <param name="Kind">overlay or limitation.</param>
/// <param name="Text">What it is, and why.</param>
/// <param name="Since">The day on which it began to apply (default: today).</param>
/// <param name="ReviewOn">Day of the next review.</param>
/// <param name="Owner">E-mail address of the person responsible for it.</param>
public sealed record OverlayBody(
    [property: Required] string? Kind = null,
    [property: Required] string? Text = null,
    DateOnly? Since = null,
    [property: Required] DateOnly? ReviewOn = null,
    [property: Required] string? Owner = null
);

/// <summary>Body that ends an overlay or a limitation.</summary>
/// <param name="Reason">Why it ends.</param>
public sealed record EndOverlayBody(string? Reason);

/// <summary>The list over all models, tiers, changes and overlays, over HTTP.</summary>
internal static class ModelRiskApi
{
    private const string ProofHeader = "X-Reauthentication";

    public static void Map(RouteGroupBuilder api)
    {
        var all = api.MapGroup("/model-risk").WithTags("Model risk");
        all.MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List models with tier, last validation, findings and next review")
            .WithDescription("Sorted by name. Filters: tier, findings, validation. Example: ?tier=tier1&findings=overdue")
            .Produces<ApiPage<ModelRiskRow>>()
            .Refuses(401, 403, 422);
        all.MapGet("/export", ExportAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Export the list as CSV")
            .WithDescription("One row per model. Accepts the same filters as the list.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .Refuses(401, 403, 422);
        var model = api.MapGroup("/models/{model}").WithTags("Model risk");
        MapTier(model.MapGroup("/tier"));
        ValidationsApi.Map(model);
        MapChanges(model.MapGroup("/changes"));
        MapOverlays(model.MapGroup("/overlays"));
    }

    private static void MapTier(RouteGroupBuilder tier)
    {
        tier.MapGet(
                "",
                (string model, [AsParameters] ListQuery query, ReadModelRisk read, CancellationToken ct) =>
                    AnswerAsync(read.TiersAsync(model, query, ct))
            )
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List the assessments of a model's tier")
            .WithDescription(
                "Newest first. The newest assessment in force applies; one with a lower tier that awaits a second person does not."
            )
            .Produces<ApiPage<TierView>>()
            .Refuses(401, 403, 404, 422);
        tier.MapPost("", AssessAsync)
            .RequireCaller()
            .WithSummary("Assess a model's tier")
            .WithDescription(
                "For people; not for API keys. The tier follows from the answers; a higher one takes effect at once, a lower "
                    + "one once a second person confirms it. Example: "
                    + "{\"impact\":\"high\",\"reach\":\"moderate\",\"reliance\":\"moderate\",\"method\":\"moderate\",\"data\":\"low\","
                    + "\"opacity\":\"moderate\",\"materialityReason\":\"Decides on loans\",\"complexityReason\":\"Boosted trees\"}"
            )
            .Produces<TierView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        tier.MapPost("/{id}:decide", DecideAsync)
            .RequireCaller()
            .WithSummary("Confirm or decline a lower tier")
            .WithDescription("For someone other than the person who proposed the tier; not for API keys. Example: {\"confirm\":true}")
            .Produces<TierView>()
            .Refuses(400, 401, 403, 404, 409);
    }

    private static void MapChanges(RouteGroupBuilder changes)
    {
        changes
            .MapGet(
                "",
                (string model, [AsParameters] ListQuery query, ReadModelRisk read, CancellationToken ct) =>
                    AnswerAsync(read.ChangesAsync(model, query, ct))
            )
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List decisions on whether versions are material changes")
            .WithDescription("Newest first. For each version, the newest decision applies.")
            .Produces<ApiPage<ModelChangeView>>()
            .Refuses(401, 403, 404, 422);
        changes
            .MapPost("", JudgeAsync)
            .RequireCaller()
            .WithSummary("Decide and sign whether a version is a material change")
            .WithDescription(
                "The version is compared with the one in production. Requires a fresh proof of identity in X-Reauthentication. "
                    + "Example: {\"version\":\"2.1.0\",\"material\":false,\"reason\":\"Retrained on the same features\"}"
            )
            .Produces<ModelChangeView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static void MapOverlays(RouteGroupBuilder overlays)
    {
        overlays
            .MapGet(
                "",
                (string model, [AsParameters] ListQuery query, ReadModelRisk read, CancellationToken ct) =>
                    AnswerAsync(read.OverlaysAsync(model, query, ct))
            )
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List overlays and limitations of a model")
            .WithDescription("Newest first.")
            .Produces<ApiPage<OverlayView>>()
            .Refuses(401, 403, 404, 422);
        overlays
            .MapPost("", ProposeAsync)
            .RequireCaller()
            .WithSummary("Propose an overlay or a limitation")
            .WithDescription(
                "The overlay or limitation is in use once a second person has approved it. Example: "
                    + "{\"kind\":\"overlay\",\"text\":\"Scores of start-ups are lowered by "
                    + "20\",\"reviewOn\":\"2027-05-31\",\"owner\":\"o.okafor@example.org\"}"
            )
            .Produces<OverlayView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 422);
        overlays
            .MapPost("/{id}:approve", ApproveAsync)
            .RequireCaller()
            .WithSummary("Approve an overlay or a limitation")
            .WithDescription("For someone who neither proposed nor owns the overlay or limitation; not for API keys.")
            .Produces<OverlayView>()
            .Refuses(401, 403, 404, 409);
        overlays
            .MapPost("/{id}:end", EndAsync)
            .RequireCaller()
            .WithSummary("End an overlay or a limitation")
            .WithDescription(
                "The overlay or limitation stays on record. Example: {\"reason\":\"Version 2.1.0 accounts for start-ups itself\"}"
            )
            .Produces<OverlayView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    /// <summary>The value, or the problem.</summary>
    internal static async Task<IResult> AnswerAsync<T>(Task<Result<T>> asked) =>
        (await asked).Match<IResult>(value => TypedResults.Ok(value), refusal => refusal.ToProblem());

    /// <summary>One item of a list that an action has just written, by its number.</summary>
    internal static Result<T> One<T>(Result<ApiPage<T>> page, Refusal missing)
        where T : class =>
        page.Refusal is { } refusal ? refusal
        : page.Value.Items.Count > 0 ? page.Value.Items[0]
        : missing;

    /// <summary>The list from this id on, this one first.</summary>
    internal static ListQuery From<TId>(TId id)
        where TId : struct, IDisplayId<TId> => new() { Limit = 1, Cursor = Cursor.Encode(DisplayId.Format(TId.Of(id.Number + 1))) };

    private static Task<IResult> ListAsync(
        [AsParameters] ModelRiskQuery filter,
        [AsParameters] ListQuery query,
        ListModelRisk list,
        CancellationToken ct
    ) => AnswerAsync(list.RunAsync(filter.ToFilter(), query, ct));

    private static async Task<IResult> ExportAsync([AsParameters] ModelRiskQuery query, ListModelRisk list, HttpContext http)
    {
        var filter = query.ToFilter();
        return await list.RefusesAsync(filter, http.RequestAborted) is { } refusal
            ? refusal.ToProblem()
            : Results.Stream(
                to => ModelRiskCsv.WriteAsync(list.AllAsync(filter, http.RequestAborted), to, http.RequestAborted),
                "text/csv; charset=utf-8",
                "model-risk.csv"
            );
    }

    private static async Task<IResult> AssessAsync(
        string model,
        [FromBody] TierBody body,
        Caller caller,
        AssessTier assess,
        ReadModelRisk read,
        CancellationToken ct
    )
    {
        var outcome = await assess.RunAsync(
            caller.Actor,
            new(model)
            {
                Impact = body.Impact,
                Reach = body.Reach,
                Reliance = body.Reliance,
                Method = body.Method,
                Data = body.Data,
                Opacity = body.Opacity,
                MaterialityReason = body.MaterialityReason,
                ComplexityReason = body.ComplexityReason,
                Tier = body.Tier,
                Reason = body.Reason,
            },
            ct
        );
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : One(await read.TiersAsync(model, From(outcome.Value), ct), TierRefusals.NotFound)
                .Match<IResult>(view => TypedResults.Created($"/api/v1/models/{model}/tier", view), unread => unread.ToProblem());
    }

    private static async Task<IResult> DecideAsync(
        string model,
        string id,
        [FromBody] DecideTierBody body,
        Caller caller,
        DecideTier decide,
        ReadModelRisk read,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<TierAssessmentId>(id, out var tier))
        {
            return TierRefusals.NotFound.ToProblem();
        }

        var outcome = await decide.RunAsync(caller.Actor, model, tier, body.Confirm, ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : One(await read.TiersAsync(model, From(tier), ct), TierRefusals.NotFound)
                .Match<IResult>(TypedResults.Ok, unread => unread.ToProblem());
    }

    private static async Task<IResult> JudgeAsync(
        string model,
        [FromBody] ModelChangeBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        JudgeChange judge,
        ReadModelRisk read,
        CancellationToken ct
    )
    {
        var outcome = await judge.RunAsync(caller.Actor, new(model, body.Version, body.Material, body.Reason, proof), ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : One(await read.ChangesAsync(model, From(outcome.Value), ct), ModelRefusals.NotFound(model))
                .Match<IResult>(view => TypedResults.Created($"/api/v1/models/{model}/changes", view), unread => unread.ToProblem());
    }

    private static async Task<IResult> ProposeAsync(
        string model,
        [FromBody] OverlayBody body,
        Caller caller,
        ProposeOverlay propose,
        ReadModelRisk read,
        CancellationToken ct
    )
    {
        var outcome = await propose.RunAsync(caller.Actor, new(model, body.Kind, body.Text, body.Since, body.ReviewOn, body.Owner), ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : One(await read.OverlaysAsync(model, From(outcome.Value), ct), OverlayRefusals.NotFound)
                .Match<IResult>(view => TypedResults.Created($"/api/v1/models/{model}/overlays", view), unread => unread.ToProblem());
    }

    private static Task<IResult> ApproveAsync(
        string model,
        string id,
        Caller caller,
        ApproveOverlay approve,
        ReadModelRisk read,
        CancellationToken ct
    ) => OverlayAsync(model, id, read, overlay => approve.RunAsync(caller.Actor, model, overlay, ct), ct);

    private static Task<IResult> EndAsync(
        string model,
        string id,
        [FromBody] EndOverlayBody body,
        Caller caller,
        EndOverlay end,
        ReadModelRisk read,
        CancellationToken ct
    ) => OverlayAsync(model, id, read, overlay => end.RunAsync(caller.Actor, model, overlay, body.Reason, ct), ct);

    private static async Task<IResult> OverlayAsync(
        string model,
        string id,
        ReadModelRisk read,
        Func<OverlayId, Task<Result<OverlayId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<OverlayId>(id, out var overlay))
        {
            return OverlayRefusals.NotFound.ToProblem();
        }

        var outcome = await act(overlay);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : One(await read.OverlaysAsync(model, From(overlay), ct), OverlayRefusals.NotFound)
                .Match<IResult>(TypedResults.Ok, unread => unread.ToProblem());
    }
}
