using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Gates;

public sealed class GateCheckTests : IDisposable
{
    private const string Allowed = """{"allow":true,"reasons":[],"gateRun":"GATE-0034","policyDigest":"ab12"}""";
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Check_ApprovedFile_IsAllowedAndChangedFileIsNot()
    {
        var approved = Sha256("model bytes");
        await using var portal = await StubPortal.StartAsync(request =>
            StubAnswer.Json(
                request.Query.Contains($"sha256={approved}")
                    ? Allowed
                    : """{"allow":false,"reasons":[{"code":"artifact.digest-differs","message":"The file has another SHA-256.","rule":"""
                        + """null,"evidence":[]}],"gateRun":"GATE-0034","policyDigest":"ab12"}"""
            )
        );

        Assert.Equal(0, await CheckAsync(portal, "model bytes"));
        Assert.StartsWith("fraud-scorer@1.4.0 may be deployed to production.", _run.Out);

        Assert.Equal(1, await CheckAsync(portal, "model bytes, changed"));
        Assert.Contains("artifact.digest-differs: The file has another SHA-256.", _run.Out);
        Assert.All(portal.Requests, r => Assert.Equal($"Bearer {CliRun.Key}", r.Header("Authorization")));
    }

    [Fact]
    public async Task Check_DeniedByARule_SaysWhatWasMeasured()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json(
                """{"allow":false,"reasons":[{"code":"rule.fail","message":"These features have drifted: """
                    + """amount.","rule":"DRFT-01","evidence":"""
                    + """["WIN-0003"],"expected":"psi <= 0.2","actual":"1 of 3 above; most: amount 6.1"}]"""
                    + ""","gateRun":"GATE-0034","policyDigest":"ab12"}"""
            )
        );

        Assert.Equal(1, await CheckAsync(portal, "model bytes"));

        Assert.Contains("- DRFT-01: These features have drifted: amount. (WIN-0003)\n", _run.Out);
        Assert.Contains("found:     1 of 3 above; most: amount 6.1\n", _run.Out);
        Assert.Contains("required:  psi <= 0.2\n", _run.Out);
    }

    // Several policies may have a rule of one id, and say opposite things of it.
    [Fact]
    public async Task Check_DeniedByRulesOfOneId_NamesTheirPolicies_AndWhatDecided()
    {
        const string answer = """
            {"allow":false,"gateRun":"GATE-0034","policyDigest":"ab12",
             "reasons":[{"code":"rule.fail","message":"Too low.","rule":"PERF-01","policy":"credit","evidence":[]},
                        {"code":"rule.fail","message":"Too few.","rule":"PERF-01","policy":"high-risk-models","evidence":[]},
                        {"code":"rule.error","message":"None.","rule":"SBOM-01","policy":"credit","evidence":[]}],
             "decision":{"run":"GATE-0102","policies":[{"name":"baseline","version":"1","applied":true},
               {"name":"credit","version":"3","applied":true},{"name":"pricing","version":"2","applied":false}]}}
            """;
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(answer));

        Assert.Equal(1, await CheckAsync(portal, "model bytes"));

        Assert.Contains("- credit/PERF-01: Too low.\n", _run.Out);
        Assert.Contains("- high-risk-models/PERF-01: Too few.\n", _run.Out);
        Assert.Contains("- credit/SBOM-01: None.\n", _run.Out);
        Assert.Contains("GATE-0102", _run.Out);
        Assert.Contains("baseline 1, credit 3\n", _run.Out);
    }

    [Fact]
    public async Task Replay_OfAnAnswer_AsksForTheRunThatDecided()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json("""{"identical":true,"outcome":"pass"}"""));
        var answer = _run.File("answer.json", """{"allow":true,"gateRun":"GATE-0034","decision":{"run":"GATE-0102"}}""");
        var older = _run.File("older.json", Allowed);

        Assert.Equal(0, await _run.InvokeAsync(["gate", "replay", answer, "--server", portal.Url]));
        Assert.Equal(0, await _run.InvokeAsync(["gate", "replay", older, "--server", portal.Url]));

        Assert.Equal(["/api/v1/gates/GATE-0102/replay", "/api/v1/gates/GATE-0034/replay"], portal.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task Check_UnderAnEmergencyOverride_IsAllowedAndSaysSo()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json("""{"allow":true,"reasons":[],"gateRun":"GATE-0034","policyDigest":"ab12","override":"OVR-0001"}""")
        );

        Assert.Equal(0, await CheckAsync(portal, "model bytes"));

        Assert.StartsWith("fraud-scorer@1.4.0 may be deployed to production under emergency override OVR-0001.", _run.Out);
    }

    [Fact]
    public async Task Check_ForAnExperiment_SaysItsShare_AndTakesNoAnswerForAllOfTheStage()
    {
        await using var portal = await StubPortal.StartAsync(request =>
            StubAnswer.Json(
                request.Query.Contains("experiment=EXP-0001")
                    ? Allowed.Replace("\"gateRun\"", "\"experiment\":\"EXP-0001\",\"share\":0.1,\"gateRun\"")
                    : Allowed
            )
        );

        Assert.Equal(0, await _run.InvokeAsync([.. Args("x"), "--experiment", "EXP-0001", "--server", portal.Url]));
        Assert.StartsWith("fraud-scorer@1.4.0 may be deployed for EXP-0001 in production.", _run.Out);
        Assert.Contains("EXP-0001, share 0.1\n", _run.Out);

        // A portal of before that question answers for all of production.
        Assert.Equal(3, await _run.InvokeAsync([.. Args("x"), "--experiment", "EXP-0002", "--server", portal.Url]));
        Assert.Contains("does not say that it is for EXP-0002", _run.Error);
    }

    [Fact]
    public async Task Check_ServerStopped_ExitsWith3InOneLine()
    {
        var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Allowed));
        var url = portal.Url;
        await portal.DisposeAsync();

        Assert.Equal(3, await _run.InvokeAsync([.. Args("x"), "--server", url]));

        var lines = _run.Error.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length); // what is hashed, and why there is no answer
        Assert.Contains("the connection was refused", lines[1]);
        Assert.Empty(_run.Out);
    }

    [Fact]
    public async Task Check_TlsAgainstPlainServer_ExitsWith3InOneLine()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Allowed));

        Assert.Equal(
            3,
            await _run.InvokeAsync([.. Args("x"), "--server", portal.Url.Replace("http:", "https:", StringComparison.Ordinal)])
        );

        Assert.Contains("the TLS connection failed", _run.Error);
        Assert.Equal(2, _run.Error.TrimEnd().Split('\n').Length);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Check_ServerRefuses_ExitsWith3AndShowsDetail(int status)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(status, "These are the words."));

        Assert.Equal(3, await CheckAsync(portal, "x"));
        Assert.Contains("These are the words.", _run.Error);
        Assert.Empty(_run.Out);
    }

    [Theory]
    [InlineData("""{"allow":"true"}""", "application/json")]
    [InlineData("""{"reasons":[]}""", "application/json")]
    [InlineData("""{"allow":true""", "application/json")]
    [InlineData("[true]", "application/json")]
    [InlineData("<html>allow</html>", "text/html")]
    public async Task Check_AnswerIsNoClearYes_ExitsWith3(string body, string type)
    {
        await using var portal = await StubPortal.StartAsync(_ => new StubAnswer(200, type, Encoding.UTF8.GetBytes(body)));

        Assert.Equal(3, await CheckAsync(portal, "x"));
    }

    [Fact]
    public async Task Check_Redirect_IsNotFollowedWithTheKey()
    {
        await using var other = await StubPortal.StartAsync(_ => StubAnswer.Json(Allowed));
        await using var portal = await StubPortal.StartAsync(_ =>
            new StubAnswer(307, "text/plain", []).With("Location", other.Url + "/api/v1/gates/deploy")
        );

        Assert.Equal(3, await CheckAsync(portal, "x"));
        Assert.Empty(other.Requests);
        Assert.Contains("redirect", _run.Error);
    }

    [Fact]
    public async Task Check_FileMissing_ExitsWith2WithoutAsking()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Allowed));

        Assert.Equal(
            2,
            await _run.InvokeAsync(
                portal,
                "gate",
                "check",
                "--model",
                "m",
                "--version",
                "1",
                "--stage",
                "production",
                "--artifact",
                "/nowhere/model.bin"
            )
        );
        Assert.Equal(
            2,
            await _run.InvokeAsync(
                portal,
                "gate",
                "check",
                "--model",
                "m",
                "--version",
                "1",
                "--stage",
                "production",
                "--artifact",
                _run.Folder
            )
        );
        Assert.Empty(portal.Requests);
    }

    [Fact]
    public async Task Check_OnGitHub_WritesSummaryAndOutputs()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json(
                """{"allow":false,"reasons":[{"code":"rule.fail","message":"bad | <b>\nallow=true","rule":"FAIR-01","evidence":"""
                    + """["EVD-0002"]}],"gateRun":"GATE-0034","policyDigest":"ab12"}"""
            )
        );
        _run.Environment["GITHUB_STEP_SUMMARY"] = Path.Combine(_run.Folder, "summary.md");
        _run.Environment["GITHUB_OUTPUT"] = Path.Combine(_run.Folder, "output.txt");

        Assert.Equal(1, await CheckAsync(portal, "x"));

        var outputs = await File.ReadAllLinesAsync(_run.Environment["GITHUB_OUTPUT"]);
        Assert.Contains("allow=false", outputs);
        Assert.Contains("exit-code=1", outputs);
        Assert.Contains("gate-run=GATE-0034", outputs);
        Assert.DoesNotContain("allow=true", outputs); // text of a rule cannot become an output
        var summary = await File.ReadAllTextAsync(_run.Environment["GITHUB_STEP_SUMMARY"]);
        Assert.Contains(@"bad \| &lt;b&gt; allow=true", summary);
    }

    [Fact]
    public async Task Check_Json_HoldsAnswerAndWhatWasAsked()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Allowed));

        Assert.Equal(0, await _run.InvokeAsync([.. Args("x"), "--server", portal.Url, "-o", "json"]));

        using var json = JsonDocument.Parse(_run.Out);
        Assert.True(json.RootElement.GetProperty("allow").GetBoolean());
        Assert.Equal("GATE-0034", json.RootElement.GetProperty("gateRun").GetString());
        Assert.Equal(Sha256("x"), json.RootElement.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Check_TextFromServerWithControlCharacters_CannotPlayWithTheTerminal()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json(
                """{"allow":false,"reasons":[{"code":"c","message":"\u001b[2J\u001b[32mallowed\u001b[0m\r\u202Eok","rule":null"""
                    + ""","evidence":[]}]}"""
            )
        );

        Assert.Equal(1, await CheckAsync(portal, "x"));
        Assert.DoesNotContain('\u001b', _run.Out);
        Assert.DoesNotContain('\r', _run.Out);
        Assert.Contains("<U+001B>[2J", _run.Out);
    }

    [Fact]
    public async Task Check_OnTerminal_IsColouredUnlessNoColorIsSet()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Allowed));
        using var terminal = new CliRun { IsTerminal = true };
        var file = terminal.File("m.bin", "x");
        string[] args = ["gate", "check", "--model", "m", "--version", "1", "--stage", "production", "--artifact", file];

        await terminal.InvokeAsync(portal, args);
        Assert.Contains("\u001b[32m", terminal.Out);

        terminal.Environment["NO_COLOR"] = "1";
        await terminal.InvokeAsync(portal, args);
        Assert.DoesNotContain('\u001b', terminal.Out);
    }

    [Theory]
    [InlineData("""{"identical":true,"outcome":"pass"}""", 0)]
    [InlineData("""{"identical":false,"outcome":"fail","firstDifference":{"path":"results[0].actual","stored":"1","now":"2"}}""", 1)]
    [InlineData("""{"outcome":"pass"}""", 3)]
    public async Task Replay_ResultOfServer_BecomesExitCode(string body, int expected)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(body));

        Assert.Equal(expected, await _run.InvokeAsync(portal, "gate", "replay", "GATE-0034"));
        var request = Assert.Single(portal.Requests);
        Assert.Equal(("POST", "/api/v1/gates/GATE-0034/replay"), (request.Method, request.Path));
    }

    internal static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task<int> CheckAsync(StubPortal portal, string content) => _run.InvokeAsync([.. Args(content), "--server", portal.Url]);

    private string[] Args(string content) =>
        [
            "gate",
            "check",
            "--model",
            "fraud-scorer",
            "--version",
            "1.4.0",
            "--stage",
            "production",
            "--artifact",
            _run.File("model.bin", content),
        ];
}
