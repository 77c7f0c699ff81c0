using System.ComponentModel;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Decisions;

/// <summary>The override of a decision.</summary>
/// <param name="Outcome">The new outcome.</param>
/// <param name="ReasonCode">input-error, model-error, new-information, policy-exception, appeal, fairness or other.</param>
/// <param name="Reason">Reason for the override, in words.</param>
public sealed record OverrideBody(string? Outcome, string? ReasonCode, string? Reason);

/// <summary>The purpose for which values are shown.</summary>
/// <param name="Purpose">The purpose in words; it is stored beside the audit log, which names it.</param>
public sealed record PurposeBody(string? Purpose);

/// <summary>What may be stored of a model's decisions.</summary>
/// <param name="Fields">Rule for each field of the input: store, mask or drop. Fields that are not named are left out.</param>
/// <param name="MaskOutput">Whether personal data found in outputs is masked before it is stored (default: true).</param>
/// <param name="RetentionDays">Days after which content is erased (default: the installation's setting).</param>
public sealed record DecisionPolicyBody(
    IReadOnlyDictionary<string, FieldRule>? Fields = null,
    bool? MaskOutput = null,
    int? RetentionDays = null
);

/// <summary>What a list of decisions is asked for.</summary>
public sealed record DecisionListQuery
{
    /// <summary>Made at this time or later; RFC 3339 or a day.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Made before this time.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary>Name of the model.</summary>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>Name of the version.</summary>
    [FromQuery(Name = "version")]
    public string? Version { get; init; }

    /// <summary>The exact outcome.</summary>
    [FromQuery(Name = "outcome")]
    public string? Outcome { get; init; }

    /// <summary>A range such as 0.4..0.6 or a bound such as &gt;0.42.</summary>
    [FromQuery(Name = "confidence")]
    public string? Confidence { get; init; }

    /// <summary>Lowest confidence.</summary>
    [FromQuery(Name = "minConfidence")]
    public string? MinConfidence { get; init; }

    /// <summary>Highest confidence.</summary>
    [FromQuery(Name = "maxConfidence")]
    public string? MaxConfidence { get; init; }

    /// <summary>yes for overridden decisions, no for all others.</summary>
    [FromQuery(Name = "override")]
    public string? Override { get; init; }

    /// <summary>Name of an influential feature.</summary>
    [FromQuery(Name = "feature")]
    public string? Feature { get; init; }

    /// <summary>Pseudonym of the person it concerns.</summary>
    [FromQuery(Name = "subject")]
    public string? Subject { get; init; }

    /// <summary>All of these filters in the form of the search field.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>csv streams the whole filtered list as a file.</summary>
    [FromQuery(Name = "format")]
    public string? Format { get; init; }

    internal Result<DecisionFilter> ToFilter()
    {
        var filter = DecisionFilter.Parse(Q);
        foreach (
            var (name, value) in ((string Name, string? Value)[])
                [
                    ("from", From),
                    ("to", To),
                    ("model", Model),
                    ("version", Version),
                    ("outcome", Outcome),
                    ("confidence", Confidence),
                    ("minConfidence", MinConfidence),
                    ("maxConfidence", MaxConfidence),
                    ("override", Override),
                    ("feature", Feature),
                    ("subject", Subject),
                ]
        )
        {
            if (!string.IsNullOrEmpty(value) && filter.IsDone)
            {
                filter = DecisionFilter.With(filter.Value, name, value);
            }
        }

        return filter;
    }
}

/// <summary>The decision log over HTTP.</summary>
internal static class DecisionsApi
{
    private static readonly string[] s_types =
    [
        "application/x-ndjson",
        "application/jsonl",
        "application/gzip",
        "application/octet-stream",
    ];

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/decisions").WithTags("Decisions");
        group
            .MapPost("", StoreAsync)
            .RequireCaller()
            .WithBodyLimit(l => l.TableBytes)
            .WithName("StoreDecisions")
            .WithSummary("Store a batch of AI decisions")
            .WithDescription(
                "Body: NDJSON, gzip accepted, one decision per line: decisionId, time, model, version, input or inputDigest, "
                    + "output, action, confidence, topFeatures, humanReview, subject, synthetic. Answered once the batch is "
                    + "stored. A line that repeats a stored decision with the same content counts as a duplicate; one with "
                    + "different content causes the whole batch to be refused, with the lines named. Example of a line: "
                    + "{\"decisionId\":\"d-1\",\"time\":\"2026-11-20T09:42:00Z\",\"model\":\"credit-default\",\"version\":\"2.0.0\","
                    + "\"inputDigest\":\"…\",\"output\":\"declined\",\"confidence\":0.91,\"topFeatures\":[]}"
            )
            .Accepts<byte[]>(s_types[0], s_types[1..])
            .ProducesProblem(400)
            .ProducesProblem(403)
            .ProducesProblem(409)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422)
            .ProducesProblem(429);
        group
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadDecisions)
            .WithName("ListDecisions")
            .WithSummary("Search decisions")
            .WithDescription(
                "Newest first. format=csv streams the whole filtered list. Example: "
                    + "?model=credit-default&outcome=declined&override=yes&confidence=>0.42"
            )
            .Produces(200, contentType: "text/csv")
            .Produces<ApiPage<DecisionItem>>()
            .ProducesProblem(422);
        group
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadDecisions)
            .WithName("GetDecision")
            .WithSummary("Read a decision")
            .WithDescription(
                "Returns everything about the decision except the values of its inputs, which POST …/unmask shows to a person "
                    + "for a stated purpose."
            )
            .ProducesProblem(404);
        group
            .MapPost("/{id}/overrides", OverrideAsync)
            .RequireCaller(Permission.OverrideDecisions, "decision.overridden")
            .WithName("OverrideDecision")
            .WithSummary("Override a decision")
            .WithDescription(
                "Records a person's decision in place of the model's, with the reason. The original decision stays as it is. Never "
                    + "with an API key."
            )
            .ProducesProblem(403)
            .ProducesProblem(404)
            .ProducesProblem(422);
        group
            .MapPost("/{id}/unmask", UnmaskAsync)
            .RequireCaller()
            .WithName("UnmaskDecision")
            .WithSummary("See the stored values of a decision's input")
            .WithDescription("Before it returns them, it records who views them, when and for what purpose. Not for API keys.")
            .ProducesProblem(403)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422);
        group
            .MapGet("/{id}/proof", ProofAsync)
            .RequirePermission(Permission.ReadDecisions)
            .WithName("GetDecisionProof")
            .WithSummary("Download the proof of a decision")
            .WithDescription(
                "Format governance.decision-proof/v1, described in docs/decision-proofs.md: content and salt, commitment, its place "
                    + "in the batch, the batch's log entry and its receipt. Content that holds values of the input is left out; POST a "
                    + "purpose to include it."
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .ProducesProblem(404)
            .ProducesProblem(503);
        group
            .MapPost("/{id}/proof", ProofWithContentAsync)
            .RequireCaller()
            .WithName("MakeDecisionProof")
            .WithSummary("Download the proof of a decision with the values of its input")
            .WithDescription("Like GET, but always with the content. The access is recorded as unmasking. Not for API keys.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .ProducesProblem(403)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422)
            .ProducesProblem(503);
        MapOther(api);
    }

    private static void MapOther(RouteGroupBuilder api)
    {
        api.MapGet("/models/{model}/decision-policy", PolicyAsync)
            .RequirePermission(Permission.ReadDecisions)
            .WithTags("Decisions")
            .WithName("GetDecisionPolicy")
            .WithSummary("Read what is stored from a model's decisions")
            .WithDescription("Without a policy, nothing of the input is stored except commitments.")
            .ProducesProblem(404);
        api.MapPut("/models/{model}/decision-policy", ChangePolicyAsync)
            .RequireCaller()
            .WithTags("Decisions")
            .WithName("ChangeDecisionPolicy")
            .WithSummary("Set what is stored from a model's decisions, and for how long")
            .WithDescription(
                "The policy applies from the next batch on. Example: {\"fields\":{\"age\":\"store\",\"income\":\"mask\"},"
                    + "\"maskOutput\":true,\"retentionDays\":365}"
            )
            .ProducesProblem(403)
            .ProducesProblem(404)
            .ProducesProblem(422);
    }

    private static async Task<Results<Accepted<StoreDecisions.Answer>, ProblemHttpResult>> StoreAsync(
        HttpRequest request,
        Caller caller,
        StoreDecisions store,
        CancellationToken ct
    )
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (type is null || !s_types.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return new Refusal(
                "request.media-type",
                $"Send application/x-ndjson; gzip is accepted.",
                RefusalKind.UnsupportedMedia
            ).ToProblem();
        }

        var outcome = await store.RunAsync(caller.Actor, request.Body, ct);
        return outcome.Match<Results<Accepted<StoreDecisions.Answer>, ProblemHttpResult>>(
            a => TypedResults.Accepted((string?)null, a),
            r => r.ToProblem()
        );
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] DecisionListQuery query,
        [AsParameters] ListQuery list,
        ListDecisions decisions,
        CancellationToken ct
    )
    {
        var filter = query.ToFilter();
        if (filter.Refusal is { } unreadable)
        {
            return unreadable.ToProblem();
        }

        if (query.Format is "csv")
        {
            return TypedResults.Stream(
                stream => DecisionCsv.WriteAsync(decisions.StreamAsync(filter.Value, ct), stream, ct),
                "text/csv; charset=utf-8",
                "decisions.csv"
            );
        }

        var take = list.Take();
        if (take.Refusal is { } limit)
        {
            return limit.ToProblem();
        }

        ListDecisions.Place? after = null;
        if (list.Cursor is { } cursor)
        {
            if (!DecisionCursor.TryRead(cursor, out var place))
            {
                return Cursor.NotOurs.ToProblem();
            }

            after = place;
        }

        var page = await decisions.RunAsync(filter.Value, after, take.Value, ct);
        return TypedResults.Ok(new ApiPage<DecisionItem>(page.Items, page.Next is { } next ? DecisionCursor.Write(next) : null));
    }

    private static async Task<Results<Ok<DecisionView>, ProblemHttpResult>> GetAsync(
        [Description("The sender's ID")] string id,
        GetDecision get,
        CancellationToken ct
    ) => await get.RunAsync(id, ct) is { } view ? TypedResults.Ok(view) : DecisionRefusals.NotFound.ToProblem();

    private static async Task<Results<Created<OverrideView>, ProblemHttpResult>> OverrideAsync(
        string id,
        OverrideBody body,
        Caller caller,
        OverrideDecision decide,
        CancellationToken ct
    )
    {
        var outcome = await decide.RunAsync(caller.Actor, new(id, body.Outcome, body.ReasonCode, body.Reason), ct);
        return outcome.Match<Results<Created<OverrideView>, ProblemHttpResult>>(
            o => TypedResults.Created($"/api/v1/decisions/{Uri.EscapeDataString(id)}", o),
            r => r.ToProblem()
        );
    }

    private static async Task<Results<Ok<UnmaskedView>, ProblemHttpResult>> UnmaskAsync(
        string id,
        PurposeBody body,
        Caller caller,
        UnmaskDecision unmask,
        CancellationToken ct
    )
    {
        var outcome = await unmask.RunAsync(caller.Actor, id, body.Purpose, ct);
        return outcome.Match<Results<Ok<UnmaskedView>, ProblemHttpResult>>(v => TypedResults.Ok(v), r => r.ToProblem());
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ProofAsync(
        string id,
        GetDecisionProof proofs,
        CancellationToken ct
    )
    {
        var proof = await proofs.RunAsync(id, withValues: false, ct);
        return proof.Match<Results<FileContentHttpResult, ProblemHttpResult>>(p => File(id, p), r => r.ToProblem());
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ProofWithContentAsync(
        string id,
        PurposeBody body,
        Caller caller,
        UnmaskDecision unmask,
        GetDecisionProof proofs,
        CancellationToken ct
    )
    {
        var shown = await unmask.RunAsync(caller.Actor, id, body.Purpose, ct);
        if (shown.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var proof = await proofs.RunAsync(id, withValues: true, ct);
        return proof.Match<Results<FileContentHttpResult, ProblemHttpResult>>(p => File(id, p), r => r.ToProblem());
    }

    private static FileContentHttpResult File(string id, DecisionProof proof) =>
        TypedResults.File(
            proof.ToJson(),
            "application/json",
            $"{string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'))}.decision-proof.json"
        );

    private static async Task<Results<Ok<DecisionPolicyView>, ProblemHttpResult>> PolicyAsync(
        string model,
        ChangeDecisionPolicy policies,
        CancellationToken ct
    ) => await policies.GetAsync(model, ct) is { } view ? TypedResults.Ok(view) : ModelRefusals.NotFound(model).ToProblem();

    private static async Task<Results<Ok<DecisionPolicyView>, ProblemHttpResult>> ChangePolicyAsync(
        string model,
        DecisionPolicyBody body,
        Caller caller,
        ChangeDecisionPolicy policies,
        CancellationToken ct
    )
    {
        var outcome = await policies.RunAsync(
            caller.Actor,
            new(
                model,
                body.Fields ?? new Dictionary<string, FieldRule>(StringComparer.Ordinal),
                body.MaskOutput is not false,
                body.RetentionDays
            ),
            ct
        );
        return outcome.Match<Results<Ok<DecisionPolicyView>, ProblemHttpResult>>(v => TypedResults.Ok(v), r => r.ToProblem());
    }
}
