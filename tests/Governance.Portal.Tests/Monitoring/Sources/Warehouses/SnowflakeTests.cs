using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Warehouses;
using Governance.Portal.Tests.Registry;

namespace Governance.Portal.Tests.Monitoring.Sources.Warehouses;

/// <summary>
/// A service that answers over HTTP as Snowflake's public pages <em>Snowflake SQL API reference</em>, <em>Submitting a request to execute
/// SQL statements</em>, <em>Handling responses</em> and <em>Authenticating to the server</em> describe it. No answer of the real service
/// was at hand.
/// </summary>
public sealed class SnowflakeTests
{
    private const string Submit = "POST /api/v2/statements";
    private const string Follow = "GET /api/v2/statements/h-1";
    private const string Cancel = "POST /api/v2/statements/h-1/cancel";
    private const string Running = """
        {"code":"333334","message":"Asynchronous execution in progress.","statementHandle":"h-1",
        "statementStatusUrl":"/api/v2/statements/h-1"}
        """;

    private static readonly RSA s_key = RSA.Create(2048);

    private static readonly SourceStatement s_statement = new(
        "SELECT \"x:until\", ':from' FROM t WHERE at >= to_timestamp_tz(:from) AND at < to_timestamp_tz(:until) "
            + "AND s > :least AND b >= :from",
        new Dictionary<string, SourceValue>(StringComparer.Ordinal)
        {
            ["from"] = SourceValue.Of(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero)),
            ["until"] = SourceValue.Of(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero)),
            ["least"] = SourceValue.Of(0.25),
        }
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copy_PartitionsOfAnAnswer_AreUnpackedAndWrittenAsAnUploadHasThem()
    {
        await using var server = await WarehouseServer.StartAsync(
            (s, call, response) =>
                call.Target == Submit ? WarehouseServer.JsonAsync(response, Running, 202)
                : call.Query == "?partition=1"
                    ? WarehouseServer.GzipAsync(
                        response,
                        """{"data":[["-7.25","NaN","false","20412","1763600400.000000000","1763600400.500000000 1560","x"]]}"""
                    )
                : s.Before("polls") < 2 ? WarehouseServer.JsonAsync(response, Running, 202)
                : WarehouseServer.JsonAsync(response, Answer(2))
        );
        using var connection = Connect(server);

        var (copied, csv) = await Connection.CopyAsync(Open(connection), s_statement, Ct);

        Assert.Equal(
            "N,F,B,D,T,Z,S\n12.50,0.1,true,2025-11-20,2025-11-20T00:00:00Z,2025-11-20T00:00:00Z,\"a \"\"b\"\"\"\n,,,,,,\n"
                + "-7.25,NaN,false,2025-11-20,2025-11-20T01:00:00Z,2025-11-20T01:00:00.5Z,x\n",
            csv
        );
        Assert.Equal(3, copied.Rows);
        Assert.Equal([Submit, Follow, Follow, Follow, Follow], server.Targets);
    }

    [Fact]
    public async Task Statement_WithNamedParameters_BindsThemByPosition()
    {
        await using var server = await WarehouseServer.StartAsync((_, _, response) => WarehouseServer.JsonAsync(response, Answer(1)));
        using var connection = Connect(server);
        connection.Settings.Role = "READER";

        await Open(connection).AskAsync(s_statement, 10, Ct);

        var call = server.Single(Submit);
        Assert.Equal(
            "SELECT \"x:until\", ':from' FROM t WHERE at >= to_timestamp_tz(?) AND at < to_timestamp_tz(?) AND s > ? AND b >= ?",
            (string?)call.Json["statement"]
        );
        Assert.Equal(
            [
                "TEXT 2026-11-20T00:00:00.000000+00:00",
                "TEXT 2026-11-21T00:00:00.000000+00:00",
                "REAL 0.25",
                "TEXT 2026-11-20T00:00:00.000000+00:00",
            ],
            Enumerable.Range(1, 4).Select(i => call.Json["bindings"]![$"{i}"]!).Select(b => $"{(string?)b["type"]} {(string?)b["value"]}")
        );
        Assert.Equal(
            ("UTC", 300, "SCORES", "PUBLIC", "READING", "READER"),
            (
                (string?)call.Json["parameters"]!["timezone"],
                (int)call.Json["timeout"]!,
                (string?)call.Json["database"],
                (string?)call.Json["schema"],
                (string?)call.Json["warehouse"],
                (string?)call.Json["role"]
            )
        );
        Assert.Contains("async=true", call.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyPair_Token_IsSignedForAccountUserAndKey()
    {
        var clock = new MovableClock();
        await using var server = await WarehouseServer.StartAsync((_, _, response) => WarehouseServer.JsonAsync(response, Answer(1)));
        using var connection = Connect(server, clock);
        var source = Open(connection);

        await source.AskAsync(s_statement, 10, Ct);
        await source.AskAsync(s_statement, 10, Ct);
        clock.Advance(TimeSpan.FromMinutes(46));
        await source.AskAsync(s_statement, 10, Ct);

        var tokens = server.Calls.Select(c => c.Authorization!["Bearer ".Length..]).ToList();
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[1], tokens[2]);
        Assert.All(server.Calls, c => Assert.Equal("KEYPAIR_JWT", c.Headers["X-Snowflake-Authorization-Token-Type"]));
        var parts = tokens[0].Split('.');
        Assert.True(
            s_key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        var fingerprint = Convert.ToBase64String(SHA256.HashData(s_key.ExportSubjectPublicKeyInfo()));
        Assert.Equal(("127.READER_BOT", $"127.READER_BOT.SHA256:{fingerprint}"), ((string?)claims["sub"], (string?)claims["iss"]));
        Assert.InRange((long)claims["exp"]! - (long)claims["iat"]!, 60, 3600);
        Assert.Equal("RS256", (string?)JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!["alg"]);
    }

    [Theory]
    [InlineData("https://myorg-risk.snowflakecomputing.com", "MYORG-RISK")]
    [InlineData("https://xy12345.eu-central-1.snowflakecomputing.com", "XY12345")]
    [InlineData("https://myorg-my_account.privatelink.snowflakecomputing.com/", "MYORG-MY_ACCOUNT")]
    public void Account_OfAnAddress_IsItsFirstLabel(string address, string account) =>
        Assert.Equal(account, SnowflakeKeyPair.AccountOf(new Uri(address)));

    [Fact]
    public async Task OtherToken_IsSentAsItIs()
    {
        await using var server = await WarehouseServer.StartAsync((_, _, response) => WarehouseServer.JsonAsync(response, Answer(1)));
        using var connection = Connect(server);
        connection.Settings.Secret = "oauth-token";

        await Open(connection).AskAsync(s_statement, 10, Ct);

        Assert.Equal("Bearer oauth-token", server.Single(Submit).Authorization);
        Assert.False(server.Single(Submit).Headers.ContainsKey("X-Snowflake-Authorization-Token-Type"));
    }

    [Fact]
    public async Task Submit_WhoseAnswerIsLost_IsSentAgainUnderTheSameId()
    {
        await using var server = await WarehouseServer.StartAsync(
            (s, _, response) =>
                s.Before("calls") == 0 ? WarehouseServer.HalfAsync(response, Running) : WarehouseServer.JsonAsync(response, Answer(1))
        );
        using var connection = Connect(server);

        await Open(connection).AskAsync(s_statement, 10, Ct);

        var queries = server.Calls.Select(c => c.Query).ToList();
        Assert.Equal($"{queries[0]}&retry=true", queries[1]);
        Assert.Matches("requestId=[0-9a-f]{8}-", queries[0]);
    }

    [Fact]
    public async Task Copy_PartitionThatBreaksOff_HasEachRowOnce()
    {
        var rows = string.Join(
            ',',
            Enumerable.Range(0, 4_000).Select(i => $"""["{i}",null,null,null,null,null,"{new string('x', 40)}"]""")
        );
        await using var server = await WarehouseServer.StartAsync(
            (s, call, response) =>
                call.Query == "?partition=1"
                    ? s.Before("partition") == 0
                        ? WarehouseServer.HalfAsync(response, $$$"""{"data":[{{{rows}}}]}""")
                        : WarehouseServer.JsonAsync(response, $$$"""{"data":[{{{rows}}}]}""")
                    : WarehouseServer.JsonAsync(response, Answer(2, 4_002))
        );
        using var connection = Connect(server);

        var (copied, csv) = await Connection.CopyAsync(Open(connection), s_statement, Ct);

        Assert.Equal(4_002, copied.Rows);
        Assert.Equal(4_000, csv.Split('\n').Where(l => l.EndsWith('x')).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4_003, csv.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(422, "127.0.0.1 could not run the statement: SQL compilation error: Object 'T' does not exist.", true)]
    [InlineData(408, "127.0.0.1 stopped the statement after 300 seconds (Sources__…__TimeoutSeconds of \"flake\").", false)]
    public async Task Statement_ThatFails_SaysWhy(int status, string sentence, bool isFinal)
    {
        await using var server = await WarehouseServer.StartAsync(
            (_, call, response) =>
                call.Target == Submit
                    ? WarehouseServer.JsonAsync(response, Running, 202)
                    : WarehouseServer.JsonAsync(
                        response,
                        """
                        {"code":"002003","message":"SQL compilation error:\nObject 'T' does not exist.",
                        "sqlState":"42S02","statementHandle":"h-1"}
                        """,
                        status
                    )
        );
        using var connection = Connect(server);

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Equal(sentence, refused.Message);
        Assert.Equal(isFinal, refused.IsFinal);
    }

    [Fact]
    public async Task Statement_GivenUp_IsStoppedAtTheService()
    {
        using var given = new CancellationTokenSource();
        await using var server = await WarehouseServer.StartAsync(
            async (s, call, response) =>
            {
                if (call.Target == Follow && s.Before("polls") == 1)
                {
                    await given.CancelAsync();
                }

                await WarehouseServer.JsonAsync(response, Running, 202);
            }
        );
        using var connection = Connect(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open(connection).AskAsync(s_statement, 10, given.Token));

        Assert.Equal(1, server.Count(Cancel));
    }

    [Theory]
    [InlineData("no key", "is not a token")]
    [InlineData(
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "does not contain an RSA key in PEM format without a passphrase"
    )]
    public async Task Secret_ThatIsNone_IsSaidWithoutIt(string secret, string sentence)
    {
        await using var server = await WarehouseServer.StartAsync((_, _, response) => WarehouseServer.JsonAsync(response, Answer(1)));
        using var connection = Connect(server);
        connection.Settings.Secret = secret;

        var refused = await Assert.ThrowsAsync<SourceException>(() => Open(connection).AskAsync(s_statement, 10, Ct));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    private static string Answer(int partitions, int rows = -1) =>
        $$$"""
            {"resultSetMetaData":{"numRows":{{{(rows < 0 ? partitions + 1 : rows)}}},
            "format":"jsonv2","partitionInfo":[{{{string.Join(',', Enumerable.Repeat("{\"rowCount\":1}", partitions))}}}],
            "rowType":[{"name":"N","type":"FIXED","scale":2},{"name":"F","type":"REAL"},
            {"name":"B","type":"BOOLEAN"},{"name":"D","type":"DATE"},{"name":"T","type":"TIMESTAMP_NTZ"},
            {"name":"Z","type":"TIMESTAMP_TZ"},{"name":"S","type":"TEXT"}]},"data":[["12.50",
            "0.1","true","20412","1763596800.000000000","1763596800.000000000 1440",
            "a \"b\""],[null,null,null,null,null,null,null]],"code":"090001","statementHandle":"h-1",
            "message":"Statement executed successfully."}
            """;

    private static Connection Connect(WarehouseServer server, TimeProvider? clock = null) =>
        new(
            new SourceOptions
            {
                Name = "flake",
                Kind = "snowflake",
                Address = server.Url.AbsoluteUri,
                Warehouse = "READING",
                Database = "SCORES",
                Schema = "PUBLIC",
                User = "reader_bot",
                Secret = s_key.ExportPkcs8PrivateKeyPem(),
            },
            clock
        );

    private static ISqlSource Open(Connection connection) => new SnowflakeFactory(connection.Parts).Open(connection.Settings);
}
