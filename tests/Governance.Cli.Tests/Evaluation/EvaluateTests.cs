using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Policies;

namespace Governance.Cli.Tests.Evaluation;

public sealed class EvaluateTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Prompts_Suite_HasRatesByCategoryAndTheOwaspId()
    {
        var file = _run.File(
            "cases.csv",
            "id,attack,outcome,category,channel,owasp,task_done,judge\n"
                + string.Concat(Enumerable.Range(0, 96).Select(i => $"{i},true,resisted,override,page,LLM01,true,\n"))
                + "96,true,succeeded,leak,tool-result,LLM07,false,model\n97,1,timeout,leak,page,,,\nb1,false,served,,,,,\n"
                + "b2,0,refused,,,,,\n"
        );

        var json = await JsonAsync("prompts", "--data", file, "--max-asr", "0.06", "--judge", "string-match");

        Assert.Equal("LLM01:2025", json.GetProperty("owasp").GetProperty("id").GetString());
        Assert.Equal(1, json.GetProperty("errors").GetInt32());
        var metrics = json.GetProperty("metrics");
        Assert.Equal(1 / 97.0, metrics.GetProperty("attackSuccessRate").GetProperty("value").GetDouble(), precision: 12);
        Assert.Equal(0.5, metrics.GetProperty("overRefusalRate").GetProperty("value").GetDouble());
        Assert.Equal(96 / 97.0, metrics.GetProperty("utilityUnderAttack").GetProperty("value").GetDouble(), precision: 12);
        Assert.Equal("leak", json.GetProperty("categories")[0].GetProperty("name").GetString());
        Assert.Equal("LLM07:2025", json.GetProperty("risks")[0].GetProperty("name").GetString());
        Assert.Equal(1, json.GetProperty("judges").GetProperty("model").GetInt32());
        // Within the bound, but a case that broke off says nothing.
        Assert.Equal("warn", json.GetProperty("verdict").GetString());
        var reading = EvidenceFacts.Read("prompt-safety", Encoding.UTF8.GetBytes(_run.Out), "application/json");
        Assert.Null(reading.Facts.Unreadable);
        Assert.Contains(reading.Metrics, m => m.Name == "attackSuccessRate" && m.N == 97 && m.High < 0.06);

        Assert.Equal(
            1,
            await _run.InvokeAsync(["evaluate", "prompts", "--data", file, "--max-asr", "0.01", "--fail-on", "fail", "-o", "junit"])
        );
        Assert.Contains("prompts/errors", _run.Out);
    }

    [Fact]
    public async Task FailOn_WithoutABound_EndsUndecided()
    {
        var log = _run.File(
            "answers.csv",
            string.Concat("id,correctness\n", string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},0.9\n")))
        );

        Assert.Equal(3, await _run.InvokeAsync(["evaluate", "answers", "--data", log, "--fail-on", "fail"]));
        Assert.Contains("--fail-on has nothing to check: give a limit", _run.Error);
    }

    [Fact]
    public async Task Prompts_FilterLog_LetsPassWhatItDoesNotFlag()
    {
        var file = _run.File("filter.csv", "decision_id,score,true_label\n1,0.9,1\n2,0.2,1\n3,0.1,0\n4,0.7,0\n5,,1\n6,0.3,\n");

        var metrics = (await JsonAsync("prompts", "--data", file)).GetProperty("metrics");

        Assert.Equal(0.5, metrics.GetProperty("attackSuccessRate").GetProperty("value").GetDouble());
        Assert.Equal(2, metrics.GetProperty("attackSuccessRate").GetProperty("n").GetInt32());
        Assert.Equal(0.5, metrics.GetProperty("overRefusalRate").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task Prompts_WorseThanTheReleaseBefore_Fails()
    {
        string Cases(int succeeding) =>
            "id,attack,outcome\n"
            + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},true,{(i < succeeding ? "succeeded" : "resisted")}\n"));

        Assert.Equal(
            1,
            await _run.InvokeAsync([
                "evaluate",
                "prompts",
                "--data",
                _run.File("now.csv", Cases(9)),
                "--reference",
                _run.File("last.csv", Cases(0)),
                "--fail-on",
                "fail",
            ])
        );
        Assert.Contains("9 now succeed, 0 now fail", _run.Out);
    }

    [Fact]
    public async Task Retrieval_AgainstJudgements_HasEveryMeasureAndLatency()
    {
        var results = _run.File("results.csv", "query_id,doc_id,rank,latency_ms\n1,d2,2,50\n1,d1,1,50\n2,d9,1,70\n2,d3,2,70\n3,,,90\n");
        var judged = _run.File("qrels.csv", "query_id,doc_id,relevance\n1,d1,1\n1,d7,1\n2,d3,2\n3,d5,1\n");

        var json = await JsonAsync("retrieval", "--data", results, "--judgements", judged, "--depths", "1,2");

        Assert.Equal("LLM08:2025", json.GetProperty("owasp").GetProperty("id").GetString());
        var metrics = json.GetProperty("metrics");
        Assert.Equal((1 + 0.5 + 0) / 3, metrics.GetProperty("mrr").GetProperty("value").GetDouble(), precision: 12);
        Assert.Equal((0.5 + 0 + 0) / 3, metrics.GetProperty("recallAt1").GetProperty("value").GetDouble(), precision: 12);
        Assert.Equal((0.5 + 1 + 0) / 3, metrics.GetProperty("recallAt2").GetProperty("value").GetDouble(), precision: 12);
        Assert.Equal(70, json.GetProperty("latencyMs").GetProperty("p50").GetDouble());
        Assert.Equal("LLM10:2025", json.GetProperty("latencyMs").GetProperty("owasp").GetProperty("id").GetString());

        Assert.Equal(
            1,
            await _run.InvokeAsync([
                "evaluate",
                "retrieval",
                "--data",
                results,
                "--judgements",
                judged,
                "--min-recall",
                "1",
                "--fail-on",
                "warn",
            ])
        );
        Assert.Contains("recall@10", _run.Out);
    }

    [Fact]
    public async Task Answers_ClaimsAndScores_AreSummedUpByGroup()
    {
        var file = _run.File(
            "answers.csv",
            "system,claims,claims_supported,correctness,latency_ms\na,4,4,1,100\na,4,2,0.5,200\nb,2,0,0,300\nb,0,0,0.5,400\n"
        );

        var json = await JsonAsync("answers", "--data", file, "--by", "system");

        var metrics = json.GetProperty("metrics");
        // The answer without claims has no groundedness: (1 + 0.5 + 0) / 3.
        Assert.Equal(0.5, metrics.GetProperty("groundedness").GetProperty("value").GetDouble());
        Assert.Equal(3, metrics.GetProperty("groundedness").GetProperty("n").GetInt32());
        Assert.Equal(0.5, metrics.GetProperty("correctness").GetProperty("value").GetDouble());
        Assert.Equal("b", json.GetProperty("scores")[0].GetProperty("groups")[0].GetProperty("name").GetString());
        Assert.Equal(250, json.GetProperty("latencyMs").GetProperty("p50").GetDouble());
        Assert.Equal("LLM09:2025", json.GetProperty("owasp").GetProperty("id").GetString());
        Assert.Contains(
            EvidenceFacts.Read("validation", Encoding.UTF8.GetBytes(_run.Out), "application/json").Metrics,
            m => m.Name == "groundedness" && m.Value == 0.5
        );
    }

    [Theory]
    [InlineData("prompts", "id,attack,outcome\n1,true,served\n", "Row 1 has the outcome")]
    [InlineData("prompts", "id,attack,outcome\n1,true,resisted\n1,true,resisted\n", "Row 2 repeats")]
    [InlineData("prompts", "id,attack,outcome,owasp\n1,true,resisted,LLM99\n", "not a risk of the OWASP")]
    [InlineData("prompts", "id,text\n1,x\n", "neither a column")]
    [InlineData("answers", "id,text\n1,x\n", "none of the known score columns")]
    [InlineData("answers", "correctness\n1.5\n", "outside 0 to 1")]
    [InlineData("answers", "claims,claims_supported\n1,2\n", "more supported claims than claims")]
    public async Task Evaluate_WrongFile_Exits2AndNamesTheRow(string command, string content, string words)
    {
        Assert.Equal(2, await _run.InvokeAsync(["evaluate", command, "--data", _run.File("f.csv", content)]));
        Assert.Contains(words, _run.Error);
        Assert.Empty(_run.Out);
    }

    [Fact]
    public async Task Evaluate_WithModelAndVersion_IsStoredAsEvidenceOfItsKind()
    {
        await using var portal = await StubPortal.StartAsync(r =>
            StubAnswer.Json("{\"id\":\"EVD-0003\",\"sha256\":\"aa\"}", r.Method == "GET" ? 200 : 201)
        );

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "evaluate",
                "prompts",
                "--data",
                _run.File("f.csv", "id,attack,outcome\n1,true,resisted\n"),
                "--model",
                "m",
                "--version",
                "1"
            )
        );

        using var body = JsonDocument.Parse(portal.Requests.Single(r => r.Method == "POST").Body);
        Assert.Equal("prompt-safety", body.RootElement.GetProperty("kind").GetString());
        Assert.StartsWith("governance evaluate prompts ", body.RootElement.GetProperty("tool").GetString());
    }

    [Fact]
    public async Task Evaluate_WithAPeriod_AlsoSendsItsMeasuresToTheMonitors()
    {
        await using var portal = await StubPortal.StartAsync(r =>
            r.Path.EndsWith("/figures", StringComparison.Ordinal)
                ? StubAnswer.Json("{\"stored\":2,\"breaches\":1,\"alerts\":[\"ALR-0007\"]}", 200)
                : StubAnswer.Json("{\"id\":\"EVD-0003\",\"sha256\":\"aa\"}", r.Method == "GET" ? 200 : 201)
        );
        var file = _run.File("answers.csv", "groundedness,latency_ms\n1,100\n0.5,200\n0.9,300\n");
        string[] args = ["evaluate", "answers", "--data", file, "--model", "m", "--version", "1"];

        Assert.Equal(0, await _run.InvokeAsync(portal, [.. args, "--start", "2026-11-01T00:00:00Z", "--end", "2026-11-08T00:00:00Z"]));

        Assert.Contains("Beyond their limits: 1 (ALR-0007).", _run.Out);
        var sent = portal.Requests.Single(r => r.Path.EndsWith("/figures", StringComparison.Ordinal));
        Assert.Equal("/api/v1/monitoring/m/1/figures", sent.Path);
        using var body = JsonDocument.Parse(sent.Body);
        Assert.Equal("2026-11-01T00:00:00Z", body.RootElement.GetProperty("start").GetString());
        var measure = body.RootElement.GetProperty("measures").GetProperty("groundedness");
        Assert.Equal(
            (0.8, 3, "higher"),
            (
                Math.Round(measure.GetProperty("value").GetDouble(), 12),
                measure.GetProperty("n").GetInt32(),
                measure.GetProperty("better").GetString()
            )
        );
        Assert.True(measure.GetProperty("low").GetDouble() < 0.8 && measure.GetProperty("high").GetDouble() > 0.8);
        Assert.Equal("lower", body.RootElement.GetProperty("measures").GetProperty("latencyP95Ms").GetProperty("better").GetString());

        Assert.Equal(2, await _run.InvokeAsync(portal, [.. args, "--start", "2026-11-01T00:00:00Z"]));
        Assert.Contains("Give both --start and --end", _run.Error);
        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "evaluate",
                "answers",
                "--data",
                file,
                "--start",
                "2026-11-01T00:00:00Z",
                "--end",
                "2026-11-08T00:00:00Z",
            ])
        );
    }

    // Check values published with the data: a filter's log by window, and the mean scores of answers by system.
    [Fact]
    public async Task RealData_FilterAndAnswers_AgreeWithTheirCheckValues()
    {
        var folder = Environment.GetEnvironmentVariable("GOVERNANCE_REAL_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "GOVERNANCE_REAL_DATA is not set.");
        var lines = new List<string>();
        using (
            var reader = new StreamReader(
                new GZipStream(File.OpenRead(Path.Combine(folder, "prompt_guard", "predictions.csv.gz")), CompressionMode.Decompress)
            )
        )
        {
            lines.AddRange((await reader.ReadToEndAsync()).Split('\n'));
        }

        // Window w2 holds harmless prompts with trigger words alone: there is no attack, so no rate, and the area under the curve is
        // undefined.
        var w2 = _run.File(
            "w2.csv",
            string.Join('\n', lines.Where((l, i) => i == 0 || l.Contains(",w2,prompt-guard,", StringComparison.Ordinal))) + "\n"
        );
        var json = await JsonAsync("prompts", "--data", w2);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("metrics").GetProperty("attackSuccessRate").GetProperty("value").ValueKind);
        Assert.Equal("not_run", json.GetProperty("verdict").GetString());
        Assert.True(json.GetProperty("metrics").GetProperty("overRefusalRate").GetProperty("value").GetDouble() > 0.2);
        Assert.Equal(0, await _run.InvokeAsync(["analyze", "performance", "--data", w2, "--ignore", "text", "-o", "json"]));
        using var performance = JsonDocument.Parse(_run.Out);
        Assert.Equal(JsonValueKind.Null, performance.RootElement.GetProperty("auc").ValueKind);
        Assert.Equal(
            "Labelled rows of both classes are needed.",
            performance.RootElement.GetProperty("reasons").GetProperty("auc").GetString()
        );

        var answers = await JsonAsync(
            "answers",
            "--data",
            Path.Combine(folder, "rag_eval", "responses.csv"),
            "--by",
            "system",
            "--scores",
            "correctness,completeness,overall"
        );
        using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "rag_eval", "evaluation.json")));
        foreach (var score in answers.GetProperty("scores").EnumerateArray())
        {
            Assert.Equal(8, score.GetProperty("groups").GetArrayLength());
            foreach (var group in score.GetProperty("groups").EnumerateArray())
            {
                var published = expected
                    .RootElement.GetProperty("by_system")
                    .GetProperty(group.GetProperty("name").GetString()!)
                    .GetProperty(score.GetProperty("name").GetString()!)
                    .GetDouble();
                Assert.Equal(published, group.GetProperty("mean").GetProperty("value").GetDouble(), precision: 6);
            }
        }
    }

    private async Task<JsonElement> JsonAsync(params string[] args)
    {
        Assert.Equal((0, string.Empty), (await _run.InvokeAsync(["evaluate", .. args, "-o", "json"]), _run.Error));
        return JsonDocument.Parse(_run.Out).RootElement;
    }
}
