using System.Text.Json.Nodes;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Warehouses;
using Governance.Portal.Tests.Registry;
using Microsoft.AspNetCore.Http;

namespace Governance.Portal.Tests.Monitoring.Sources.Warehouses;

/// <summary>
/// A SQL warehouse that answers over HTTP as the public reference of the <em>Statement Execution API 2.0</em> describes it (calls
/// <c>executeStatement</c>, <c>getStatement</c>, <c>getStatementResultChunkN</c>, <c>cancelExecution</c>) and <em>Authorize
/// service-principal access with OAuth</em>. No answer of the real service was at hand.
/// </summary>
public sealed class DatabricksTests
{
    private const string Submit = "POST /api/2.0/sql/statements";
    private const string Follow = "GET /api/2.0/sql/statements/st-1";
    private const string Cancel = "POST /api/2.0/sql/statements/st-1/cancel";
    private const string Token = "dapi-very-secret";
    private const string Manifest = """
        manifest":{"format":"JSON_ARRAY","schema":{"column_count":4,"columns":[{"name":"at",
        "type_name":"TIMESTAMP","position":0},{"name":"score","type_name":"DOUBLE",
        "position":1},{"name":"country","type_name":"STRING","position":2},{"name":"accepted",
        "type_name":"BOOLEAN","position":3}]},"total_row_count":3,"truncated":false}
        """;

    private const string Rows = """
        [["2026-11-20T00:00:00.000Z","0.5","DE","true"],["2026-11-20T01:00:00.000Z",null,
        "a,b","false"],["2026-11-20T02:00:00.000Z","1.0",null,null]]
        """;

    private const string Csv =
        "at,score,country,accepted\n2026-11-20T00:00:00Z,0.5,DE,true\n2026-11-20T01:00:00Z,,\"a,b\",false\n2026-11-20T02:00:00Z,1,,\n";

    private static readonly SourceStatement s_statement = new(
        "SELECT * FROM `t` WHERE `at` >= :from AND `score` > :least AND `country` <> :name",
        new Dictionary<string, SourceValue>(StringComparer.Ordinal)
        {
            ["from"] = SourceValue.Of(new DateTimeOffset(2026, 11, 20, 1, 0, 0, TimeSpan.FromHours(1))),
            ["least"] = SourceValue.Of(0.1),
            ["name"] = SourceValue.Of("O'Hara"),
        }
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_SmallAnswerInTwoChunks_IsTypedAndWhole()
    {
        await using var server = await WarehouseServer.StartAsync(
            (_, call, response) =>
                WarehouseServer.JsonAsync(
                    response,
                    call.Target == Submit
                        ? $$$"""
                        {"statement_id":"st-1","status":{"state":"SUCCEEDED"},"{{{Manifest}}},"result":{"chunk_index":0,
                        "data_array":[["2026-11-20T00:00:00.000Z","0.5","DE","true"],["2026-11-20T01:00:00.000Z",null,
                        "a,b","false"]],"next_chunk_index":1}}
                        """
                        : """{"chunk_index":1,"data_array":[["2026-11-20T02:00:00.000Z","1.0",null,null]]}"""
                )
        );
        using var connection = Connect(server);

        var rows = await Open(connection).AskAsync(s_statement, 10, Ct);

        Assert.Equal(["at", "score", "country", "accepted"], rows.Columns);
        Assert.Equal(
            [
                ["2026-11-20T00:00:00Z", "0.5", "DE", "true"],
                ["2026-11-20T01:00:00Z", null, "a,b", "false"],
                ["2026-11-20T02:00:00Z", "1", null, null],
            ],
            rows.Rows
        );
        Assert.Equal([Submit, $"{Follow}/result/chunks/1"], server.Targets);
        Assert.All(server.Calls, c => Assert.Equal($"Bearer {Token}", c.Authorization));
        var body = server.Single(Submit).Json;
        Assert.Equal(
            ("wh-7", "main", "scores", "INLINE", "CONTINUE"),
            (
                (string?)body["warehouse_id"],
                (string?)body["catalog"],
                (string?)body["schema"],
                (string?)body["disposition"],
                (string?)body["on_wait_timeout"]
            )
        );
        Assert.Equal(s_statement.Sql, (string?)body["statement"]);
        Assert.Equal(
            """
            [{"name":"from","value":"2026-11-20T00:00:00.000000\u002B00:00","type":"TIMESTAMP"},
            {"name":"least","value":"0.1","type":"DOUBLE"},{"name":"name","value":"O\u0027Hara",
            "type":"STRING"}]
            """.ReplaceLineEndings(""),
            body["parameters"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task Copy_LargeAnswer_IsFetchedFromItsFilesWithoutOurToken()
    {
        await using var server = await WarehouseServer.StartAsync(
            (s, call, response) =>
                call.Target switch
                {
                    Submit => WarehouseServer.JsonAsync(response, """{"statement_id":"st-1","status":{"state":"PENDING"}}"""),
                    Follow when s.Before("polls") < 2 => WarehouseServer.JsonAsync(
                        response,
                        """{"statement_id":"st-1","status":{"state":"RUNNING"}}"""
                    ),
                    Follow => WarehouseServer.JsonAsync(response, Done(s, 0, 1)),
                    $"{Follow}/result/chunks/1" => WarehouseServer.JsonAsync(response, Links(s, 1, null)),
                    "GET /file-0" => WarehouseServer.JsonAsync(response, PartOf(0, 2)),
                    _ => WarehouseServer.JsonAsync(response, PartOf(2, 1)),
                }
        );
        using var connection = Connect(server);

        var (copied, csv) = await Connection.CopyAsync(Open(connection), s_statement, Ct);

        Assert.Equal(Csv, csv);
        Assert.Equal(3, copied.Rows);
        Assert.True(copied.BytesReceived > 500, $"{copied.BytesReceived} bytes");
        Assert.All(
            server.Calls.Where(c => c.Path.StartsWith("/file", StringComparison.Ordinal)),
            c =>
            {
                Assert.Null(c.Authorization);
                Assert.Equal("key-1", c.Headers["x-store-key"]);
            }
        );
        Assert.Equal("EXTERNAL_LINKS", (string?)server.Single(Submit).Json["disposition"]);
    }

    [Fact]
    public async Task Copy_FileThatBreaksOffAndWhoseAddressThenExpires_HasEachRowOnce()
    {
        var rows = $"[{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"""["2026-11-20T00:00:00Z","{i}","DE","true"]"""))}]";
        await using var server = await WarehouseServer.StartAsync(
            (s, call, response) =>
                call.Target switch
                {
                    Submit => WarehouseServer.JsonAsync(
                        response,
                        Done(s, 0, null).Replace("\"total_row_count\":3", "\"total_row_count\":5000", StringComparison.Ordinal)
                    ),
                    "GET /file-0" => s.Before("file") switch
                    {
                        0 => WarehouseServer.HalfAsync(response, rows),
                        1 => WarehouseServer.JsonAsync(response, "<Error/>", 403),
                        _ => WarehouseServer.JsonAsync(response, rows),
                    },
                    _ => WarehouseServer.JsonAsync(response, Links(s, 0, null)),
                }
        );
        using var connection = Connect(server);

        var (copied, csv) = await Connection.CopyAsync(Open(connection), s_statement, Ct);

        Assert.Equal(5_000, copied.Rows);
        Assert.Equal(5_001, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(5_001, csv.Count(c => c == '\n'));
        Assert.Equal(1, server.Count($"{Follow}/result/chunks/0"));
        Assert.Equal(3, server.Count("GET /file-0"));
    }

    [Fact]
    public async Task Copy_AddressThatIsOverBeforeItIsCalled_IsNotCalled()
    {
        var clock = new MovableClock();
        await using var server = await WarehouseServer.StartAsync(
            (s, call, response) =>
                call.Target switch
                {
                    Submit => WarehouseServer.JsonAsync(response, Done(s, 0, null, "2026-11-20T08:00:10Z")),
                    "GET /file-0" => WarehouseServer.JsonAsync(response, Rows),
                    _ => WarehouseServer.JsonAsync(response, Links(s, 0, null, "2026-11-20T08:15:00Z")),
                }
        );
        using var connection = Connect(server, clock);

        var (_, csv) = await Connection.CopyAsync(Open(connection), s_statement, Ct);

        Assert.Equal(Csv, csv);
        Assert.Equal([Submit, $"{Follow}/result/chunks/0", "GET /file-0"], server.Targets);
    }

    [Fact]
    public async Task Copy_FileAtAHostThatIsNotAllowed_NamesTheHostAndNotTheAddress()
    {
        await using var server = await WarehouseServer.StartAsync(
            (s, _, response) =>
                WarehouseServer.JsonAsync(
                    response,
                    Done(s, 0, null).Replace($"{s.Url}file-0", "https://store.example.org/signed-secret", StringComparison.Ordinal)
                )
        );
        using var connection = Connect(server);

        var refused = await Assert.ThrowsAsync<SourceException>(() => Connection.CopyAsync(Open(connection), s_statement, Ct));

        Assert.Contains("store.example.org is neither in Outbound__AllowedHosts", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("signed-secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_BusyService_IsAskedAgainWhenItSaid()
    {
        await using var server = await WarehouseServer.StartAsync(
            (s, _, response) =>
                s.Before("calls") switch
                {
                    0 => WarehouseServer.BusyAsync(response, 429, "7"),
                    1 => WarehouseServer.BusyAsync(response, 503, null),
                    _ => WarehouseServer.JsonAsync(response, Inline(Rows)),
                }
        );
        using var connection = Connect(server);

        Assert.Equal(3, (await Open(connection).AskAsync(s_statement, 10, Ct)).Rows.Count);

        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(1)], connection.Patience.Waits);
    }

    [Fact]
    public async Task Ask_ServiceThatWantsALongRest_PutsTheWorkOff()
    {
        await using var server = await WarehouseServer.StartAsync((_, _, response) => WarehouseServer.BusyAsync(response, 429, "600"));
        using var connection = Connect(server);

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Equal(TimeSpan.FromMinutes(10), refused.RetryAfter);
        Assert.False(refused.IsFinal);
        Assert.Contains("127.0.0.1 received too many requests (429): busy", refused.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Ask_ServiceThatStaysBusy_IsGivenUp()
    {
        await using var server = await WarehouseServer.StartAsync((_, _, response) => WarehouseServer.BusyAsync(response, 503, null));
        using var connection = Connect(server);

        await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Equal(5, server.Calls.Count);
    }

    [Fact]
    public async Task Ask_ServiceThatRepeatsOurToken_IsNotQuoted()
    {
        await using var server = await WarehouseServer.StartAsync(
            (_, call, response) => WarehouseServer.JsonAsync(response, $$$"""{"message":"bad {{{call.Authorization}}}\nhere"}""", 403)
        );
        using var connection = Connect(server);

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Equal("127.0.0.1 denies the account access (403): bad Bearer … here", refused.Message);
        Assert.True(refused.IsFinal);
    }

    [Theory]
    [InlineData("BAD_REQUEST", true)]
    [InlineData("TEMPORARILY_UNAVAILABLE", false)]
    public async Task Ask_StatementThatFails_SaysWhyAndWhetherToTryAgain(string code, bool isFinal)
    {
        await using var server = await WarehouseServer.StartAsync(
            (_, _, response) =>
                WarehouseServer.JsonAsync(
                    response,
                    $$$$"""
                    {"statement_id":"st-1","status":{"state":"FAILED","error":{"error_code":"{{{{code}}}}",
                    "message":"[TABLE_OR_VIEW_NOT_FOUND] t"}}}
                    """
                )
        );
        using var connection = Connect(server);

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Equal("127.0.0.1 could not run the statement: [TABLE_OR_VIEW_NOT_FOUND] t", refused.Message);
        Assert.Equal(isFinal, refused.IsFinal);
    }

    [Theory]
    [InlineData("\"total_row_count\":3", "\"total_row_count\":4", "announced a different number of rows (4) than it sent (3)")]
    [InlineData("\"truncated\":false", "\"truncated\":true", "cut the answer off")]
    [InlineData("\"0.5\"", "\"half\"", "a value in column \"score\" that is not a number")]
    public async Task Ask_AnswerThatIsNotWhatItSays_IsRefused(string said, string instead, string sentence)
    {
        await using var server = await WarehouseServer.StartAsync(
            (_, _, response) => WarehouseServer.JsonAsync(response, Inline(Rows).Replace(said, instead, StringComparison.Ordinal))
        );
        using var connection = Connect(server);

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_GivenUp_IsStoppedAtTheService()
    {
        using var given = new CancellationTokenSource();
        await using var server = await WarehouseServer.StartAsync(
            async (s, call, response) =>
            {
                if (call.Target == Follow && s.Before("polls") == 2)
                {
                    await given.CancelAsync();
                }

                await WarehouseServer.JsonAsync(response, """{"statement_id":"st-1","status":{"state":"RUNNING"}}""");
            }
        );
        using var connection = Connect(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open(connection).AskAsync(s_statement, 10, given.Token));

        Assert.Equal(1, server.Count(Cancel));
    }

    [Fact]
    public async Task Ask_GivenUpWhileItIsHandedIn_IsStoppedAtTheService()
    {
        using var given = new CancellationTokenSource();
        await using var server = await WarehouseServer.StartAsync(
            async (_, call, response) =>
            {
                if (call.Target == Submit)
                {
                    await given.CancelAsync();
                }

                await WarehouseServer.JsonAsync(response, """{"statement_id":"st-1","status":{"state":"RUNNING"}}""");
            }
        );
        using var connection = Connect(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open(connection).AskAsync(s_statement, 10, given.Token));

        Assert.Equal([Submit, Cancel], server.Targets);
    }

    [Fact]
    public async Task Ask_StatementThatTakesTooLong_IsStoppedAndNamesItsSetting()
    {
        await using var server = await WarehouseServer.StartAsync(
            (_, _, response) => WarehouseServer.JsonAsync(response, """{"statement_id":"st-1","status":{"state":"RUNNING"}}""")
        );
        using var connection = Connect(server);
        connection.Settings.TimeoutSeconds = 1;

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Contains("within 1 seconds (Sources__…__TimeoutSeconds of \"lake\")", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Count(Cancel));
    }

    [Fact]
    public async Task Principal_TokenOfAnHour_IsKeptAndRenewed()
    {
        var clock = new MovableClock();
        await using var server = await WarehouseServer.StartAsync(
            (s, call, response) =>
                WarehouseServer.JsonAsync(
                    response,
                    call.Path == "/oidc/v1/token"
                        ? $$$"""{"access_token":"issued-{{{s.Before("tokens")}}}","token_type":"Bearer","expires_in":3600}"""
                        : Inline(Rows)
                )
        );
        using var connection = Connect(server, clock);
        connection.Settings.User = "principal-1";
        var source = Open(connection);

        await source.AskAsync(s_statement, 10, Ct);
        await source.AskAsync(s_statement, 10, Ct);
        clock.Advance(TimeSpan.FromMinutes(59.5));
        await source.AskAsync(s_statement, 10, Ct);

        Assert.Equal(
            [
                $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"principal-1:{Token}"))}",
                "Bearer issued-0",
                "Bearer issued-0",
                $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"principal-1:{Token}"))}",
                "Bearer issued-1",
            ],
            server.Calls.Select(c => c.Authorization)
        );
        Assert.Equal("grant_type=client_credentials&scope=all-apis", server.Calls.First().Body);
    }

    [Fact]
    public async Task Principal_TokenWithdrawnBeforeItsTime_IsReplacedOnce()
    {
        await using var server = await WarehouseServer.StartAsync(
            (s, call, response) =>
                call.Path == "/oidc/v1/token"
                    ? WarehouseServer.JsonAsync(response, $$$"""{"access_token":"issued-{{{s.Before("tokens")}}}","expires_in":3600}""")
                : call.Authorization == "Bearer issued-0" ? WarehouseServer.JsonAsync(response, """{"message":"expired"}""", 401)
                : WarehouseServer.JsonAsync(response, Inline(Rows))
        );
        using var connection = Connect(server);
        connection.Settings.User = "principal-1";

        Assert.Equal(3, (await Open(connection).AskAsync(s_statement, 10, Ct)).Rows.Count);
    }

    [Fact]
    public async Task Principal_ThatIsRefused_IsSaidWithoutItsSecret()
    {
        await using var server = await WarehouseServer.StartAsync(
            (_, _, response) =>
                WarehouseServer.JsonAsync(response, $$$"""{"error":"invalid_client","error_description":"{{{Token}}}"}""", 401)
        );
        using var connection = Connect(server);
        connection.Settings.User = "principal-1";

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Equal("127.0.0.1 did not issue a token for the connection \"lake\" (401, invalid_client).", refused.Message);
    }

    [Fact]
    public async Task Copy_LongFile_IsPassedOnWhileItComes()
    {
        var arrived = new TaskCompletionSource();
        var first = "[" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"""["2026-11-20T00:00:00Z","{i}","DE","true"]"""));
        await using var server = await WarehouseServer.StartAsync(
            async (s, call, response) =>
            {
                if (call.Target == Submit)
                {
                    await WarehouseServer.JsonAsync(
                        response,
                        Done(s, 0, null).Replace("\"total_row_count\":3", "\"total_row_count\":20001", StringComparison.Ordinal)
                    );
                    return;
                }

                await response.WriteAsync(first, Ct);
                await response.Body.FlushAsync(Ct);
                // The second half is written only when the first has reached the place where the CSV goes.
                await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
                await response.WriteAsync(""",["2026-11-20T01:00:00Z","-1","DE","true"]]""", Ct);
            }
        );
        using var connection = Connect(server);
        await using var destination = new Noticing(arrived);

        Assert.Equal(20_001, (await Open(connection).CopyCsvAsync(s_statement, destination, Ct)).Rows);
    }

    [Fact]
    public async Task Copy_PlaceOfTheRowsIsFull_IsNoFailureOfTheService()
    {
        await using var server = await WarehouseServer.StartAsync(
            (s, call, response) => WarehouseServer.JsonAsync(response, call.Target == Submit ? Done(s, 0, null) : Rows)
        );
        using var connection = Connect(server);
        await using var full = new Full();

        var failed = await Assert.ThrowsAsync<IOException>(() => Open(connection).CopyCsvAsync(s_statement, full, Ct));

        Assert.Equal("No space left on device", failed.Message);
    }

    private static string Inline(string rows) =>
        $$$"""
            {"statement_id":"st-1","status":{"state":"SUCCEEDED"},"{{{Manifest}}},"result":{"chunk_index":0,
            "row_count":3,"data_array":{{{rows}}}}}
            """;

    private static string Done(WarehouseServer server, int chunk, int? next, string expires = "2099-01-01T00:00:00Z") =>
        $$$"""{"statement_id":"st-1","status":{"state":"SUCCEEDED"},"{{{Manifest}}},"result":{{{Links(server, chunk, next, expires)}}}}""";

    private static string Links(WarehouseServer server, int chunk, int? next, string expires = "2099-01-01T00:00:00Z") =>
        new JsonObject
        {
            ["external_links"] = new JsonArray(
                new JsonObject
                {
                    ["chunk_index"] = chunk,
                    ["external_link"] = $"{server.Url}file-{chunk}",
                    ["expiration"] = expires,
                    ["http_headers"] = new JsonObject { ["x-store-key"] = "key-1", ["Authorization"] = "never" },
                    ["next_chunk_index"] = next,
                }
            ),
        }.ToJsonString();

    private static string PartOf(int skip, int take) =>
        new JsonArray([.. JsonNode.Parse(Rows)!.AsArray().Skip(skip).Take(take).Select(r => r!.DeepClone())]).ToJsonString();

    private static Connection Connect(WarehouseServer server, TimeProvider? clock = null) =>
        new(
            new SourceOptions
            {
                Name = "lake",
                Kind = "databricks",
                Address = server.Url.AbsoluteUri,
                Warehouse = "wh-7",
                Database = "main",
                Schema = "scores",
                Secret = Token,
            },
            clock
        );

    private static ISqlSource Open(Connection connection) => new DatabricksFactory(connection.Parts).Open(connection.Settings);

    private sealed class Noticing(TaskCompletionSource arrived) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            arrived.TrySetResult();
            return base.WriteAsync(buffer, cancellationToken);
        }
    }

    private sealed class Full : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("No space left on device");
    }
}
