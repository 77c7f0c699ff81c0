using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// BigQuery, by its REST API v2. Where a bound of bytes is set, the service is asked first what a statement would read, and a statement
/// that would read more is not run.
/// </summary>
internal sealed class BigQuerySource : WarehouseSource
{
    private const int WaitMilliseconds = 5_000;
    private static readonly string[] s_rows = ["rows"];
    private readonly WarehouseLink _link;

    public BigQuerySource(WarehouseParts parts, SourceOptions options, IWarehouseCredential credential)
        : base(parts, options)
    {
        Dialect = new BigQueryDialect(options);
        _link = new WarehouseLink(parts.Outbound, credential, options, parts.Patience, parts.Clock)
        {
            Words = a => a.Text("error", "message") ?? a.Text("error", "status"),
            // Limits of rate are a 403 there, with a reason that tells them from a missing right.
            Passes = a => a.Status is 403 && ReasonsOf(a).Any(r => r is "rateLimitExceeded" or "jobRateLimitExceeded" or "jobBackendError"),
            Columns = (name, member) => name == "schema" ? ColumnsOf(member) : null,
        };
    }

    /// <inheritdoc/>
    public override SqlDialect Dialect { get; }

    /// <inheritdoc/>
    protected override string Host => _link.Host;

    private string Project => $"bigquery/v2/projects/{Uri.EscapeDataString(Options.Database)}";

    /// <summary>Bytes that a statement would read, as the service estimates them without running it.</summary>
    public async Task<long> EstimateAsync(SourceStatement statement, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var body = BodyOf(statement);
        body["dryRun"] = true;
        var answer = await _link.CallAsync(
            new WarehouseCall(HttpMethod.Post, _ => At($"{Project}/queries"))
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(body),
                Rows = s_rows,
            },
            new RowList(Host, Parts.RowBytes, 0),
            ct
        );
        return answer.Number("totalBytesProcessed")
            ?? throw WarehouseLink.Failure($"{Host} returned no estimate for the statement.", isFinal: false);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(SourceStatement statement, RowTaker taker, bool isSmall, CancellationToken ct)
    {
        var body = BodyOf(statement);
        if (Options.MostBytes > 0)
        {
            var estimate = await EstimateAsync(statement, ct);
            if (estimate > Options.MostBytes)
            {
                throw WarehouseLink.Failure(
                    $"{Host} would read {Text(estimate)} bytes, more than {Text(Options.MostBytes)} "
                        + $"(Sources__…__MostBytes of \"{Options.Name}\"). Partition the table by its time column, or raise the limit.",
                    isFinal: true
                );
            }

            body["maximumBytesBilled"] = Text(Options.MostBytes);
        }

        // With the same id a second try gets the answer of the first.
        body["requestId"] = Guid.NewGuid().ToString();
        body["timeoutMs"] = WaitMilliseconds;
        body["jobTimeoutMs"] = Text(Options.TimeoutSeconds * 1_000L);
        var submit = new WarehouseCall(HttpMethod.Post, _ => At($"{Project}/queries"))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body),
            Rows = s_rows,
        };
        var first = await SubmitAsync(token => _link.CallAsync(submit, taker, token), ct);
        var job = first.Text("jobReference", "jobId");
        var location = first.Text("jobReference", "location") ?? Options.Warehouse;
        var answer = await FollowAsync(
            first,
            a => job is not null && a.Find("jobComplete") is { ValueKind: JsonValueKind.False },
            token => PageAsync(job!, location, null, taker, token),
            () => _link.CancelAsync(At($"{Project}/jobs/{Uri.EscapeDataString(job ?? "")}/cancel{Query(location)}")),
            ct
        );
        if (answer.Find("jobComplete") is not { ValueKind: JsonValueKind.True })
        {
            throw WarehouseLink.Failure($"{Host} answered without the state of the statement.", isFinal: false);
        }

        var total = answer.Number("totalRows");
        for (string? last = null; answer.Text("pageToken") is { Length: > 0 } page; last = page)
        {
            if (page == last || job is null)
            {
                throw WarehouseLink.Failure($"{Host} named a part of its answer twice.", isFinal: false);
            }

            answer = await PageAsync(job, location, page, taker, ct);
        }

        RequireAll(total, taker);
    }

    private Task<WarehouseAnswer> PageAsync(string job, string location, string? page, RowTaker taker, CancellationToken ct) =>
        _link.CallAsync(
            new WarehouseCall(
                HttpMethod.Get,
                _ =>
                    At(
                        $"{Project}/queries/{Uri.EscapeDataString(job)}{Query(location)}timeoutMs={Text(WaitMilliseconds)}"
                            + "&formatOptions.useInt64Timestamp=true"
                            + (page is null ? "" : $"&pageToken={Uri.EscapeDataString(page)}")
                    )
            )
            {
                Rows = s_rows,
            },
            taker,
            ct
        );

    private static string Query(string location) => location.Length > 0 ? $"?location={Uri.EscapeDataString(location)}&" : "?";

    private JsonObject BodyOf(SourceStatement statement)
    {
        var parameters = new JsonArray();
        foreach (var (name, value) in statement.Parameters)
        {
            parameters.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name,
                        ["parameterType"] = new JsonObject
                        {
                            ["type"] =
                                value.Time is not null ? "TIMESTAMP"
                                : value.Number is not null ? "FLOAT64"
                                : "STRING",
                        },
                        ["parameterValue"] = new JsonObject { ["value"] = TextOf(value) },
                    }
            );
        }

        var body = new JsonObject
        {
            ["query"] = NamedParameters.Replace(statement, name => "@" + name),
            ["useLegacySql"] = false,
            ["parameterMode"] = "NAMED",
            ["queryParameters"] = parameters,
            ["formatOptions"] = new JsonObject { ["useInt64Timestamp"] = true },
        };
        if (Options.Warehouse.Length > 0)
        {
            body["location"] = Options.Warehouse;
        }

        if (Options.Schema.Length > 0)
        {
            body["defaultDataset"] = new JsonObject { ["projectId"] = Options.Database, ["datasetId"] = Options.Schema };
        }

        return body;
    }

    private Uri At(string path) => new(_link.Address, path);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string?> ReasonsOf(WarehouseAnswer answer) =>
        answer.Find("error", "errors") is { ValueKind: JsonValueKind.Array } errors
            ? errors
                .EnumerateArray()
                .Select(e =>
                    e.ValueKind is JsonValueKind.Object && e.TryGetProperty("reason", out var reason)
                        ? WarehouseAnswer.TextOf(reason)
                        : null
                )
            : [];

    private static AnswerColumn[]? ColumnsOf(JsonElement schema) =>
        schema.ValueKind is JsonValueKind.Object
        && schema.TryGetProperty("fields", out var fields)
        && fields.ValueKind is JsonValueKind.Array
            ? [.. fields.EnumerateArray().Select(ColumnOf)]
            : null;

    private static AnswerColumn ColumnOf(JsonElement field)
    {
        var name = field.TryGetProperty("name", out var said) ? WarehouseAnswer.TextOf(said) : null;
        var type = field.TryGetProperty("type", out var typed) ? WarehouseAnswer.TextOf(typed) : null;
        return new AnswerColumn(
            name ?? throw new JsonException("A column has no name."),
            type switch
            {
                "INTEGER" or "INT64" or "NUMERIC" or "BIGNUMERIC" => CellKind.Exact,
                "FLOAT" or "FLOAT64" => CellKind.Floating,
                "BOOLEAN" or "BOOL" => CellKind.Boolean,
                "DATE" => CellKind.Date,
                "DATETIME" => CellKind.Instant,
                "TIMESTAMP" => CellKind.EpochMicroseconds,
                _ => CellKind.Text,
            }
        );
    }
}
