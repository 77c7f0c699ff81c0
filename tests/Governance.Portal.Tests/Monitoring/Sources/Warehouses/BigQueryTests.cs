using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Warehouses;
using Governance.Portal.Tests.Registry;

namespace Governance.Portal.Tests.Monitoring.Sources.Warehouses;

/// <summary>
/// A service that answers over HTTP as the public reference of the <em>BigQuery API v2</em> (<c>jobs.query</c>,
/// <c>jobs.getQueryResults</c>, <c>jobs.cancel</c>) and <em>Using OAuth 2.0 for server to server applications</em> describe it. No answer
/// of the real service was at hand.
/// </summary>
public sealed class BigQueryTests
{
    private const string Submit = "POST /bigquery/v2/projects/risk-lab/queries";
    private const string Follow = "GET /bigquery/v2/projects/risk-lab/queries/job_1";
    private const string Cancel = "POST /bigquery/v2/projects/risk-lab/jobs/job_1/cancel";
    private const string Schema = """
        schema":{"fields":[{"name":"at","type":"TIMESTAMP"},{"name":"day","type":"DATE"},
        {"name":"local","type":"DATETIME"},{"name":"score","type":"FLOAT"},{"name":"n",
        "type":"INTEGER"},{"name":"ok","type":"BOOLEAN"},{"name":"name","type":"STRING"}]}
        """;

    private static readonly RSA s_key = RSA.Create(2048);

    private static readonly SourceStatement s_statement = new(
        "SELECT * FROM `t` WHERE `at` >= :from AND `score` > :least AND `name` <> ':from'",
        new Dictionary<string, SourceValue>(StringComparer.Ordinal)
        {
            ["from"] = SourceValue.Of(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero)),
            ["least"] = SourceValue.Of(0.25),
        }
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copy_AnswerInPages_IsWrittenAsAnUploadHasIt()
    {
        await using var server = await StartAsync(
            (s, call, response) =>
                call.Target == Submit ? WarehouseServer.JsonAsync(response, NotYet)
                : call.Query.Contains("pageToken=p%2B2", StringComparison.Ordinal)
                    ? WarehouseServer.JsonAsync(
                        response,
                        $$$"""{"{{{Schema}}},"jobComplete":true,"totalRows":"3","rows":[{{{Row("1763600400500000", "-Infinity", "x")}}}]}"""
                    )
                : s.Before("polls") < 1 ? WarehouseServer.JsonAsync(response, NotYet)
                : WarehouseServer.JsonAsync(
                    response,
                    $$$"""
                    {"{{{Schema}}},"jobReference":{"projectId":"risk-lab","jobId":"job_1","location":"EU"},
                    "jobComplete":true,"totalRows":"3","pageToken":"p+2","rows":[{{{Row("1763596800000000", "0.1", "a,b")}}},
                    {"f":[{"v":null},{"v":null},{"v":null},{"v":null},{"v":null},{"v":null},
                    {"v":null}]}]}
                    """
                )
        );
        using var connection = Connect(server);

        var (copied, csv) = await Connection.CopyAsync(Open(connection), s_statement, Ct);

        Assert.Equal(
            "at,day,local,score,n,ok,name\n"
                + "2025-11-20T00:00:00Z,2025-11-20,2025-11-20T10:00:00Z,0.1,9007199254740993,true,\"a,b\"\n,,,,,,\n"
                + "2025-11-20T01:00:00.5Z,2025-11-20,2025-11-20T10:00:00Z,-Infinity,9007199254740993,true,x\n",
            csv
        );
        Assert.Equal(3, copied.Rows);
        Assert.All(
            server.Calls.Where(c => c.Target == Follow),
            c => Assert.Contains("location=EU&timeoutMs=5000&formatOptions.useInt64Timestamp=true", c.Query, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Statement_WithNamedParameters_KeepsTheirNamesAndTypes()
    {
        await using var server = await StartAsync((_, _, response) => WarehouseServer.JsonAsync(response, Done()));
        using var connection = Connect(server);

        await Open(connection).AskAsync(s_statement, 10, Ct);

        var body = server.Single(Submit).Json;
        Assert.Equal("SELECT * FROM `t` WHERE `at` >= @from AND `score` > @least AND `name` <> ':from'", (string?)body["query"]);
        Assert.Equal(
            """
            [{"name":"from","parameterType":{"type":"TIMESTAMP"},"parameterValue":{"value":"2026-11-20T00:00:00.000000\u002B00:00"}},
            {"name":"least","parameterType":{"type":"FLOAT64"},"parameterValue":{"value":"0.25"}}]
            """.ReplaceLineEndings(""),
            body["queryParameters"]!.ToJsonString()
        );
        Assert.Equal(
            ("NAMED", false, "EU", "scores", "300000"),
            (
                (string?)body["parameterMode"],
                (bool)body["useLegacySql"]!,
                (string?)body["location"],
                (string?)body["defaultDataset"]!["datasetId"],
                (string?)body["jobTimeoutMs"]
            )
        );
        Assert.True(Guid.TryParse((string?)body["requestId"], out _));
        Assert.Null(body["maximumBytesBilled"]);
    }

    [Fact]
    public async Task Bound_ThatAStatementWouldPass_IsAskedBeforeItIsRun()
    {
        await using var server = await StartAsync((_, _, response) => WarehouseServer.JsonAsync(response, Estimate(2_000_001)));
        using var connection = Connect(server);
        connection.Settings.MostBytes = 2_000_000;

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Contains(
            "would read 2000001 bytes, more than 2000000 (Sources__…__MostBytes of \"bq\")",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.True((bool)server.Single(Submit).Json["dryRun"]!);
    }

    [Fact]
    public async Task Bound_ThatAStatementKeeps_GoesWithIt()
    {
        await using var server = await StartAsync(
            (_, call, response) => WarehouseServer.JsonAsync(response, (bool?)call.Json["dryRun"] is true ? Estimate(2_000_000) : Done())
        );
        using var connection = Connect(server);
        connection.Settings.MostBytes = 2_000_000;

        await Open(connection).AskAsync(s_statement, 10, Ct);

        Assert.Equal("2000000", (string?)server.Calls.Last(c => c.Target == Submit).Json["maximumBytesBilled"]);
    }

    [Theory]
    [InlineData("rateLimitExceeded", 5, false)]
    [InlineData("accessDenied", 1, true)]
    public async Task Refusal_OfTooManyCalls_IsToldFromOneOfRights(string reason, int calls, bool isFinal)
    {
        await using var server = await StartAsync(
            (_, _, response) =>
                WarehouseServer.JsonAsync(
                    response,
                    $$$"""{"error":{"code":403,"message":"No.","errors":[{"reason":"{{{reason}}}"}],"status":"PERMISSION_DENIED"}}""",
                    403
                )
        );
        using var connection = Connect(server);

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Equal(isFinal, refused.IsFinal);
        Assert.EndsWith("(403): No.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(calls, server.Count(Submit));
    }

    [Fact]
    public async Task Statement_ThatIsWrong_SaysWhy()
    {
        await using var server = await StartAsync(
            (_, _, response) =>
                WarehouseServer.JsonAsync(
                    response,
                    """{"error":{"code":400,"message":"Unrecognized name: scor at [1:8]","errors":[{"reason":"invalidQuery"}]}}""",
                    400
                )
        );
        using var connection = Connect(server);

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Equal("127.0.0.1 answered with 400: Unrecognized name: scor at [1:8]", refused.Message);
        Assert.True(refused.IsFinal);
    }

    [Fact]
    public async Task Account_Key_SignsForTheTokenEndpointAndIsNotSentAnywhere()
    {
        var clock = new MovableClock();
        await using var server = await StartAsync((_, _, response) => WarehouseServer.JsonAsync(response, Done()));
        using var connection = Connect(server, clock);
        var source = Open(connection);

        await source.AskAsync(s_statement, 10, Ct);
        await source.AskAsync(s_statement, 10, Ct);
        clock.Advance(TimeSpan.FromMinutes(59.5));
        await source.AskAsync(s_statement, 10, Ct);

        var asked = server.Calls.Where(c => c.Path == "/token").ToList();
        Assert.Equal(2, asked.Count);
        Assert.Equal(
            ["Bearer issued-0", "Bearer issued-0", "Bearer issued-1"],
            server.Calls.Where(c => c.Target == Submit).Select(c => c.Authorization)
        );
        var form = HttpUtility.ParseQueryString(asked[0].Body);
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"]);
        var parts = form["assertion"]!.Split('.');
        Assert.True(
            s_key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        Assert.Equal(
            ("reader@risk-lab.example", "https://www.googleapis.com/auth/bigquery", $"{server.Url}token"),
            ((string?)claims["iss"], (string?)claims["scope"], (string?)claims["aud"])
        );
        Assert.Equal("key-9", (string?)JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!["kid"]);
        Assert.DoesNotContain(server.Calls, c => c.Body.Contains("PRIVATE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Account_ThatIsNone_IsSaidWithoutItsText()
    {
        await using var server = await StartAsync((_, _, response) => WarehouseServer.JsonAsync(response, Done()));
        using var connection = Connect(server);
        connection.Settings.Secret = """{"private_key":"hidden"}""";

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Equal("The secret of the connection \"bq\" is not a service account key in JSON.", refused.Message);
    }

    [Fact]
    public async Task Page_NamedTwice_EndsTheReading()
    {
        await using var server = await StartAsync(
            (_, _, response) =>
                WarehouseServer.JsonAsync(
                    response,
                    Done().Replace("\"jobComplete\"", "\"pageToken\":\"p\",\"jobComplete\"", StringComparison.Ordinal)
                )
        );
        using var connection = Connect(server);

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Contains("named a part of its answer twice", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statement_GivenUp_IsStoppedAtTheService()
    {
        using var given = new CancellationTokenSource();
        await using var server = await StartAsync(
            async (s, call, response) =>
            {
                if (call.Target == Follow && s.Before("polls") == 1)
                {
                    await given.CancelAsync();
                }

                await WarehouseServer.JsonAsync(response, NotYet);
            }
        );
        using var connection = Connect(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open(connection).AskAsync(s_statement, 10, given.Token));

        Assert.Equal(1, server.Count(Cancel));
        Assert.Contains("location=EU", server.Single(Cancel).Query, StringComparison.Ordinal);
    }

    private const string NotYet = """{"jobReference":{"projectId":"risk-lab","jobId":"job_1","location":"EU"},"jobComplete":false}""";

    private static string Done() =>
        $$$"""
            {"{{{Schema}}},"jobReference":{"projectId":"risk-lab","jobId":"job_1","location":"EU"},
            "totalRows":"1","rows":[{{{Row("1763596800000000", "0.1", "a")}}}],"jobComplete":true}
            """;

    private static string Estimate(long bytes) =>
        $$$"""{"{{{Schema}}},"jobReference":{"projectId":"risk-lab"},"totalBytesProcessed":"{{{bytes}}}","jobComplete":true}""";

    private static string Row(string at, string score, string name) =>
        $$$"""
            {"f":[{"v":"{{{at}}}"},{"v":"2025-11-20"},{"v":"2025-11-20T10:00:00"},{"v":"{{{score}}}"},
            {"v":"9007199254740993"},{"v":"true"},{"v":"{{{name}}}"}]}
            """;

    private static Task<WarehouseServer> StartAsync(
        Func<WarehouseServer, ReceivedCall, Microsoft.AspNetCore.Http.HttpResponse, Task> answer
    ) =>
        WarehouseServer.StartAsync(
            (s, call, response) =>
                call.Path == "/token"
                    ? WarehouseServer.JsonAsync(response, $$$"""{"access_token":"issued-{{{s.Before("tokens")}}}","expires_in":3600}""")
                    : answer(s, call, response)
        );

    private static Connection Connect(WarehouseServer server, TimeProvider? clock = null) =>
        new(
            new SourceOptions
            {
                Name = "bq",
                Kind = "bigquery",
                Address = server.Url.AbsoluteUri,
                Warehouse = "EU",
                Database = "risk-lab",
                Schema = "scores",
                Secret = new JsonObject
                {
                    ["type"] = "service_account",
                    ["client_email"] = "reader@risk-lab.example",
                    ["private_key"] = s_key.ExportPkcs8PrivateKeyPem(),
                    ["private_key_id"] = "key-9",
                    ["token_uri"] = $"{server.Url}token",
                }.ToJsonString(),
            },
            clock
        );

    private static ISqlSource Open(Connection connection) => new BigQueryFactory(connection.Parts).Open(connection.Settings);
}
