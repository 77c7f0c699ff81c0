using System.Text.Json;
using Governance.Cli.Tests.Gates;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Models;

public sealed class ModelTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Register_AllOptions_SendsThem()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json("""{"name":"fraud","owner":"o@b.example","riskClass":"high"}""", 201)
        );

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "model",
                "register",
                "--model",
                "fraud",
                "--owner",
                "o@b.example",
                "--risk-class",
                "high",
                "--deputy",
                "d@b.example",
                "--tag",
                "unit=retail",
                "--tag",
                "x=a=b"
            )
        );

        var request = Assert.Single(portal.Requests);
        Assert.Equal(("POST", "/api/v1/models"), (request.Method, request.Path));
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(
            """{"name":"fraud","owner":"o@b.example","riskClass":"high","deputies":["d@b.example"],"tags":{"unit":"retail","x":"a=b"}}""",
            Compact(body.RootElement)
        );
    }

    [Theory]
    [InlineData("model")]
    [InlineData(null)]
    public async Task AddVersion_File_IsDeclaredByItsDigestAndSentAsItIs(string? prefix)
    {
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        var file = _run.File("model.onnx", bytes);
        var data = _run.File("train.csv", "a,b\n1,2\n");
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json("""{"model":"fraud","version":"1.4.0"}""", 201));
        string[] args =
        [
            "version",
            "add",
            "--model",
            "fraud",
            "--version",
            "1.4.0",
            "--file",
            file,
            "--commit",
            "4f2a91c",
            "--repository",
            "https://git.example/f",
            "--metric",
            "auc=0.91",
            "--dataset",
            $"name=train,version=1,role=training,file={data}",
        ];

        Assert.Equal(0, await _run.InvokeAsync(portal, prefix is null ? args : [prefix, .. args]));

        var (post, put) = (portal.Requests.First(), portal.Requests.Last());
        using var body = JsonDocument.Parse(post.Body);
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        Assert.Equal(sha256, body.RootElement.GetProperty("artifact").GetProperty("sha256").GetString());
        Assert.Equal(3_000_000, body.RootElement.GetProperty("artifact").GetProperty("sizeBytes").GetInt64());
        Assert.Equal(0.91, body.RootElement.GetProperty("metrics").GetProperty("auc").GetDouble());
        Assert.Equal(GateCheckTests.Sha256("a,b\n1,2\n"), body.RootElement.GetProperty("datasets")[0].GetProperty("sha256").GetString());
        Assert.Equal(("PUT", "/api/v1/models/fraud/versions/1.4.0/artifact"), (put.Method, put.Path));
        Assert.Equal("3000000", put.Header("Content-Length"));
        Assert.Equal(bytes, put.Body);
    }

    [Fact]
    public async Task AddVersion_ManifestDeclaresOtherFile_IsRefusedBeforeAsking()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json("{}", 201));
        var manifest = _run.File("version.json", """{"artifact":{"sha256":"00"},"metrics":{"auc":0.9}}""");

        Assert.Equal(
            1,
            await _run.InvokeAsync(
                portal,
                "model",
                "version",
                "add",
                "--model",
                "m",
                "--version",
                "1",
                "--file",
                _run.File("m.bin", "x"),
                "--manifest",
                manifest
            )
        );
        Assert.Empty(portal.Requests);
    }

    [Theory]
    [InlineData("{\n\"artifact\": nope}", "line 2")]
    [InlineData("[1]", "does not contain a JSON object")]
    [InlineData("{\"a\":1,\"a\":2}", "\"a\"")]
    public async Task AddVersion_ManifestMalformed_IsWrongUsage(string text, string words)
    {
        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "model",
                "version",
                "add",
                "--model",
                "m",
                "--version",
                "1",
                "--file",
                _run.File("m.bin", "x"),
                "--manifest",
                _run.File("v.json", text),
                "--server",
                "http://127.0.0.1:1",
            ])
        );
        Assert.Contains(words, _run.Error);
    }

    [Fact]
    public async Task AddVersion_MetricsFile_TakesWhatPerformanceMeasured()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json("{}", 201));
        var log = _run.File("test.csv", "label,score\n1,0.9\n0,0.2\n1,0.8\n0,0.7\n");
        var measured = Path.Combine(_run.Folder, "performance.json");
        Assert.Equal(0, await _run.InvokeAsync(["analyze", "performance", "--data", log, "-o", $"json={measured}"]));

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "model",
                "version",
                "add",
                "--model",
                "m",
                "--version",
                "1",
                "--file",
                log,
                "--metrics-file",
                measured
            )
        );

        using var body = JsonDocument.Parse(portal.Requests.First().Body);
        Assert.Equal(1, body.RootElement.GetProperty("metrics").GetProperty("auc").GetDouble());
        // One of two negatives is above 0.5.
        Assert.Equal(0.5, body.RootElement.GetProperty("metrics").GetProperty("fpr").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task Upload_BytesDifferFromDeclared_FailsTheVerification()
    {
        await using var portal = await StubPortal.StartAsync(r =>
            r.Method == "PUT"
                ? StubAnswer.Problem(422, "The bytes have another SHA-256.")
                : StubAnswer.Json($$$"""{"artifact":{"sha256":"{{{GateCheckTests.Sha256("x")}}}"}}""")
        );

        Assert.Equal(
            1,
            await _run.InvokeAsync(portal, "model", "upload", "--model", "m", "--version", "1", "--file", _run.File("other.bin", "y"))
        );
        Assert.DoesNotContain(portal.Requests, r => r.Method == "PUT"); // told apart here already

        Assert.Equal(
            1,
            await _run.InvokeAsync(portal, "model", "upload", "--model", "m", "--version", "1", "--file", _run.File("m.bin", "x"))
        );
        Assert.Contains("another SHA-256", _run.Error);
    }

    [Fact]
    public async Task Evidence_File_IsSentAsAFormAndItsDigestCompared()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json($$"""{"id":"EVD-0007","kind":"fairness","sha256":"{{GateCheckTests.Sha256("{}")}}"}""", 201)
        );
        string[] args =
        [
            "model",
            "evidence",
            "add",
            "--model",
            "m",
            "--version",
            "1",
            "--kind",
            "fairness",
            "--tool",
            "t",
            "--produced-at",
            "2026-03-01T10:00:00+01:00",
        ];

        Assert.Equal(0, await _run.InvokeAsync(portal, [.. args, "--file", _run.File("fairness.json", "{}")]));
        var request = portal.Requests.First();
        Assert.Equal("/api/v1/models/m/versions/1/evidence", request.Path);
        Assert.StartsWith("multipart/form-data", request.Header("Content-Type"));
        Assert.Contains("2026-03-01T09:00:00Z", request.Text);
        Assert.Contains("filename=fairness.json", request.Text);

        Assert.Equal(1, await _run.InvokeAsync(portal, [.. args, "--file", _run.File("fairness.json", "{ }")]));
        Assert.Contains("stored different bytes", _run.Error);
    }

    [Theory]
    [InlineData("unreadable", "it could not be read")]
    [InlineData("notMeasured", "it measured nothing")]
    public async Task Evidence_ThatDoesNotCount_IsToldAtOnce_AndStopsWhereAsked(string member, string words)
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json(
                $$"""{"id":"EVD-0007","kind":"sbom","sha256":"{{GateCheckTests.Sha256("{}")}}","{{member}}":"lists no component"}""",
                201
            )
        );
        string[] add =
        [
            "model",
            "evidence",
            "add",
            "--model",
            "m",
            "--version",
            "1",
            "--kind",
            "sbom",
            "--tool",
            "t",
            "--file",
            _run.File("bom.json", "{}"),
        ];

        Assert.Equal(0, await _run.InvokeAsync(portal, add));
        Assert.Contains($"It does not count at gates: {words} (lists no component).", _run.Out);
        Assert.Equal(1, await _run.InvokeAsync(portal, [.. add, "--must-count"]));
    }

    [Theory]
    [InlineData("pass", 0)]
    [InlineData("warn", 0)]
    [InlineData("fail", 1)]
    [InlineData("error", 1)]
    [InlineData("unheard-of", 1)]
    public async Task Promote_OutcomeOfGate_BecomesExitCode(string outcome, int expected)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Promotion(outcome), 201));

        Assert.Equal(
            expected,
            await _run.InvokeAsync(
                portal,
                "promote",
                "--model",
                "m",
                "--version",
                "1",
                "--to",
                "production",
                "--reason",
                "@home it is better"
            )
        );
        Assert.Contains("APR-0012", _run.Out);
        using var body = JsonDocument.Parse(Assert.Single(portal.Requests).Body);
        Assert.Equal("@home it is better", body.RootElement.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Promote_AlreadyOpen_ExitsWith1NamingIt()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(409, "APR-0011 is open for this version."));

        Assert.Equal(
            1,
            await _run.InvokeAsync(portal, "model", "promote", "--model", "m", "--version", "1", "--to", "production", "--reason", "r")
        );
        Assert.Contains("APR-0011", _run.Error);
    }

    [Fact]
    public async Task Status_Version_ListsItsPromotionsFromAllPages()
    {
        await using var portal = await StubPortal.StartAsync(r =>
            r switch
            {
                { Path: "/api/v1/models/m" } => StubAnswer.Json("""{"name":"m","owner":"o@b.example","riskClass":null}"""),
                { Path: "/api/v1/models/m/production" } => StubAnswer.Problem(404, "None."),
                { Path: "/api/v1/models/m/versions/1.0" } => StubAnswer.Json(
                    """{"version":"1.0","stage":"staging","artifact":{"sha256":"ab"}}"""
                ),
                { Path: "/api/v1/promotions" } when r.Query.Contains("cursor=next") => StubAnswer.Json(
                    """{"items":[{"id":"APR-0001","version":"1.0","to":"production","state":"open"}],"nextCursor":null}"""
                ),
                _ => StubAnswer.Json(
                    """{"items":[{"id":"APR-0002","version":"2.0","to":"production","state":"open"}],"nextCursor":"next"}"""
                ),
            }
        );

        Assert.Equal(0, await _run.InvokeAsync(portal, "status", "--model", "m", "--version", "1.0"));
        Assert.Contains("no version", _run.Out);
        Assert.Contains("APR-0001", _run.Out);
        Assert.DoesNotContain("APR-0002", _run.Out);
    }

    internal static string Promotion(string outcome) =>
        $$"""
            {"id":"APR-0012","model":"m","version":"1","from":"staging","to":"production","state":"open","bundleDigest":"4be8",
             "gate":{"gateRun":"GATE-0034","outcome":"{{outcome}}","results":[
              {"rule":"FAIR-01","policy":"high","type":"metric_threshold","severity":"high","blocking":true,"outcome":"fail",
               "message":"too far apart","expected":"<= 0.1","actual":"0.2",
               "evidence":[{"id":"EVD-0002","kind":"fairness","sha256":"22"}]},
              {"rule":"EVID-01","policy":"high","type":"evidence_required","severity":"low","blocking":false,"outcome":"pass",
               "message":"there","evidence":[]}]},
             "requiredRoles":["security","legal","owner"],"signOffs":[],"history":[]}
            """;

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
