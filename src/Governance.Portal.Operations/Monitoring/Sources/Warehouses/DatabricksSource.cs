using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// A SQL warehouse of Databricks, by its Statement Execution API 2.0. Small answers come with it; large ones lie in files, whose
/// addresses are secrets for a quarter of an hour: they are called without our token.
/// </summary>
internal sealed class DatabricksSource : WarehouseSource
{
    // The service takes 5 to 50 seconds, or none.
    private const int WaitSeconds = 5;
    private const int Renewals = 3;
    private const string Statements = "api/2.0/sql/statements";
    private static readonly HashSet<string> s_passing = new(StringComparer.Ordinal)
    {
        "ABORTED",
        "DEADLINE_EXCEEDED",
        "INTERNAL_ERROR",
        "IO_ERROR",
        "RESOURCE_EXHAUSTED",
        "SERVICE_UNDER_MAINTENANCE",
        "TEMPORARILY_UNAVAILABLE",
        "WORKSPACE_TEMPORARILY_UNAVAILABLE",
    };
    private static readonly string[] s_inline = ["result", "data_array"];
    private static readonly string[] s_chunk = ["data_array"];
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(30);
    private readonly WarehouseLink _link;

    public DatabricksSource(WarehouseParts parts, SourceOptions options, IWarehouseCredential credential)
        : base(parts, options)
    {
        Dialect = new DatabricksDialect(options);
        _link = new WarehouseLink(parts.Outbound, credential, options, parts.Patience, parts.Clock)
        {
            Words = a => a.Text("message") ?? a.Text("error_code"),
            Columns = (name, member) => name == "manifest" ? ColumnsOf(member) : null,
        };
    }

    /// <inheritdoc/>
    public override SqlDialect Dialect { get; }

    /// <inheritdoc/>
    protected override string Host => _link.Host;

    /// <inheritdoc/>
    protected override async Task RunAsync(SourceStatement statement, RowTaker taker, bool isSmall, CancellationToken ct)
    {
        var call = new WarehouseCall(HttpMethod.Post, _ => At(Statements))
        {
            Body = BodyOf(statement, isSmall),
            Rows = s_inline,
            IsRepeatable = false,
        };
        var first = await SubmitAsync(token => _link.CallAsync(call, taker, token), ct);
        var id = first.Text("statement_id");
        var path = $"{Statements}/{Uri.EscapeDataString(id ?? "")}";
        var answer = await FollowAsync(
            first,
            a => id is not null && a.Text("status", "state") is "PENDING" or "RUNNING",
            token => _link.CallAsync(new WarehouseCall(HttpMethod.Get, _ => At(path)) { Rows = s_inline }, taker, token),
            () => _link.CancelAsync(At($"{path}/cancel")),
            ct
        );
        if (answer.Text("status", "state") is not "SUCCEEDED")
        {
            throw FailureOf(answer);
        }

        if (answer.Find("manifest", "truncated") is { ValueKind: JsonValueKind.True })
        {
            throw WarehouseLink.Failure($"{Host} cut the answer off because it is too large. Choose a shorter window.", isFinal: true);
        }

        await TakeRestAsync(answer, path, taker, isSmall, ct);
        RequireAll(answer.Number("manifest", "total_row_count"), taker);
    }

    private async Task TakeRestAsync(WarehouseAnswer answer, string path, RowTaker taker, bool isSmall, CancellationToken ct)
    {
        var result = answer.Find("result");
        var seen = -1L;
        while (result is { ValueKind: JsonValueKind.Object } part)
        {
            var next = isSmall ? NextOf(part) : await TakeFilesAsync(part, path, taker, ct);
            if (next is null)
            {
                return;
            }

            if (next <= seen)
            {
                throw WarehouseLink.Failure($"{Host} named a part of its answer twice.", isFinal: false);
            }

            seen = next.Value;
            result = await ChunkAsync(path, seen, taker, isContinued: false, ct);
        }
    }

    private async Task<JsonElement?> ChunkAsync(string path, long chunk, RowTaker taker, bool isContinued, CancellationToken ct)
    {
        var answer = await _link.CallAsync(
            new WarehouseCall(HttpMethod.Get, _ => At(FormattableString.Invariant($"{path}/result/chunks/{chunk}")))
            {
                Rows = s_chunk,
                IsContinued = isContinued,
            },
            taker,
            ct
        );
        return JsonSerializer.SerializeToElement(answer.Members);
    }

    // The files of one chunk; an address that is over, or that the store no longer takes, is asked for again.
    private async Task<long?> TakeFilesAsync(JsonElement part, string path, RowTaker taker, CancellationToken ct)
    {
        long? next = null;
        foreach (var first in LinksOf(part))
        {
            var link = first;
            for (var renewal = 0; ; renewal++)
            {
                try
                {
                    await TakeFileAsync(link, taker, isContinued: renewal > 0, ct);
                    break;
                }
                catch (ExpiredLinkException e) when (renewal < Renewals)
                {
                    var chunk = link.Chunk;
                    var again = await ChunkAsync(path, chunk, taker, isContinued: true, ct);
                    link =
                        (again is { } said ? LinksOf(said).FirstOrDefault(l => l.Chunk == chunk) : null)
                        ?? throw new SourceException($"{Host} gave no new address for a part of its answer.", e);
                }
            }

            next = link.Next;
        }

        return next;
    }

    private async Task TakeFileAsync(FileLink link, RowTaker taker, bool isContinued, CancellationToken ct)
    {
        if (link.Expires is { } end && end - s_margin <= Parts.Clock.GetUtcNow())
        {
            if (!isContinued)
            {
                taker.BeginPart();
            }

            throw new ExpiredLinkException(Host);
        }

        var answer = await _link.CallAsync(
            new WarehouseCall(HttpMethod.Get, _ => link.Address)
            {
                IsSigned = false,
                IsContinued = isContinued,
                Headers = link.Headers,
                Understood = [401, 403],
            },
            taker,
            ct
        );
        if (answer.Status is 401 or 403)
        {
            throw new ExpiredLinkException(link.Address.Host);
        }
    }

    private IEnumerable<FileLink> LinksOf(JsonElement part)
    {
        if (!part.TryGetProperty("external_links", out var links) || links.ValueKind is not JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var link in links.EnumerateArray())
        {
            if (
                link.ValueKind is not JsonValueKind.Object
                || !link.TryGetProperty("external_link", out var address)
                || !Uri.TryCreate(WarehouseAnswer.TextOf(address), UriKind.Absolute, out var found)
            )
            {
                throw WarehouseLink.Failure($"{Host} answered without the address of a part of its answer.", isFinal: false);
            }

            yield return new FileLink(found, NumberIn(link, "chunk_index") ?? 0, NextOf(link))
            {
                Expires =
                    link.TryGetProperty("expiration", out var expiration) && expiration.TryGetDateTimeOffset(out var end) ? end : null,
                Headers = HeadersOf(link),
            };
        }
    }

    // Some stores want headers with the address; a credential is none of them.
    private static Dictionary<string, string> HeadersOf(JsonElement link)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (link.TryGetProperty("http_headers", out var said) && said.ValueKind is JsonValueKind.Object)
        {
            foreach (var header in said.EnumerateObject())
            {
                if (
                    header.Name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
                    && WarehouseAnswer.TextOf(header.Value) is { } value
                    && !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
                )
                {
                    headers[header.Name] = value;
                }
            }
        }

        return headers;
    }

    private static long? NextOf(JsonElement part) => NumberIn(part, "next_chunk_index");

    private static long? NumberIn(JsonElement element, string name) =>
        element.TryGetProperty(name, out var found) ? WarehouseAnswer.NumberOf(found) : null;

    private SourceException FailureOf(WarehouseAnswer answer)
    {
        var code = answer.Text("status", "error", "error_code");
        var words = _link.Show(answer.Text("status", "error", "message") ?? code);
        return answer.Text("status", "state") switch
        {
            "FAILED" => WarehouseLink.Failure(
                words.Length > 0 ? $"{Host} could not run the statement: {words}" : $"{Host} could not run the statement.",
                isFinal: code is null || !s_passing.Contains(code)
            ),
            "CANCELED" or "CLOSED" => WarehouseLink.Failure($"{Host} stopped the statement.", isFinal: false),
            _ => WarehouseLink.Failure($"{Host} answered without the state of the statement.", isFinal: false),
        };
    }

    private byte[] BodyOf(SourceStatement statement, bool isSmall)
    {
        var parameters = new JsonArray();
        foreach (var (name, value) in statement.Parameters)
        {
            parameters.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name,
                        ["value"] = TextOf(value),
                        ["type"] =
                            value.Time is not null ? "TIMESTAMP"
                            : value.Number is not null ? "DOUBLE"
                            : "STRING",
                    }
            );
        }

        var body = new JsonObject
        {
            ["statement"] = statement.Sql,
            ["warehouse_id"] = Options.Warehouse,
            ["parameters"] = parameters,
            ["wait_timeout"] = $"{WaitSeconds}s",
            ["on_wait_timeout"] = "CONTINUE",
            ["format"] = "JSON_ARRAY",
            ["disposition"] = isSmall ? "INLINE" : "EXTERNAL_LINKS",
        };
        if (Options.Database.Length > 0)
        {
            body["catalog"] = Options.Database;
        }

        if (Options.Schema.Length > 0)
        {
            body["schema"] = Options.Schema;
        }

        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private Uri At(string path) => new(_link.Address, path);

    private static AnswerColumn[]? ColumnsOf(JsonElement manifest) =>
        manifest.ValueKind is JsonValueKind.Object
        && manifest.TryGetProperty("schema", out var schema)
        && schema.ValueKind is JsonValueKind.Object
        && schema.TryGetProperty("columns", out var columns)
        && columns.ValueKind is JsonValueKind.Array
            ? [.. columns.EnumerateArray().Select(ColumnOf)]
            : null;

    private static AnswerColumn ColumnOf(JsonElement column)
    {
        var name = column.TryGetProperty("name", out var said) ? WarehouseAnswer.TextOf(said) : null;
        var type = column.TryGetProperty("type_name", out var typed) ? WarehouseAnswer.TextOf(typed) : null;
        return new AnswerColumn(
            name ?? throw new JsonException("A column has no name."),
            type switch
            {
                "BYTE" or "SHORT" or "INT" or "LONG" or "DECIMAL" => CellKind.Exact,
                "FLOAT" or "DOUBLE" => CellKind.Floating,
                "BOOLEAN" => CellKind.Boolean,
                "DATE" => CellKind.Date,
                "TIMESTAMP" or "TIMESTAMP_NTZ" => CellKind.Instant,
                _ => CellKind.Text,
            }
        );
    }

    private sealed record FileLink(Uri Address, long Chunk, long? Next)
    {
        public DateTimeOffset? Expires { get; init; }

        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    private sealed class ExpiredLinkException(string host) : Exception($"{host} no longer accepts the address of a part of the answer.");
}
