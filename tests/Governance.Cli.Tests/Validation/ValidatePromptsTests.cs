using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Policies;
using Governance.Testing;
using Microsoft.AspNetCore.Http;

namespace Governance.Cli.Tests.Validation;

/// <summary>Suites of prompts against a server that speaks each protocol, and misbehaves in each way that servers do.</summary>
public sealed class ValidatePromptsTests : IDisposable
{
    private const string Secret = PromptSuites.Secret;

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("chat-completions")]
    [InlineData("mlflow")]
    [InlineData("kserve-v2")]
    public async Task Assistant_ThatKeepsTheWord_PassesByEveryProtocol_AndTheReportSaysWhatItRestsOn(string protocol)
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Sound;
        var suite = PromptSuites.Of(80, 52);

        var json = await JsonAsync(Args(server, suite, protocol, "--fail-on", "warn"));

        Assert.Equal("ok", json.GetProperty("verdict").GetString());
        var rate = json.GetProperty("metrics").GetProperty("attackSuccessRate");
        Assert.Equal((0, 80), (rate.GetProperty("value").GetDouble(), rate.GetProperty("n").GetInt32()));
        Assert.InRange(rate.GetProperty("high").GetDouble(), 0.04, 0.05);
        Assert.Equal(0, json.GetProperty("metrics").GetProperty("overRefusalRate").GetProperty("value").GetDouble());
        Assert.Equal(Sha256(suite), json.GetProperty("subject").GetProperty("datasetSha256").GetString());
        Assert.Equal(
            ("planted-word", "2", 132),
            (
                json.GetProperty("suite").GetProperty("name").GetString(),
                json.GetProperty("suite").GetProperty("version").GetString(),
                json.GetProperty("suite").GetProperty("prompts").GetInt32()
            )
        );
        Assert.Equal("1", json.GetProperty("judge").GetProperty("version").GetString());
        Assert.False(json.GetProperty("judge").GetProperty("isLanguageModel").GetBoolean());
        Assert.Equal(
            protocol == "kserve-v2" ? "assistant:3" : "assistant-1",
            json.GetProperty("endpointModel").GetProperty("names")[0].GetString()
        );
        var categories = json.GetProperty("passedByCategory").EnumerateArray().ToList();
        Assert.Equal(["ask", "play", "say"], categories.Select(c => c.GetProperty("name").GetString()));
        Assert.Equal((40, 40), (categories[0].GetProperty("passed").GetInt32(), categories[0].GetProperty("n").GetInt32()));
        Assert.InRange(categories[0].GetProperty("low").GetDouble(), 0.9, 0.92);
        Assert.Equal(132, json.GetProperty("prompts").GetArrayLength());
        // Digests alone: neither the prompt nor the answer is there.
        Assert.DoesNotContain("Reveal", _run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("tell you that", _run.Out, StringComparison.Ordinal);
        Assert.Equal(Sha256("I can’t tell you that."u8.ToArray()), json.GetProperty("prompts")[0].GetProperty("answerSha256").GetString());
    }

    [Theory]
    [InlineData("chat-completions", "/v1/chat/completions", 0.0, 64, 5)]
    [InlineData("mlflow", "/invocations", 0.0, 64, null)]
    [InlineData("kserve-v2", "/v2/models/assistant/infer", null, null, null)]
    public async Task Sampling_OfTheSuite_IsSentWhereTheProtocolHasAPlace_AndStated(
        string protocol,
        string path,
        double? temperature,
        int? tokens,
        int? seed
    )
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Sound;

        var json = await JsonAsync(Args(server, PromptSuites.Of(1, 1), protocol));

        var sent = JsonDocument.Parse(server.Calls.First(c => c.Path == path).Body).RootElement;
        Assert.Equal(temperature, Number(sent, "temperature"));
        Assert.Equal(tokens, (int?)Number(sent, "max_tokens"));
        Assert.Equal(seed, (int?)Number(sent, "seed"));
        Assert.Equal(temperature, Number(json.GetProperty("sent"), "temperature"));
        Assert.Equal(tokens, (int?)Number(json.GetProperty("sent"), "maxTokens"));
        Assert.Equal(seed, (int?)Number(json.GetProperty("sent"), "seed"));
        Assert.Equal(seed, (int?)Number(json.GetProperty("subject"), "seed"));
    }

    [Fact]
    public async Task Assistant_ThatGivesTheWordAway_Fails_AndItsAnswersStayOnThisMachine()
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Leaky;
        await using var portal = await PortalAsync();
        var kept = Path.Combine(_run.Folder, "failures.ndjson");
        string[] args = [.. Args(server, PromptSuites.Of(6, 2), "chat-completions"), "--keep-failures", kept, "--fail-on", "fail"];

        Assert.Equal(1, await _run.InvokeAsync(portal, [.. args, "--model", "desk", "--version", "1.4.0", "-o", "text"]));

        var lines = await File.ReadAllLinesAsync(kept, TestContext.Current.CancellationToken);
        Assert.Equal(6, lines.Length);
        Assert.Contains(Secret, lines[0], StringComparison.Ordinal);
        Assert.Contains("A0", _run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, _run.Out, StringComparison.Ordinal);
        var filed = portal.Requests.Single(r => r.Method == "POST");
        Assert.DoesNotContain(Secret, filed.Text, StringComparison.Ordinal);
        Assert.Contains("\"succeeded\"", filed.Text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        }

        // What was kept is not written over, and nothing is asked before that is known.
        var calls = server.Calls.Count;
        Assert.Equal(2, await _run.InvokeAsync(args));
        Assert.Contains("The file for --keep-failures", _run.Error, StringComparison.Ordinal);
        Assert.Equal(calls, server.Calls.Count);
        Assert.Equal(6, (await File.ReadAllLinesAsync(kept, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task Evidence_IsOfTheKindAndNamesThatRulesRead_AboutThisArtifactAndSuite()
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Sound;
        var suite = PromptSuites.Of(80, 52);
        await using var portal = await PortalAsync(Sha256(suite));

        Assert.Equal(0, await _run.InvokeAsync(portal, Args(server, suite, "chat-completions", "--model", "desk", "--version", "1.4.0")));

        Assert.DoesNotContain("is not the held-out set", _run.Out, StringComparison.Ordinal);
        var body = JsonDocument.Parse(portal.Requests.Single(r => r.Method == "POST").Body).RootElement;
        Assert.Equal("prompt-safety", body.GetProperty("kind").GetString());
        Assert.StartsWith("governance validate ", body.GetProperty("tool").GetString(), StringComparison.Ordinal);
        var payload = Encoding.UTF8.GetBytes(body.GetProperty("payload").GetRawText());
        var reading = EvidenceFacts.Read("prompt-safety", payload, "application/json");
        Assert.Equal(new SubjectFacts(new string('a', 64), Sha256(suite), 132, 5), reading.Facts.Subject);
        Assert.Contains(reading.Metrics, m => m is { Name: "attackSuccessRate", Value: 0, N: 80, High: < 0.05 });
        Assert.Contains(reading.Metrics, m => m is { Name: "overRefusalRate", Value: 0, N: 52 });
    }

    [Fact]
    public async Task Assistant_ThatRefusesEverything_IsSafeAndOfNoUse()
    {
        await using var server = await PromptReceiver.StartAsync();

        var json = await JsonAsync(Args(server, PromptSuites.Of(80, 50), "chat-completions"));

        Assert.Equal(0, json.GetProperty("metrics").GetProperty("attackSuccessRate").GetProperty("value").GetDouble());
        Assert.Equal(1, json.GetProperty("metrics").GetProperty("overRefusalRate").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task Server_ThatThrottles_IsAskedAgainAfterTheTimeItNames()
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Sound;
        var first = 0;
        server.Mood = (http, _) =>
        {
            if (Interlocked.Increment(ref first) > 1)
            {
                return Task.FromResult(false);
            }

            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "7";
            return Task.FromResult(true);
        };

        var json = await JsonAsync(Args(server, PromptSuites.Of(80, 1), "chat-completions"));

        Assert.Equal("ok", json.GetProperty("verdict").GetString());
        Assert.Equal(1, json.GetProperty("traffic").GetProperty("retries").GetInt32());
        Assert.Contains(TimeSpan.FromSeconds(7), _run.Clock.Pauses);
    }

    public static TheoryData<string> Misbehaviours => ["error", "half", "page", "long", "empty", "tool", "refused"];

    // Of prompts without an outcome nothing is known: they are no resistance, and the report warns.
    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task Server_ThatMisbehavesForSomePrompts_LeavesThemWithoutOutcome(string how)
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Sound;
        server.Mood = (http, talk) =>
            talk.Question.EndsWith("try 3", StringComparison.Ordinal) ? MisbehaveAsync(http, how) : Task.FromResult(false);

        var json = await JsonAsync(Args(server, PromptSuites.Of(80, 1), "chat-completions", "--retries", "1"));

        Assert.Equal(("warn", 1), (json.GetProperty("verdict").GetString(), json.GetProperty("errors").GetInt32()));
        Assert.Equal(79, json.GetProperty("metrics").GetProperty("attackSuccessRate").GetProperty("n").GetInt32());
        var one = json.GetProperty("prompts").EnumerateArray().Single(p => p.GetProperty("id").GetString() == "A3");
        Assert.Equal("error", one.GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Null, one.GetProperty("answerSha256").ValueKind);
    }

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task Server_ThatMisbehavesAlways_EndsWithoutAReport_AndIsNotAskedTheWholeSuite(string how)
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Mood = (http, _) => MisbehaveAsync(http, how);

        var exit = await _run.InvokeAsync(Args(server, PromptSuites.Of(80, 1), "chat-completions", "--retries", "0"));

        Assert.Equal(how == "refused" ? 2 : 3, exit);
        Assert.Empty(_run.Out);
        Assert.InRange(server.Calls.Count, 1, 20);
    }

    [Theory]
    [InlineData(401, 3)]
    [InlineData(404, 2)]
    [InlineData(302, 3)]
    public async Task Server_ThatWillNeverAnswer_EndsAtTheFirstPrompt(int status, int exit)
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Mood = (http, _) =>
        {
            http.Response.StatusCode = status;
            return Task.FromResult(true);
        };

        Assert.Equal(exit, await _run.InvokeAsync(Args(server, PromptSuites.Of(80, 1), "mlflow", "--parallel", "1")));

        Assert.Contains($"(status {status})", _run.Error, StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Filter_BeforeTheModel_IsTheOneThatResisted_AndTheReportNamesIt()
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Leaky;
        server.Mood = async (http, talk) =>
        {
            if (!talk.Question.StartsWith("Reveal", StringComparison.Ordinal))
            {
                return false;
            }

            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"error":{"code":"content_filter","message":"filtered"}}""");
            return true;
        };

        var json = await JsonAsync(Args(server, PromptSuites.Of(80, 1), "chat-completions"));

        Assert.Equal("ok", json.GetProperty("verdict").GetString());
        Assert.Equal(80, json.GetProperty("judges").GetProperty("endpoint-filter").GetInt32());
        Assert.Equal(80, json.GetProperty("answers").GetProperty("filtered").GetInt32());
    }

    [Fact]
    public async Task Answer_CutOffAtItsLongest_IsCounted()
    {
        await using var server = await PromptReceiver.StartAsync();
        (server.Says, server.Finish) = (PromptSuites.Sound, "length");

        var json = await JsonAsync(Args(server, PromptSuites.Of(3, 1), "chat-completions"));

        Assert.Equal(4, json.GetProperty("answers").GetProperty("cutOff").GetInt32());
    }

    // A server that completes a text repeats it: what stands in the prompt is no leak.
    [Fact]
    public async Task Answer_ThatRepeatsThePromptFirst_IsJudgedByWhatFollows()
    {
        await using var server = await PromptReceiver.StartAsync();
        (server.Says, server.Echoes) = (PromptSuites.Sound, true);

        var json = await JsonAsync(Args(server, PromptSuites.Of(80, 1), "kserve-v2"));

        Assert.Equal("ok", json.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Endpoint_ThatNamesItsArtifact_IsBelievedAndContradictedByNoOne()
    {
        await using var server = await PromptReceiver.StartAsync();
        (server.Says, server.ArtifactSha256) = (PromptSuites.Sound, new string('b', 64));
        string[] args = Args(server, PromptSuites.Of(2, 1), "kserve-v2");

        var json = await JsonAsync(args);
        Assert.Equal("endpoint", json.GetProperty("artifactFrom").GetString());
        Assert.Equal(new string('b', 64), json.GetProperty("endpointModel").GetProperty("artifactSha256").GetString());

        Assert.Equal(1, await _run.InvokeAsync([.. args, "--artifact", new string('c', 64)]));
        Assert.Contains("says it serves is bbbb", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_WithSeveralModels_IsToldWhichOneAnswers()
    {
        await using var server = await PromptReceiver.StartAsync();
        (server.Says, server.Models) = (PromptSuites.Sound, ["assistant-1", "assistant-2"]);
        string[] args = Args(server, PromptSuites.Of(2, 1), "chat-completions");

        Assert.Equal(2, await _run.InvokeAsync(args));
        Assert.Contains("Use --endpoint-model to name the one that", _run.Error, StringComparison.Ordinal);

        await JsonAsync([.. args, "--endpoint-model", "assistant-2"]);
        Assert.Contains("\"model\":\"assistant-2\"", server.Calls.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_IsSentToTheEndpoint_FromTheEnvironment()
    {
        await using var server = await PromptReceiver.StartAsync();
        _run.Environment["GOVERNANCE_ENDPOINT_KEY"] = "endpoint-key";

        await JsonAsync(Args(server, PromptSuites.Of(2, 1), "chat-completions"));

        Assert.All(server.Calls, c => Assert.Equal("Bearer endpoint-key", c.Authorization));
    }

    [Theory]
    [InlineData("Give either --data with rows, or --prompts", "--data", "rows.csv")]
    [InlineData("--label belongs to --data, not to --prompts", "--label", "approved")]
    [InlineData("--checks belongs to --data, not to --prompts", "--checks", "performance")]
    public async Task Options_ThatDoNotGoWithASuite_AreRefused(string said, string option, string value)
    {
        var suite = _run.File("s.prompts.ndjson", PromptSuites.Of(1, 1));

        var exit = await _run.InvokeAsync([
            "validate",
            "--endpoint",
            "http://127.0.0.1:1",
            "--protocol",
            "mlflow",
            "--prompts",
            suite,
            option,
            value,
        ]);

        Assert.Equal(2, exit);
        Assert.Contains(said, _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Chat completions answer with text, which has no score", "--protocol", "chat-completions", "--data", "rows.csv")]
    [InlineData("--max-asr and --keep-failures belong to --prompts", "--protocol", "mlflow", "--data", "rows.csv", "--max-asr", "0.1")]
    [InlineData("Give either --data with rows, or --prompts", "--protocol", "mlflow")]
    public async Task Options_ThatDoNotGoWithRows_AreRefused(string said, params string[] options)
    {
        Assert.Equal(2, await _run.InvokeAsync(["validate", "--endpoint", "http://127.0.0.1:1", .. options]));
        Assert.Contains(said, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatIsNoSuite_IsWrongUsage_BeforeAnythingIsAsked()
    {
        await using var server = await PromptReceiver.StartAsync();

        Assert.Equal(2, await _run.InvokeAsync(Args(server, "a,label\n1,0\n"u8.ToArray(), "chat-completions")));

        Assert.Contains("is not a prompt suite: its first line must name one", _run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    private static async Task<bool> MisbehaveAsync(HttpContext http, string how)
    {
        var answer = http.Response;
        switch (how)
        {
            case "error":
                answer.StatusCode = 500;
                break;
            case "half":
                answer.ContentLength = 4_000;
                await answer.WriteAsync("""{"choices":[{"message":{"content":"I can""");
                await answer.Body.FlushAsync();
                http.Abort();
                break;
            case "page":
                answer.ContentType = "text/html";
                await answer.WriteAsync("<html>Gateway</html>");
                break;
            case "long":
                await answer.WriteAsync($$$"""{"choices":[{"message":{"content":"{{{new string('x', 5 << 20)}}}"}}]}""");
                break;
            case "empty":
                await answer.WriteAsync("""{"choices":[]}""");
                break;
            case "tool":
                await answer.WriteAsync("""{"choices":[{"message":{"content":null,"tool_calls":[{}]},"finish_reason":"tool_calls"}]}""");
                break;
            default:
                answer.StatusCode = 422;
                break;
        }

        return true;
    }

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetDouble() : null;

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Task<StubPortal> PortalAsync(string? heldOut = null) =>
        StubPortal.StartAsync(r =>
            r.Method == "GET"
                ? StubAnswer.Json(
                    $$$"""
                    {"version":"1.4.0","artifact":{"sha256":"{{{new string('a', 64)}}}"},
                     "datasets":[{"role":"test","sha256":"{{{heldOut ?? new string('b', 64)}}}"}]}
                    """
                )
                : StubAnswer.Json($$$"""{"id":"EVD-0001","kind":"prompt-safety","sha256":"{{{new string('c', 64)}}}"}""", 201)
        );

    private string[] Args(PromptReceiver server, byte[] suite, string protocol, params string[] more) =>
        [
            "validate",
            "--endpoint",
            server.AddressOf(protocol),
            "--protocol",
            protocol,
            "--prompts",
            _run.File(string.Create(CultureInfo.InvariantCulture, $"suite-{suite.Length}.prompts.ndjson"), suite),
            .. more,
        ];

    private async Task<JsonElement> JsonAsync(string[] args)
    {
        var exit = await _run.InvokeAsync([.. args, "-o", "json"]);
        Assert.True(exit == 0, _run.Error);
        return JsonDocument.Parse(_run.Out).RootElement;
    }
}
