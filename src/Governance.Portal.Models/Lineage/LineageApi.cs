using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Lineage;

/// <summary>The result of a batch.</summary>
/// <param name="Status"><c>success</c>, or <c>partial_success</c> when some events were refused.</param>
/// <param name="Summary">In numbers.</param>
/// <param name="FailedEvents">The events that were refused.</param>
public sealed record BatchAnswer(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("summary")] BatchSummary Summary,
    [property: JsonPropertyName("failed_events")] IReadOnlyList<FailedEvent> FailedEvents
);

/// <summary>A batch in numbers.</summary>
public sealed record BatchSummary(
    [property: JsonPropertyName("received")] int Received,
    [property: JsonPropertyName("successful")] int Successful,
    [property: JsonPropertyName("failed")] int Failed,
    [property: JsonPropertyName("retriable")] int Retriable,
    [property: JsonPropertyName("non_retriable")] int NonRetriable
);

/// <summary>An event that was refused.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Reason">Why.</param>
/// <param name="Retriable">False: sent again it would be refused again.</param>
public sealed record FailedEvent(
    [property: JsonPropertyName("index")] int Index,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("retriable")] bool Retriable
);

/// <summary>Lineage events, and what follows from a graph.</summary>
internal static class LineageApi
{
    private static readonly TimeSpan s_furthestZone = TimeSpan.FromHours(14);

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 64 };

    // More than the limit is received, so that the refusal of an excess can name it.
    private static long Received(LimitsOptions limits) => 2 * limits.LineageBytes;

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/lineage").WithTags("Lineage");
        group
            .MapPost("", StoreAsync)
            .RequireCaller(Permission.WriteLineage, "lineage.stored")
            .WithBodyLimit(Received)
            .WithName("StoreLineageEvent")
            .WithSummary("Store an OpenLineage event")
            .WithDescription(
                "The body is a RunEvent, DatasetEvent or JobEvent of OpenLineage 2-0-2; gzip is accepted. Events may arrive more "
                    + "than once and in any order. Unknown facets and members are kept; only what the schema forbids is refused. "
                    + "Example: "
                    + "{\"eventType\":\"COMPLETE\",\"eventTime\":\"2026-11-20T09:42:00Z\",\"producer\":\"https://example.com/pipeline\","
                    + "\"schemaURL\":\"https://openlineage.io/spec/2-0-2/OpenLineage.json\","
                    + "\"run\":{\"runId\":\"0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11\"},\"job\":{\"namespace\":\"etl\","
                    + "\"name\":\"features\"},\"inputs\":[{\"namespace\":\"warehouse\",\"name\":\"applications\"}],"
                    + "\"outputs\":[{\"namespace\":\"warehouse\",\"name\":\"credit_features\"}]}"
            )
            .Accepts<JsonElement>("application/json", "application/gzip")
            .Produces<StoreLineage.Answer>()
            .Refuses(400, 401, 403, 413, 415, 422, 503);
        group
            .MapPost("/batch", StoreBatchAsync)
            .RequireCaller(Permission.WriteLineage, "lineage.stored")
            .WithBodyLimit(Received)
            .WithName("StoreLineageEvents")
            .WithSummary("Store a list of OpenLineage events")
            .WithDescription(
                "The body is a JSON array of events; gzip is accepted. Valid events are stored, invalid ones are named in "
                    + "failed_events. If no event is valid, the call is refused. Example: "
                    + "[{\"eventTime\":\"2026-11-20T09:42:00Z\",\"producer\":\"https://example.com/pipeline\","
                    + "\"schemaURL\":\"https://openlineage.io/spec/2-0-2/OpenLineage.json\",\"dataset\":{\"namespace\":\"warehouse\","
                    + "\"name\":\"applications\"}}]"
            )
            .Accepts<JsonElement>("application/json", "application/gzip")
            .Produces<BatchAnswer>()
            .Refuses(400, 401, 403, 413, 415, 422, 503);
        group
            .MapGet("/impact", ImpactAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("GetLineageImpact")
            .WithSummary("Find what is affected by faulty data")
            .WithDescription(
                "Follows the data from a dataset, job or version to everything made from it: datasets, versions of models, their "
                    + "deployments and decisions. With sha256, it follows only what was made from the dataset in that state. Example: "
                    + "?nodeId=dataset:warehouse:applications&depth=10"
            )
            .Produces<LineageImpact>()
            .Refuses(401, 403, 404, 422);
        group
            .MapGet("/provenance", ProvenanceAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("GetLineageProvenance")
            .WithSummary("Find where data comes from")
            .WithDescription(
                "Follows the data back from a dataset, job or version; for a version, the answer also says which of its registered "
                    + "datasets appear in the graph. Example: ?nodeId=model:credit-default@2.0.0"
            )
            .Produces<LineageProvenance>()
            .Refuses(401, 403, 404, 422);
    }

    private static async Task<Results<Ok<StoreLineage.Answer>, ProblemHttpResult>> StoreAsync(
        HttpRequest request,
        Caller caller,
        LineageBody body,
        StoreLineage store,
        IOptions<LimitsOptions> limits,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var received = await body.ReceiveAsync(request, ct);
        if (received.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        using var json = JsonDocument.Parse(received.Value, s_json);
        var read =
            json.RootElement.ValueKind is JsonValueKind.Array
                ? LineageRefusals.NotValid("event", $"This takes one event. Send a list to /api/v1/lineage/batch.")
                : Read(json.RootElement, limits.Value.LineageDatasets, clock.GetUtcNow());
        if (read.Refusal is { } notValid)
        {
            return notValid.ToProblem();
        }

        var outcome = await store.RunAsync(caller.Actor, [read.Value], ct);
        return outcome.Match<Results<Ok<StoreLineage.Answer>, ProblemHttpResult>>(a => TypedResults.Ok(a), r => r.ToProblem());
    }

    private static async Task<Results<Ok<BatchAnswer>, ProblemHttpResult>> StoreBatchAsync(
        HttpRequest request,
        Caller caller,
        LineageBody body,
        StoreLineage store,
        IOptions<LimitsOptions> limits,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var received = await body.ReceiveAsync(request, ct);
        if (received.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        using var json = JsonDocument.Parse(received.Value, s_json);
        if (json.RootElement.ValueKind is not JsonValueKind.Array)
        {
            return LineageRefusals.NotValid("events", $"A batch is a list of events. Send one event to /api/v1/lineage.").ToProblem();
        }

        var count = json.RootElement.GetArrayLength();
        if (count > limits.Value.LineageEvents)
        {
            return new Refusal(
                "limit.exceeded",
                $"The batch has {count} events; Limits__LineageEvents allows {limits.Value.LineageEvents}.",
                RefusalKind.TooLarge
            ).ToProblem();
        }

        var events = new List<LineageEvent>(count);
        var failed = new List<FailedEvent>();
        Refusal? first = null;
        foreach (var (i, one) in json.RootElement.EnumerateArray().Index())
        {
            var read = Read(one, limits.Value.LineageDatasets, clock.GetUtcNow());
            if (read.Refusal is { } notValid)
            {
                first ??= notValid;
                failed.Add(new FailedEvent(i, notValid.Message, Retriable: false));
                continue;
            }

            events.Add(read.Value);
        }

        if (events.Count == 0 && first is not null)
        {
            return first.ToProblem();
        }

        var outcome = await store.RunAsync(caller.Actor, events, ct);
        return outcome.Match<Results<Ok<BatchAnswer>, ProblemHttpResult>>(
            _ =>
                TypedResults.Ok(
                    new BatchAnswer(
                        failed.Count == 0 ? "success" : "partial_success",
                        new BatchSummary(count, events.Count, failed.Count, 0, failed.Count),
                        failed
                    )
                ),
            r => r.ToProblem()
        );
    }

    // Of the runs that made a version the latest are judged: one that is still to come has made nothing. What names no zone was taken as
    // UTC, and may be the sender's own time of the day.
    private static Result<LineageEvent> Read(JsonElement json, int mostDatasets, DateTimeOffset now)
    {
        var read = LineageEventReader.Read(json, mostDatasets);
        return read.IsDone && read.Value.At.IsAhead(read.Value.NamesZone ? now : now + s_furthestZone)
            ? LineageRefusals.NotValid("eventTime", $"This time is in the future. Give the time by the portal's clock, with its time zone.")
            : read;
    }

    private static async Task<Results<Ok<LineageImpact>, ProblemHttpResult>> ImpactAsync(
        [Description("dataset:NAMESPACE:NAME, job:NAMESPACE:NAME or model:MODEL@VERSION")] string? nodeId,
        [Description("SHA-256 of the faulty state of the dataset; all states when absent")] string? sha256,
        [Description("Steps from dataset to dataset, 0 to 100; all when absent")] int? depth,
        TraceLineage trace,
        CancellationToken ct
    )
    {
        var outcome = await trace.ImpactAsync(nodeId, sha256, depth, ct);
        return outcome.Match<Results<Ok<LineageImpact>, ProblemHttpResult>>(a => TypedResults.Ok(a), r => r.ToProblem());
    }

    private static async Task<Results<Ok<LineageProvenance>, ProblemHttpResult>> ProvenanceAsync(
        [Description("dataset:NAMESPACE:NAME, job:NAMESPACE:NAME or model:MODEL@VERSION")] string? nodeId,
        [Description("Steps from dataset to dataset, 0 to 100; all when absent")] int? depth,
        TraceLineage trace,
        CancellationToken ct
    )
    {
        var outcome = await trace.ProvenanceAsync(nodeId, depth, ct);
        return outcome.Match<Results<Ok<LineageProvenance>, ProblemHttpResult>>(a => TypedResults.Ok(a), r => r.ToProblem());
    }
}
