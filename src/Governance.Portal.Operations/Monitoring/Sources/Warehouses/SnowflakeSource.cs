using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// Snowflake, by its SQL API v2. A statement is handed in, runs, and is asked for until it is done; its answer comes in
/// partitions, compressed.
/// </summary>
internal sealed class SnowflakeSource : WarehouseSource
{
    private const string Statements = "api/v2/statements";
    private const int MostPartitions = 1_000_000;
    private static readonly string[] s_rows = ["data"];
    private readonly WarehouseLink _link;

    public SnowflakeSource(WarehouseParts parts, SourceOptions options, IWarehouseCredential credential)
        : base(parts, options)
    {
        Dialect = new SnowflakeDialect(options);
        _link = new WarehouseLink(parts.Outbound, credential, options, parts.Patience, parts.Clock)
        {
            Words = a => a.Text("message"),
            Columns = (name, member) => name == "resultSetMetaData" ? ColumnsOf(member) : null,
        };
    }

    /// <inheritdoc/>
    public override SqlDialect Dialect { get; }

    /// <inheritdoc/>
    protected override string Host => _link.Host;

    /// <inheritdoc/>
    protected override async Task RunAsync(SourceStatement statement, RowTaker taker, bool isSmall, CancellationToken ct)
    {
        // The same id on a second try: the service knows the statement again, and does not run it twice.
        var request = Guid.NewGuid();
        var submit = new WarehouseCall(
            HttpMethod.Post,
            attempt => At($"{Statements}?async=true&requestId={request}{(attempt > 1 ? "&retry=true" : "")}")
        )
        {
            Body = BodyOf(statement),
            Rows = s_rows,
            Understood = [408, 422],
        };
        var first = await SubmitAsync(token => _link.CallAsync(submit, taker, token), ct);
        var handle =
            first.Text("statementHandle")
            ?? (
                first.Status is 202
                    ? throw WarehouseLink.Failure($"{Host} answered without the handle of the statement.", isFinal: false)
                    : ""
            );
        var path = $"{Statements}/{Uri.EscapeDataString(handle)}";
        var answer = await FollowAsync(
            first,
            a => a.Status is 202,
            token =>
                _link.CallAsync(new WarehouseCall(HttpMethod.Get, _ => At(path)) { Rows = s_rows, Understood = [408, 422] }, taker, token),
            () => _link.CancelAsync(At($"{path}/cancel")),
            ct
        );
        if (answer.Status is 408 or 422)
        {
            throw FailureOf(answer);
        }

        var partitions = answer.Find("resultSetMetaData", "partitionInfo") is { ValueKind: JsonValueKind.Array } info
            ? Math.Min(info.GetArrayLength(), MostPartitions)
            : 1;
        for (var partition = 1; partition < partitions; partition++)
        {
            var part = FormattableString.Invariant($"{path}?partition={partition}");
            var call = new WarehouseCall(HttpMethod.Get, _ => At(part)) { Rows = s_rows };
            if ((await _link.CallAsync(call, taker, ct)).Status is 202)
            {
                throw WarehouseLink.Failure($"{Host} no longer has the result of the statement.", isFinal: false);
            }
        }

        RequireAll(answer.Number("resultSetMetaData", "numRows"), taker);
    }

    private SourceException FailureOf(WarehouseAnswer answer)
    {
        var words = _link.Show(answer.Text("message"));
        return answer.Status is 408
            ? WarehouseLink.Failure(
                $"{Host} stopped the statement after {Options.TimeoutSeconds} seconds "
                    + $"(Sources__…__TimeoutSeconds of \"{Options.Name}\").",
                isFinal: false
            )
            : WarehouseLink.Failure(
                words.Length > 0 ? $"{Host} could not run the statement: {words}" : $"{Host} could not run the statement.",
                isFinal: true
            );
    }

    private byte[] BodyOf(SourceStatement statement)
    {
        var bindings = new JsonObject();
        var position = 0;
        var sql = NamedParameters.Replace(
            statement,
            name =>
            {
                var value = statement.Parameters[name];
                bindings[(++position).ToString(CultureInfo.InvariantCulture)] = new JsonObject
                {
                    ["type"] = value.Number is not null ? "REAL" : "TEXT",
                    ["value"] = TextOf(value),
                };
                return "?";
            }
        );
        var body = new JsonObject
        {
            ["statement"] = sql,
            ["timeout"] = Options.TimeoutSeconds,
            ["parameters"] = new JsonObject { ["timezone"] = "UTC", ["query_tag"] = "governance-portal" },
        };
        if (bindings.Count > 0)
        {
            body["bindings"] = bindings;
        }

        foreach (
            var (name, value) in new[]
            {
                ("database", Options.Database),
                ("schema", Options.Schema),
                ("warehouse", Options.Warehouse),
                ("role", Options.Role),
            }
        )
        {
            if (value.Length > 0)
            {
                body[name] = value;
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private Uri At(string path) => new(_link.Address, path);

    private static AnswerColumn[]? ColumnsOf(JsonElement meta) =>
        meta.ValueKind is JsonValueKind.Object && meta.TryGetProperty("rowType", out var types) && types.ValueKind is JsonValueKind.Array
            ? [.. types.EnumerateArray().Select(ColumnOf)]
            : null;

    private static AnswerColumn ColumnOf(JsonElement column)
    {
        var name = column.TryGetProperty("name", out var said) ? WarehouseAnswer.TextOf(said) : null;
        var type = column.TryGetProperty("type", out var typed) ? WarehouseAnswer.TextOf(typed) : null;
        return new AnswerColumn(
            name ?? throw new JsonException("A column has no name."),
            type?.ToUpperInvariant() switch
            {
                "FIXED" or "NUMBER" or "DECFLOAT" => CellKind.Exact,
                "REAL" or "FLOAT" or "DOUBLE" => CellKind.Floating,
                "BOOLEAN" => CellKind.Boolean,
                "DATE" => CellKind.EpochDays,
                "TIME" => CellKind.SecondsOfDay,
                "TIMESTAMP_NTZ" or "TIMESTAMP_LTZ" or "TIMESTAMP_TZ" => CellKind.EpochSeconds,
                _ => CellKind.Text,
            }
        );
    }
}
