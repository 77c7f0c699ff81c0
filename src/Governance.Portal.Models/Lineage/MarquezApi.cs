using System.ComponentModel;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Lineage;

/// <summary>How much of a list is asked for, as Marquez asks.</summary>
public sealed record OffsetQuery
{
    /// <summary>1 to 500 (default: 100).</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>From 0.</summary>
    [FromQuery(Name = "offset")]
    public int? Offset { get; init; }

    internal Result<OffsetPage> ToPage() =>
        (Limit ?? 100) is >= 1 and <= 500 and var limit && (Offset ?? 0) is >= 0 and <= 1_000_000 and var offset
            ? new OffsetPage(limit, offset)
            : LineageRefusals.PageNotValid;
}

/// <summary>The reads of Marquez: its members, its paging by offset.</summary>
internal static class MarquezApi
{
    private const string Paging = "Paging by limit (1 to 500, 100 when absent) and offset.";

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Lineage");
        group
            .MapGet("/lineage", GraphAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("GetLineage")
            .WithSummary("Read the graph around a dataset or job")
            .WithDescription(
                "Returns the inputs of the dataset or job and what was made from it, in Marquez's format; `truncated` is true "
                    + "when there is more. Example: ?nodeId=dataset:warehouse:applications&depth=3"
            )
            .Produces<JsonObject>()
            .Refuses(401, 403, 404, 422);
        group
            .MapGet("/column-lineage", ColumnsAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("GetColumnLineage")
            .WithSummary("Read the column lineage of a dataset")
            .WithDescription(
                "The data comes from the facet columnLineage. Example: "
                    + "?nodeId=datasetField:warehouse:credit_features:income&depth=5&withDownstream=true"
            )
            .Produces<JsonObject>()
            .Refuses(401, 403, 404, 422);
        group
            .MapGet("/namespaces", NamespacesAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("ListLineageNamespaces")
            .WithSummary("List namespaces of lineage")
            .WithDescription($"Sorted by name. {Paging}")
            .Produces<JsonObject>()
            .Refuses(401, 403, 422);
        group
            .MapGet("/namespaces/{namespace}/datasets", DatasetsAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("ListLineageDatasets")
            .WithSummary("List datasets of a namespace")
            .WithDescription($"Sorted by name. A slash in a namespace is sent as %2F. {Paging}")
            .Produces<JsonObject>()
            .Refuses(401, 403, 422);
        group
            .MapGet("/namespaces/{namespace}/datasets/{dataset}", DatasetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("GetLineageDataset")
            .WithSummary("Read a dataset")
            .WithDescription("Returns the dataset's columns and facets, each as last reported. A slash in a name is sent as %2F.")
            .Produces<JsonObject>()
            .Refuses(401, 403, 404);
        group
            .MapGet("/namespaces/{namespace}/jobs", JobsAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("ListLineageJobs")
            .WithSummary("List jobs of a namespace")
            .WithDescription($"Sorted by name. {Paging}")
            .Produces<JsonObject>()
            .Refuses(401, 403, 422);
        group
            .MapGet("/namespaces/{namespace}/jobs/{job}", JobAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("GetLineageJob")
            .WithSummary("Read a job")
            .WithDescription("Returns what the job reads and writes, its latest run and its facets.")
            .Produces<JsonObject>()
            .Refuses(401, 403, 404);
        group
            .MapGet("/namespaces/{namespace}/jobs/{job}/runs", RunsAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("ListLineageRuns")
            .WithSummary("List runs of a job")
            .WithDescription($"Newest first. {Paging}")
            .Produces<JsonObject>()
            .Refuses(401, 403, 404, 422);
        group
            .MapGet("/jobs/runs/{id}", RunAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("GetLineageRun")
            .WithSummary("Read a run")
            .WithDescription("Returns the run's state and times, and what it read and wrote with the digests of that time.")
            .Produces<JsonObject>()
            .Refuses(401, 403, 404);
        group
            .MapGet("/events/lineage", EventsAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("ListLineageEvents")
            .WithSummary("List lineage events")
            .WithDescription($"Whole events, newest first, including unknown facets. `after` and `before` are times. {Paging}")
            .Produces<JsonObject>()
            .Refuses(401, 403, 422);
        group
            .MapGet("/search", SearchAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithName("SearchLineage")
            .WithSummary("Find datasets and jobs")
            .WithDescription(
                $"Searches by part of the namespace or name, ignoring case. `filter` is DATASET or JOB. {Paging} Example: "
                    + "?q=features&filter=DATASET"
            )
            .Produces<JsonObject>()
            .Refuses(401, 403, 422);
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> GraphAsync(
        [Description("dataset:NAMESPACE:NAME or job:NAMESPACE:NAME")] string? nodeId,
        [Description("Steps from dataset to dataset; 20 when absent")] int? depth,
        DrawLineage draw,
        ReadLineage read,
        CancellationToken ct
    )
    {
        var graph = await draw.RunAsync(nodeId, depth ?? TraceLineage.UsualDepth, most: null, ct);
        return Answer(graph.Refusal is { } refusal ? refusal : await read.GraphAsync(graph.Value, ct));
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> ColumnsAsync(
        [Description("dataset:NAMESPACE:NAME or datasetField:NAMESPACE:NAME:FIELD")] string? nodeId,
        [Description("Steps from dataset to dataset; 20 when absent")] int? depth,
        [Description("Also what is made from the columns")] bool? withDownstream,
        ReadColumns columns,
        CancellationToken ct
    )
    {
        var edges = await columns.RunAsync(nodeId, depth ?? TraceLineage.UsualDepth, withDownstream ?? false, ct);
        return Answer(edges.Refusal is { } refusal ? refusal : ReadColumns.ToJson(edges.Value));
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> NamespacesAsync(
        [AsParameters] OffsetQuery query,
        ReadLineage read,
        CancellationToken ct
    ) => Answer(query.ToPage() is { IsDone: true } page ? await read.NamespacesAsync(page.Value, ct) : LineageRefusals.PageNotValid);

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> DatasetsAsync(
        string @namespace,
        [AsParameters] OffsetQuery query,
        ReadLineage read,
        CancellationToken ct
    ) =>
        Answer(
            query.ToPage() is { IsDone: true } page
                ? await read.ListAsync(LineageNodeKind.Dataset, Slashed(@namespace), page.Value, ct)
                : LineageRefusals.PageNotValid
        );

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> DatasetAsync(
        string @namespace,
        string dataset,
        ReadLineage read,
        CancellationToken ct
    ) => Answer(await read.GetAsync(LineageNodeKind.Dataset, Slashed(@namespace), Slashed(dataset), ct));

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> JobsAsync(
        string @namespace,
        [AsParameters] OffsetQuery query,
        ReadLineage read,
        CancellationToken ct
    ) =>
        Answer(
            query.ToPage() is { IsDone: true } page
                ? await read.ListAsync(LineageNodeKind.Job, Slashed(@namespace), page.Value, ct)
                : LineageRefusals.PageNotValid
        );

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> JobAsync(
        string @namespace,
        string job,
        ReadLineage read,
        CancellationToken ct
    ) => Answer(await read.GetAsync(LineageNodeKind.Job, Slashed(@namespace), Slashed(job), ct));

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> RunsAsync(
        string @namespace,
        string job,
        [AsParameters] OffsetQuery query,
        ReadLineage read,
        CancellationToken ct
    ) =>
        Answer(
            query.ToPage() is { IsDone: true } page
                ? await read.RunsAsync(Slashed(@namespace), Slashed(job), page.Value, ct)
                : LineageRefusals.PageNotValid
        );

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> RunAsync(string id, ReadLineage read, CancellationToken ct) =>
        Answer(await read.RunAsync(id, ct));

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> EventsAsync(
        string? after,
        string? before,
        [AsParameters] OffsetQuery query,
        ReadLineage read,
        CancellationToken ct
    )
    {
        if (!TryTime(after, out var from) || !TryTime(before, out var to))
        {
            return Refusal
                .Field("lineage.time", "after", $"Both must be times with a time zone, such as 2026-11-20T09:42:00Z.")
                .ToProblem();
        }

        return Answer(
            query.ToPage() is { IsDone: true } page ? await read.EventsAsync(from, to, page.Value, ct) : LineageRefusals.PageNotValid
        );
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> SearchAsync(
        [Description("Part of namespace or name")] string? q,
        [Description("DATASET or JOB")] string? filter,
        [AsParameters] OffsetQuery query,
        ReadLineage read,
        CancellationToken ct
    )
    {
        LineageNodeKind? kind = null;
        if (!string.IsNullOrEmpty(filter))
        {
            if (!WireName.TryParse<LineageNodeKind>(filter.ToLowerInvariant(), out var parsed))
            {
                return Refusal.Field("lineage.filter", "filter", $"The filter must be DATASET or JOB.").ToProblem();
            }

            kind = parsed;
        }

        return Answer(
            query.ToPage() is { IsDone: true } page ? await read.SearchAsync(q, kind, page.Value, ct) : LineageRefusals.PageNotValid
        );
    }

    private static Results<Ok<JsonObject>, ProblemHttpResult> Answer(Result<JsonObject> outcome) =>
        outcome.Match<Results<Ok<JsonObject>, ProblemHttpResult>>(a => TypedResults.Ok(a), r => r.ToProblem());

    // The server decodes an address but for its slashes.
    private static string Slashed(string part) => part.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Replace('\0', '\uFFFD');

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var ok = ForeignTime.TryRead(text, out var parsed);
        time = parsed;
        return ok;
    }
}
