using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Http;

public sealed class ConnectionTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Server_NotNamed_IsWrongUsage()
    {
        Assert.Equal(2, await _run.InvokeAsync(["gate", "replay", "GATE-0001"]));
        Assert.Contains("GOVERNANCE_SERVER", _run.Error);
    }

    [Fact]
    public async Task Server_FromEnvironment_IsUsed()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json("""{"identical":true}"""));
        _run.Environment["GOVERNANCE_SERVER"] = portal.Url + "/";

        Assert.Equal(0, await _run.InvokeAsync(["gate", "replay", "GATE-0001"]));
    }

    [Theory]
    [InlineData("https://user:s3cret@portal.example", "password")]
    [InlineData("ftp://portal.example", "https://")]
    [InlineData("portal.example", "https://")]
    [InlineData("http://portal.example", "plain HTTP")]
    public async Task Server_AddressThatIsNotSafe_IsWrongUsage(string server, string words)
    {
        Assert.Equal(2, await _run.InvokeAsync(["gate", "replay", "GATE-0001", "--server", server]));
        Assert.Contains(words, _run.Error);
        Assert.DoesNotContain("s3cret", _run.Error + _run.Out);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("-")]
    public async Task Key_FromFileOrStandardInput_IsSent(string from)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json("""{"identical":true}"""));
        using var run = new CliRun { Input = "gvk_other\n" };
        var file = from == "-" ? "-" : run.File("key", "gvk_other\r\n");

        Assert.Equal(0, await run.InvokeAsync(portal, "gate", "replay", "GATE-0001", "--api-key-file", file));
        Assert.Equal("Bearer gvk_other", Assert.Single(portal.Requests).Header("Authorization"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gvk_a\ngvk_b")]
    [InlineData("gvk_ü")]
    public async Task Key_FileHoldsNone_IsWrongUsageAndNotShown(string content)
    {
        var file = _run.File("key", content);

        Assert.Equal(2, await _run.InvokeAsync(["gate", "replay", "GATE-0001", "--server", "http://127.0.0.1:1", "--api-key-file", file]));
        Assert.DoesNotContain("gvk_", _run.Error);
    }

    [Fact]
    public async Task Key_InNoSituation_IsShown()
    {
        var answers = new Queue<StubAnswer>([
            StubAnswer.Problem(401, "Not accepted."),
            StubAnswer.Problem(422, "Wrong.", errors: """{"name":["Too long."]}"""),
            new StubAnswer(502, "text/html", []),
            new StubAnswer(502, "text/html", []),
            new StubAnswer(502, "text/html", []),
            new StubAnswer(502, "text/html", []),
            StubAnswer.Json("""{"identical":true}"""),
        ]);
        await using var portal = await StubPortal.StartAsync(_ => answers.Dequeue());
        int[] expected = [3, 2, 3, 0];

        foreach (var code in expected)
        {
            Assert.Equal(code, await _run.InvokeAsync(portal, "gate", "replay", "GATE-0001", "-o", "json"));
            Assert.DoesNotContain(CliRun.Key, _run.Out + _run.Error);
        }
    }

    [Fact]
    public async Task Key_AsAnArgument_IsNotAnOption()
    {
        Assert.Equal(2, await _run.InvokeAsync(["gate", "replay", "GATE-0001", "--api-key", "gvk_x"]));
    }

    [Fact]
    public async Task Key_NotGiven_IsNamedWhenTheServerAsks()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(401, "Sign in."));
        _run.Environment.Clear();

        Assert.Equal(3, await _run.InvokeAsync(portal, "gate", "replay", "GATE-0001"));
        Assert.Null(Assert.Single(portal.Requests).Header("Authorization"));
        Assert.Contains("--api-key-file", _run.Error);
    }

    [Fact]
    public async Task Problem_WithFields_ShowsDetailAndFields()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Problem(
                422,
                "The model was not registered.",
                errors: """{"owner":["Nobody has this address."],"tags.x":["Too long."]}"""
            )
        );

        Assert.Equal(2, await _run.InvokeAsync(portal, "model", "register", "--model", "m", "--owner", "a@b.example"));
        Assert.Equal("The model was not registered.\n  owner: Nobody has this address.\n  tags.x: Too long.\n", _run.Error);
    }

    [Fact]
    public async Task Problem_FieldSaysWhatTheDetailSays_IsShownOnce()
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Problem(422, "Line 3 has 2 fields.", errors: """{"body":["Line 3 has 2 fields."]}""")
        );

        Assert.Equal(2, await _run.InvokeAsync(portal, "gate", "replay", "GATE-0001"));
        Assert.Equal("Line 3 has 2 fields.\n", _run.Error);
    }

    [Fact]
    public async Task Retry_ServerBusy_RepeatsWithTheSameIdempotencyKey()
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(_ =>
            ++asked switch
            {
                1 => StubAnswer.Problem(503, "Busy."),
                2 => StubAnswer.Problem(429, "Slow down.").With("Retry-After", "7"),
                3 => StubAnswer.Problem(409, "Still running.", "idempotency.running"),
                _ => StubAnswer.Json("""{"name":"m"}""", 201),
            }
        );

        Assert.Equal(0, await _run.InvokeAsync(portal, "model", "register", "--model", "m", "--owner", "a@b.example"));

        Assert.Equal(4, portal.Requests.Count);
        Assert.Single(portal.Requests.Select(r => r.Header("Idempotency-Key")).Distinct());
        Assert.Equal([0.5, 7, 2], _run.Clock.Pauses.Select(p => p.TotalSeconds));
    }

    [Fact]
    public async Task Retry_RealConflict_IsNotRepeated()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(409, "m is registered already.", "model.exists"));

        Assert.Equal(1, await _run.InvokeAsync(portal, "model", "register", "--model", "m", "--owner", "a@b.example"));
        Assert.Single(portal.Requests);
    }
}
