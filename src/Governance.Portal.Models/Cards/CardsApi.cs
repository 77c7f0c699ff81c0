using System.ComponentModel;
using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Cards;

/// <summary>Texts of a card.</summary>
/// <param name="Texts">Text by the key of its field; null removes a text.</param>
/// <param name="NotApplicable">Reason by the key of a field that does not apply.</param>
public sealed record CardTextsBody(
    IReadOnlyDictionary<string, string?>? Texts = null,
    IReadOnlyDictionary<string, string>? NotApplicable = null
);

/// <summary>The review of a card.</summary>
/// <param name="Decision"><c>approve</c> or <c>return</c>.</param>
/// <param name="ContentSha256">Digest of the fields the reviewer saw.</param>
/// <param name="Reason">What must change; optional with an approval.</param>
public sealed record CardReviewBody(string? Decision, string? ContentSha256, string? Reason = null);

/// <summary>Model cards and system cards over HTTP: the same calls below a version and below an AI system.</summary>
internal static class CardsApi
{
    private static readonly string[] s_types = ["text/markdown", "text/x-markdown", "text/plain"];

    public static void Map(RouteGroupBuilder api)
    {
        Map(api.MapGroup("/models/{model}/versions/{version}/card").WithTags("Cards"), Permission.ReadRegistry, "Model", "model card");
        Map(api.MapGroup("/systems/{id}/card").WithTags("Cards"), Permission.ReadCompliance, "System", "system card");
    }

    private static void Map(RouteGroupBuilder group, Permission read, string name, string words)
    {
        group
            .MapGet(
                "",
                async (
                    HttpContext http,
                    [Description("Which version of the card; the newest when absent")] int? number,
                    GetCard get,
                    CancellationToken ct
                ) => (await get.RunAsync(Subject(http), number, ct)).Match<IResult>(TypedResults.Ok, r => r.ToProblem())
            )
            .RequirePermission(read)
            .WithName($"Get{name}Card")
            .WithSummary($"Read a {words}")
            .WithDescription(
                "Returns every field with its status (filled-from-record, written-by-person, claimed, not-applicable, missing) and "
                    + "its sources. A draft is filled from the records as they are now; a submitted card stays as it was."
            )
            .Produces<CardView>()
            .Refuses(401, 403, 404);
        group
            .MapGet(
                "/differences",
                async (
                    HttpContext http,
                    [Description("The earlier version; 0 for none")] int? from,
                    [Description("The later version")] int? to,
                    GetCard get,
                    CancellationToken ct
                ) => (await get.DifferencesAsync(Subject(http), from ?? 0, to ?? 0, ct)).Match<IResult>(TypedResults.Ok, r => r.ToProblem())
            )
            .RequirePermission(read)
            .WithName($"Compare{name}Cards")
            .WithSummary($"Compare two versions of a {words}")
            .WithDescription("Returns the fields that differ. Example: ?from=1&to=2")
            .Produces<IReadOnlyList<FieldDifference>>()
            .Refuses(401, 403, 404, 422);
        group
            .MapGet("/export", ExportAsync)
            .RequirePermission(read)
            .WithName($"Export{name}Card")
            .WithSummary($"Download a {words}")
            .WithDescription(
                "`format` is markdown (a model card with Hugging Face front matter), json (a model card as CycloneDX 1.7, a "
                    + "system card as its fields) or html. Example: ?format=json"
            )
            .Produces(200, contentType: "application/json", additionalContentTypes: [CycloneDx.MediaType, "text/markdown", "text/html"])
            .Refuses(401, 403, 404, 422);
        group
            .MapPut("/texts", WriteAsync)
            .RequireCaller()
            .WithName($"Write{name}Card")
            .WithSummary($"Write texts of a {words}")
            .WithDescription(
                "Accepts only fields that are not filled from records. The first text after an approval begins a new version. Example: "
                    + "{\"texts\":{\"limitations\":\"Trained on applicants of one "
                    + "country.\"},\"notApplicable\":{\"environment\":\"Trained in minutes on one machine.\"}}"
            )
            .Produces<CardView>()
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        group
            .MapPost("/import", ImportAsync)
            .RequireCaller(Permission.WriteCards, "card.imported")
            .WithName($"Import{name}Card")
            .WithSummary($"Import a Hugging Face card into a {words}")
            .WithDescription(
                "Body: text/markdown with front matter. The card's sections become claims of the card's author, marked as "
                    + "such; what a person wrote here stays. The card does not become evidence."
            )
            .Accepts<string>(s_types[0], s_types[1..])
            .Produces<CardView>()
            .Refuses(400, 401, 403, 404, 409, 413, 415, 422);
        group
            .MapPost(
                "/submit",
                async (HttpContext http, Caller caller, WriteCard write, GetCard get, CancellationToken ct) =>
                    await AnswerAsync(http, await write.SubmitAsync(caller.Actor, Subject(http), ct), get, ct)
            )
            .RequireCaller()
            .WithName($"Submit{name}Card")
            .WithSummary($"Submit a {words} for review")
            .WithDescription(
                "Freezes every field as it is now. Missing fields do not prevent submission; they are counted and shown to the reviewer."
            )
            .Produces<CardView>()
            .Refuses(401, 403, 404, 409);
        group
            .MapPost(
                "/review",
                async (
                    HttpContext http,
                    [FromBody] CardReviewBody body,
                    Caller caller,
                    ReviewCard review,
                    GetCard get,
                    CancellationToken ct
                ) =>
                    await AnswerAsync(
                        http,
                        await review.RunAsync(caller.Actor, Subject(http), new(body.Decision, body.Reason, body.ContentSha256), ct),
                        get,
                        ct
                    )
            )
            .RequireCaller(Permission.ReviewCards, "card.reviewed")
            .WithName($"Review{name}Card")
            .WithSummary($"Approve or return a {words}")
            .WithDescription(
                "For someone who did not write or submit any part of the card; not for API keys. An approved model "
                    + "card is added to the evidence of its version. Example: "
                    + "{\"decision\":\"approve\",\"contentSha256\":\"…\"}"
            )
            .Produces<CardView>()
            .Refuses(400, 401, 403, 404, 409, 413, 422);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext http,
        [Description("Which version; the newest when absent")] int? number,
        [Description("markdown, json or html")] string? format,
        ExportCard export,
        CancellationToken ct
    ) =>
        (await export.RunAsync(Subject(http), number, format, ct)).Match<IResult>(
            f => TypedResults.File(f.Bytes, f.MediaType, f.FileName),
            r => r.ToProblem()
        );

    private static async Task<IResult> WriteAsync(
        HttpContext http,
        [FromBody] CardTextsBody body,
        Caller caller,
        WriteCard write,
        GetCard get,
        CancellationToken ct
    )
    {
        var texts = (body.Texts ?? new Dictionary<string, string?>(StringComparer.Ordinal)).ToDictionary(
            t => t.Key,
            t => new NewText(t.Value),
            StringComparer.Ordinal
        );
        foreach (var (field, reason) in body.NotApplicable ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            texts[field] = new NewText(reason, FieldStatus.NotApplicable);
        }

        return await AnswerAsync(http, await write.RunAsync(caller.Actor, Subject(http), texts, ct), get, ct);
    }

    private static async Task<IResult> ImportAsync(
        HttpContext http,
        Caller caller,
        WriteCard write,
        GetCard get,
        IOptions<LimitsOptions> limits,
        CancellationToken ct
    )
    {
        var type = http.Request.ContentType?.Split(';')[0].Trim();
        if (type is null || !s_types.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return new Refusal("request.media-type", $"Send text/markdown.", RefusalKind.UnsupportedMedia).ToProblem();
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct); // the server ends a body beyond Limits__JsonBodyBytes
        return body.Length > limits.Value.JsonBodyBytes
            ? new Refusal(
                "limit.exceeded",
                $"The body is longer than the limit Limits__JsonBodyBytes allows.",
                RefusalKind.TooLarge
            ).ToProblem()
            : await AnswerAsync(http, await write.ImportAsync(caller.Actor, Subject(http), body.ToArray(), ct), get, ct);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, Result<CardId> outcome, GetCard get, CancellationToken ct) =>
        outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await get.RunAsync(Subject(http), null, ct)).Match<IResult>(TypedResults.Ok, r => r.ToProblem());

    private static CardSubject Subject(HttpContext http) =>
        http.Request.RouteValues["id"] is string id
            ? CardSubject.Of(id)
            : CardSubject.Of(http.Request.RouteValues["model"] as string ?? "", http.Request.RouteValues["version"] as string ?? "");
}
