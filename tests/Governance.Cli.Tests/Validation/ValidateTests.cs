using System.Globalization;
using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Validation;

/// <summary>Validation of live models, against real ones of scikit-learn.</summary>
public sealed class ValidateTests(ScoringServer server) : IClassFixture<ScoringServer>, IDisposable
{
    private const string Artifact = "7d367077fd26375054f2bd14df5e3fb79926cc9058a07c783a92149c0eb488ce";

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("mlflow", "/logistic/invocations", "dataframe_split")]
    [InlineData("mlflow", "/logistic", "dataframe_records")]
    [InlineData("mlflow", "/logistic", "instances")]
    [InlineData("mlflow", "/logistic", "inputs")]
    [InlineData("kserve-v2", "/v2/models/logistic", null)]
    [InlineData("kserve-v2", "/v2/models/logistic/infer", null)]
    public async Task Validate_EveryProtocolAndForm_MeasuresTheSameModelAlike(string protocol, string path, string? payload)
    {
        var json = await JsonAsync([
            .. Args(protocol, path),
            .. payload is null ? Array.Empty<string>() : ["--payload", payload],
            "--checks",
            "performance",
            "--features",
            "a,b,c,region",
        ]);

        var performance = json.GetProperty("performance");
        Assert.Equal(600, performance.GetProperty("labelled").GetInt32());
        Assert.Equal("score", json.GetProperty("answers").GetString());
        // All forms reach the same model, so the figure is the same to the last digit whatever the form.
        Assert.Equal(await ReferenceAucAsync(), performance.GetProperty("auc").GetDouble(), precision: 12);
        Assert.InRange(performance.GetProperty("auc").GetDouble(), 0.85, 0.99);
        Assert.Equal(2, json.GetProperty("traffic").GetProperty("requests").GetInt64() - (protocol == "mlflow" ? 0 : 1));
    }

    [Fact]
    public async Task Validate_AllChecks_ReportsEachPartAndPassesASoundModel()
    {
        var json = await JsonAsync([
            .. Args("mlflow", "/logistic"),
            "--features",
            "a,b,c,region,branch",
            "--irrelevant",
            "branch",
            "--protected",
            "sex",
            "--probe-rows",
            "60",
            "--explain-rows",
            "2",
            "--coalitions",
            "16",
            "--max-flip-rate",
            "0.3",
            "--fail-on",
            "fail",
        ]);

        Assert.All(json.GetProperty("consistency").EnumerateArray(), c => Assert.Equal("ok", c.GetProperty("verdict").GetString()));
        Assert.Equal(
            ["repeated_input", "irrelevant_column"],
            json.GetProperty("consistency").EnumerateArray().Select(c => c.GetProperty("check").GetString())
        );
        Assert.Equal("sex", json.GetProperty("fairness").GetProperty("attributes")[0].GetProperty("attribute").GetString());
        var curve = json.GetProperty("robustness").GetProperty("evasion").GetProperty("curve").EnumerateArray().ToList();
        Assert.Equal([0.01, 0.05, 0.1, 0.25], curve.Select(p => p.GetProperty("size").GetDouble()));
        Assert.All(curve, p => Assert.Equal(60, p.GetProperty("rows").GetInt32()));
        // Larger steps reach at least as far.
        Assert.True(
            curve[3].GetProperty("flipRate").GetProperty("value").GetDouble()
                >= curve[0].GetProperty("flipRate").GetProperty("value").GetDouble()
        );
        Assert.Equal(5, json.GetProperty("robustness").GetProperty("poisoning").GetArrayLength());
        Assert.Equal(
            ["shap", "lime"],
            json.GetProperty("explainability").GetProperty("methods").EnumerateArray().Select(m => m.GetString())
        );
        Assert.Equal("a", Leading(json, "shap"));
        Assert.Equal("a", Leading(json, "lime"));
    }

    [Fact]
    public async Task FailOn_GroupsTooSmallToBeJudged_EndsUndecided()
    {
        var few = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        try
        {
            await File.WriteAllLinesAsync(
                few,
                (await File.ReadAllLinesAsync(server.Data, TestContext.Current.CancellationToken)).Take(13),
                TestContext.Current.CancellationToken
            );

            var exit = await _run.InvokeAsync([
                "validate",
                "--endpoint",
                Url("/logistic"),
                "--protocol",
                "mlflow",
                "--data",
                few,
                "--ignore",
                "target",
                "--features",
                "a,b,c,region",
                "--protected",
                "sex",
                "--explain-rows",
                "1",
                "--coalitions",
                "16",
                "--fail-on",
                "fail",
            ]);

            Assert.Equal(3, exit);
            Assert.Contains("--fail-on has nothing to check for \"sex\"", _run.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(few);
        }
    }

    // φ_j = β_j (x_j − mean of the background's x_j) for a linear model with independent inputs left out one by one.
    [Theory]
    [InlineData("mlflow", "/linear")]
    [InlineData("kserve-v2", "/v2/models/linear")]
    public async Task Validate_LinearModel_KernelShapIsExactByTheClosedForm(string protocol, string path)
    {
        var json = await JsonAsync([
            .. Args(protocol, path),
            "--features",
            "a,b,c",
            "--checks",
            "attributions",
            "--explain-rows",
            "4",
            "--background-rows",
            "7",
        ]);

        var rows = (await File.ReadAllLinesAsync(server.Data))
            .Skip(1)
            .Select(l => l.Split(',').Take(3).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        double[][] background = [.. Enumerable.Range(0, 7).Select(i => rows[i * 600 / 7])];
        var shap = json.GetProperty("explainability").GetProperty("explanations")[0];
        Assert.True(shap.GetProperty("exact").GetBoolean());
        Assert.Equal(4, shap.GetProperty("rows").GetArrayLength());
        foreach (var row in shap.GetProperty("rows").EnumerateArray())
        {
            var x = rows[row.GetProperty("row").GetInt32() - 1];
            for (var j = 0; j < 3; j++)
            {
                var expected = server.Coefficients[j] * (x[j] - background.Average(b => b[j]));
                Assert.Equal(expected, row.GetProperty("contributions").GetProperty("abc"[j].ToString()).GetDouble(), precision: 9);
            }
        }
    }

    [Fact]
    public async Task Validate_SmallTree_KernelShapEqualsTheDefinitionOverAllOrders()
    {
        var json = await JsonAsync([
            .. Args("mlflow", "/tree"),
            "--features",
            "a,b,c",
            "--checks",
            "attributions",
            "--explain-rows",
            "2",
            "--background-rows",
            "3",
        ]);

        var rows = (await File.ReadAllLinesAsync(server.Data))
            .Skip(1)
            .Select(l => l.Split(',').Take(3).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        double[][] background = [.. Enumerable.Range(0, 3).Select(i => rows[i * 200])];
        foreach (var row in json.GetProperty("explainability").GetProperty("explanations")[0].GetProperty("rows").EnumerateArray())
        {
            var x = rows[row.GetProperty("row").GetInt32() - 1];
            var values = new double[8];
            for (var s = 0; s < 8; s++)
            {
                var mixed = background.Select(b =>
                    new[] { (s & 1) != 0 ? x[0] : b[0], (s & 2) != 0 ? x[1] : b[1], (s & 4) != 0 ? x[2] : b[2] }
                );
                values[s] = (await AskAsync("/tree/invocations", mixed)).Average();
            }

            int[][] orders =
            [
                [0, 1, 2],
                [0, 2, 1],
                [1, 0, 2],
                [1, 2, 0],
                [2, 0, 1],
                [2, 1, 0],
            ];
            for (var j = 0; j < 3; j++)
            {
                // The mean, over all orders in which inputs become known, of what this one adds to those before it.
                var expected = orders.Average(order =>
                    Array.IndexOf(order, j) is var at && order.Take(at).Sum(i => 1 << i) is var before
                        ? values[before | (1 << j)] - values[before]
                        : 0
                );
                Assert.Equal(expected, row.GetProperty("contributions").GetProperty("abc"[j].ToString()).GetDouble(), precision: 9);
            }
        }
    }

    [Fact]
    public async Task Validate_IrrelevantColumnMovesScores_IsFoundWithItsColumn()
    {
        Assert.Equal(
            1,
            await _run.InvokeAsync([
                .. Args("mlflow", "/leaky"),
                "--features",
                "a,b,c,region,branch",
                "--irrelevant",
                "branch",
                "--checks",
                "consistency",
                "--fail-on",
                "fail",
                "-o",
                "junit",
            ])
        );

        Assert.Contains("consistency/irrelevant_column/branch", _run.Out);
        Assert.Contains("failures=\"1\"", _run.Out);
    }

    [Fact]
    public async Task Validate_ScoresChangeFromCallToCall_IsFound()
    {
        var json = await JsonAsync(
            [.. Args("mlflow", "/noisy"), "--features", "a,b,c,region", "--checks", "consistency", "--batch", "300"],
            exit: 0
        );

        var check = json.GetProperty("consistency")[0];
        Assert.NotEqual("ok", check.GetProperty("verdict").GetString());
        Assert.True(check.GetProperty("moved").GetProperty("value").GetDouble() > 0.4);
        Assert.NotEqual(0, check.GetProperty("differing").GetArrayLength());
    }

    [Fact]
    public async Task Validate_ClassesAsTexts_NeedThePositiveOneAndHaveNoAuc()
    {
        Assert.Equal(2, await _run.InvokeAsync([.. Args("mlflow", "/labels"), "--features", "a,b,c,region", "--checks", "performance"]));
        Assert.Contains("--positive-label", _run.Error);

        var data = _run.File(
            "texts.csv",
            (await File.ReadAllTextAsync(server.Data))
                .Replace(",1,", ",yes,", StringComparison.Ordinal)
                .Replace(",0,", ",no,", StringComparison.Ordinal)
        );
        var json = await JsonAsync([
            "validate",
            "--endpoint",
            Url("/labels"),
            "--protocol",
            "mlflow",
            "--data",
            data,
            "--features",
            "a,b,c,region",
            "--checks",
            "performance",
            "--positive-label",
            "yes",
        ]);
        Assert.Equal("class", json.GetProperty("answers").GetString());
        Assert.InRange(json.GetProperty("performance").GetProperty("accuracy").GetDouble(), 0.75, 0.95);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("performance").GetProperty("auc").ValueKind);
    }

    [Fact]
    public async Task Validate_BusyServer_IsAskedAgainUntilItAnswers()
    {
        var json = await JsonAsync([.. Args("mlflow", "/busy"), "--features", "a,b,c,region", "--checks", "performance", "--batch", "300"]);

        Assert.Equal(4, json.GetProperty("traffic").GetProperty("retries").GetInt32());
        Assert.Equal(4, _run.Clock.Pauses.Count);

        Assert.Equal(
            3,
            await _run.InvokeAsync([
                .. Args("mlflow", "/busy"),
                "--features",
                "a,b,c,region",
                "--checks",
                "performance",
                "--batch",
                "299",
                "--retries",
                "1",
            ])
        );
        Assert.Contains("status 503", _run.Error);
    }

    [Fact]
    public async Task Validate_SlowServer_EndsAfterTheTimeAllowed()
    {
        Assert.Equal(
            3,
            await _run.InvokeAsync([
                .. Args("mlflow", "/slow"),
                "--features",
                "a,b,c,region",
                "--checks",
                "performance",
                "--timeout",
                "1s",
                "--retries",
                "0",
            ])
        );
        Assert.Contains("took too long", _run.Error);
        Assert.Empty(_run.Out);
    }

    [Fact]
    public async Task Validate_Cancelled_Exits3()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        Assert.Equal(3, await _run.InvokeAsync([.. Args("mlflow", "/slow"), "--features", "a,b,c,region"], cancel.Token));
        Assert.Contains("Cancelled", _run.Error);
    }

    [Fact]
    public async Task Validate_GuardedServer_TakesItsKeyFromAFileAndNeverFromArguments()
    {
        string[] args = [.. Args("kserve-v2", "/v2/models/guarded"), "--features", "a,b,c,region", "--checks", "performance"];
        Assert.Equal(3, await _run.InvokeAsync(args));
        Assert.Contains("status 401", _run.Error);

        Assert.Equal(0, await _run.InvokeAsync([.. args, "--endpoint-key-file", _run.File("key", "endpoint-secret\n")]));
        Assert.DoesNotContain("endpoint-secret", _run.Out + _run.Error);

        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "validate",
                "--endpoint",
                "http://models.example/x",
                "--protocol",
                "mlflow",
                "--data",
                server.Data,
                "--endpoint-key-file",
                _run.File("key", "k"),
            ])
        );
        Assert.Contains("plain HTTP", _run.Error);
    }

    [Theory]
    [InlineData("mlflow", "/logistic", "--features a,nope", "nope")]
    [InlineData("mlflow", "/logistic", "--irrelevant sex --protected sex", "not among the columns sent")]
    [InlineData("mlflow", "/logistic", "--features a,b", "status 400")]
    [InlineData("kserve-v2", "/logistic", "", "/v2/models/NAME")]
    [InlineData("kserve-v2", "/v2/models/linear", "--features a,b,region", "contains no numbers")]
    [InlineData("mlflow", "/logistic", "--features a,b,c,region --max-scored 500", "--max-scored")]
    [InlineData("mlflow", "/logistic", "--checks everything", "--checks must be")]
    [InlineData("mlflow", "/logistic", "--model m", "both --model and --version")]
    public async Task Validate_WrongUsage_Exits2AndSaysWhat(string protocol, string path, string more, string words)
    {
        Assert.Equal(2, await _run.InvokeAsync([.. Args(protocol, path), .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));

        Assert.Contains(words, _run.Error);
        Assert.Empty(_run.Out);
    }

    [Fact]
    public async Task Validate_WithModelAndVersion_StoresEachPartAsEvidenceOfItsKind()
    {
        var number = 0;
        await using var portal = await StubPortal.StartAsync(r =>
            r.Method == "GET"
                ? StubAnswer.Json($$$"""{"version":"1.4.0","artifact":{"sha256":"{{{Artifact}}}"}}""")
                : StubAnswer.Json(
                    $$"""{"id":"EVD-{{Interlocked.Increment(ref number):0000}}","kind":"x","sha256":"{{new string('a', 64)}}"}""",
                    201
                )
        );

        Assert.SkipWhen(server.Url is null, "There is no Python with scikit-learn.");
        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                [
                    .. Args("mlflow", "/logistic"),
                    "--features",
                    "a,b,c,region",
                    "--protected",
                    "sex",
                    "--model",
                    "loan-scorer",
                    "--version",
                    "1.4.0",
                    "--by",
                    "region",
                    "--probe-rows",
                    "40",
                    "--explain-rows",
                    "1",
                    "--coalitions",
                    "16",
                ]
            )
        );

        var sent = portal.Requests.Where(r => r.Method == "POST").ToList();
        Assert.All(sent, r => Assert.Equal("/api/v1/models/loan-scorer/versions/1.4.0/evidence", r.Path));
        var bodies = sent.Select(r => JsonDocument.Parse(r.Body).RootElement).ToList();
        Assert.Equal(["validation", "fairness", "robustness", "explainability"], bodies.Select(b => b.GetProperty("kind").GetString()));
        // What a gate reads of each.
        var readings = bodies.ToDictionary(
            b => b.GetProperty("kind").GetString()!,
            b =>
                Governance.Policies.EvidenceFacts.Read(
                    b.GetProperty("kind").GetString()!,
                    System.Text.Encoding.UTF8.GetBytes(b.GetProperty("payload").GetRawText()),
                    "application/json"
                ),
            StringComparer.Ordinal
        );
        Assert.All(readings.Values, r => Assert.Null(r.Facts.Unreadable));
        // What was measured is the version's own artifact, for the protocol has no word for it, on the file that was read.
        var held = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(server.Data)));
        Assert.All(readings.Values, r => Assert.Equal((Artifact, held), (r.Facts.Subject!.ArtifactSha256, r.Facts.Subject.DatasetSha256)));
        Assert.Equal([600L, 600L, 40L, 1L], readings.Values.Select(r => r.Facts.Subject!.Rows!.Value));
        Assert.All(bodies, b => Assert.Equal("version", b.GetProperty("payload").GetProperty("artifactFrom").GetString()));
        Assert.Null(readings["fairness"].Facts.Subject!.Seed);
        Assert.NotNull(readings["robustness"].Facts.Subject!.Seed);
        Assert.Equal(["region"], readings["validation"].Facts.Slices);
        Assert.Equal(
            3,
            readings["validation"].Metrics.Count(m => m.Name == "auc" && m.Slice?.StartsWith("region=", StringComparison.Ordinal) == true)
        );
        Assert.Contains(readings["fairness"].Metrics, m => m is { Name: "demographicParityDifference", Attribute: "sex", Slice: not null });
        Assert.Contains(readings["validation"].Metrics, m => m.Name == "auc" && m.Value > 0.8);
        Assert.Contains(readings["fairness"].Metrics, m => m.Name == "demographicParityDifference" && m.Attribute == "sex");
        Assert.Contains(readings["robustness"].Metrics, m => m.Name == "flipRate" && m.N == 40);
        Assert.Equal(["lime", "shap"], readings["explainability"].Facts.Explainability!.Methods);
        Assert.Contains("Stored EVD-0001 (validation).", _run.Out);
    }

    [Fact]
    public async Task Validate_VersionUnknownToThePortal_EndsBeforeTheModelIsAsked()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(404, "There is no such version."));

        Assert.Equal(2, await _run.InvokeAsync(portal, [.. Args("mlflow", "/slow"), "--features", "a", "--model", "m", "--version", "9"]));
        Assert.Contains("There is no such version.", _run.Error);
    }

    private string Url(string path)
    {
        Assert.SkipWhen(server.Url is null, "There is no Python with scikit-learn.");
        return server.Url + path;
    }

    private string[] Args(string protocol, string path) =>
        ["validate", "--endpoint", Url(path), "--protocol", protocol, "--data", server.Data, "--ignore", "target"];

    private async Task<JsonElement> JsonAsync(string[] args, int exit = 0)
    {
        Assert.Equal(
            (exit, string.Empty),
            (
                await _run.InvokeAsync([.. args, "-o", "json"]),
                _run.Error.StartsWith("Scoring at ", StringComparison.Ordinal) && _run.Error.Count(c => c == '\n') == 1
                    ? string.Empty
                    : _run.Error
            )
        );
        return JsonDocument.Parse(_run.Out).RootElement;
    }

    private async Task<double> ReferenceAucAsync()
    {
        var json = await JsonAsync([
            .. Args("mlflow", "/logistic"),
            "--features",
            "a,b,c,region",
            "--checks",
            "performance",
            "--batch",
            "1000",
        ]);
        return json.GetProperty("performance").GetProperty("auc").GetDouble();
    }

    private async Task<double[]> AskAsync(string path, IEnumerable<double[]> rows)
    {
        using var client = new HttpClient();
        var body = JsonSerializer.Serialize(new { dataframe_split = new { columns = new[] { "a", "b", "c" }, data = rows } });
        using var answer = await client.PostAsync(server.Url + path, new StringContent(body));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return [.. json.RootElement.GetProperty("predictions").EnumerateArray().Select(p => p.GetDouble())];
    }

    private static string Leading(JsonElement json, string method) =>
        json.GetProperty("explainability")
            .GetProperty("explanations")
            .EnumerateArray()
            .Single(e => e.GetProperty("method").GetString() == method)
            .GetProperty("globalImportance")[0]
            .GetProperty("feature")
            .GetString()!;
}
