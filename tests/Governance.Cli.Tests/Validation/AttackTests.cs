using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Policies;

namespace Governance.Cli.Tests.Validation;

/// <summary>Attacks on an endpoint that answers as a test says: 1 / (1 + exp(−(a − b))).</summary>
public sealed class AttackTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Validate_Attack_KeepsAdversarialRowsAndMetricsAPolicyReads()
    {
        await using var server = await StubPortal.StartAsync(Answer);

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                server,
                [
                    .. Args(server),
                    "--attack",
                    "boundary,score",
                    "--attack-budget",
                    "200",
                    "--attack-rows",
                    "40",
                    "--immutable",
                    "b",
                    "--label",
                    "label",
                    "--model",
                    "loan-scorer",
                    "--version",
                    "1.4.0",
                ]
            )
        );

        using var evidence = JsonDocument.Parse(server.Requests.Single(r => r.Path.EndsWith("/evidence", StringComparison.Ordinal)).Body);
        Assert.Equal("robustness", evidence.RootElement.GetProperty("kind").GetString());
        var payload = evidence.RootElement.GetProperty("payload");
        var attack = payload.GetProperty("adversarial");
        Assert.Equal(JsonValueKind.Null, attack.GetProperty("verdict").ValueKind);
        Assert.Equal(40, attack.GetProperty("rows").GetInt32());
        Assert.InRange(attack.GetProperty("queries").GetProperty("largest").GetInt64(), 1, 400);
        Assert.Equal(
            ["boundary", "score"],
            attack.GetProperty("methods").EnumerateArray().Select(m => m.GetProperty("method").GetString())
        );
        Assert.Equal(["a"], attack.GetProperty("changeable").EnumerateArray().Select(c => c.GetString()));

        var data = Rows();
        var found = attack.GetProperty("examples").EnumerateArray().ToList();
        Assert.Equal(20, found.Count);
        foreach (var row in found)
        {
            var (a, b) = data[row.GetProperty("row").GetInt32() - 1];
            var change = Assert.Single(row.GetProperty("changes").EnumerateArray());
            Assert.Equal(a, change.GetProperty("original").GetDouble());
            var after = change.GetProperty("adversarial").GetDouble();
            // The nearest change is to b.
            Assert.True(after >= b == (row.GetProperty("classAfter").GetInt32() == 1));
            Assert.InRange(Math.Abs(after - a), Math.Abs(b - a), 1.05 * Math.Abs(b - a));
        }

        var read = EvidenceFacts.Read("robustness", Encoding.UTF8.GetBytes(payload.GetRawText()), "application/json");
        Assert.Null(read.Facts.Unreadable);
        var rate = read.Metrics.Single(m => m.Name == "evasionSuccessRate");
        Assert.Equal(attack.GetProperty("successRate").GetProperty("value").GetDouble(), rate.Value);
        Assert.Equal(40, rate.N);
        Assert.True(rate.Low < rate.Value && rate.Value < rate.High);
        Assert.Equal(0.5, read.Metrics.Single(m => m.Name == "evasionBound").Value);
        Assert.InRange(read.Metrics.Single(m => m.Name == "evasionQueries").Value!.Value, 100, 400);
        Assert.Contains(read.Metrics, m => m.Name == "evasionMedianDistance" && m.Value > 0);
        Assert.Contains(read.Metrics, m => m.Name == "robustAccuracy" && m.Value is > 0 and < 1);
        Assert.Contains(read.Metrics, m => m.Name == "flipRate");
        Assert.Contains("attack: measured, not checked.", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_WithoutAttack_AsksNoMoreAndSaysNothingOfIt()
    {
        await using var server = await StubPortal.StartAsync(Answer);

        Assert.Equal(0, await _run.InvokeAsync([.. Args(server), "-o", "json"]));

        using var json = JsonDocument.Parse(_run.Out);
        Assert.False(json.RootElement.GetProperty("robustness").TryGetProperty("adversarial", out _));
        // Each row once, and its perturbations.
        Assert.Equal(60 + (60 * 41), json.RootElement.GetProperty("traffic").GetProperty("rows").GetInt64());
    }

    [Fact]
    public async Task Validate_MoreTurnedThanAllowed_Exits1()
    {
        await using var server = await StubPortal.StartAsync(Answer);

        Assert.Equal(
            1,
            await _run.InvokeAsync([
                .. Args(server),
                "--attack",
                "boundary",
                "--attack-budget",
                "100",
                "--max-attack-success",
                "0.01",
                "--attack-bound",
                "1",
                "--attack-norm",
                "linf",
                "--max-flip-rate",
                "1",
                "--fail-on",
                "fail",
                "-o",
                "junit",
            ])
        );
        Assert.Contains("robustness/attack", _run.Out, StringComparison.Ordinal);
        Assert.Contains("the maximum is 0.01", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_ScoresAskedOfAModelOfClasses_EndsUndecidedAndIsNotRun()
    {
        await using var server = await StubPortal.StartAsync(r => Answer(r, s => s >= 0.5 ? 1 : 0));

        Assert.Equal(3, await _run.InvokeAsync([.. Args(server), "--attack", "score", "--attack-budget", "50", "-o", "json"]));

        Assert.Contains("--attack score could not be run. The model returns classes", _run.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(_run.Out);
        var attack = json.RootElement.GetProperty("robustness").GetProperty("adversarial");
        Assert.Equal("not_run", attack.GetProperty("verdict").GetString());
        Assert.Equal("not_run", attack.GetProperty("methods")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Validate_EndpointFailsDuringTheAttack_EndsUndecidedAndStoresNothing()
    {
        var asked = 0;
        await using var server = await StubPortal.StartAsync(r =>
            r.Path.EndsWith("/invocations", StringComparison.Ordinal) && Interlocked.Increment(ref asked) > 50
                ? StubAnswer.Problem(500, "gone")
                : Answer(r)
        );

        Assert.Equal(
            3,
            await _run.InvokeAsync(
                server,
                [.. Args(server), "--attack", "boundary", "--retries", "0", "--model", "loan-scorer", "--version", "1.4.0"]
            )
        );
        Assert.Contains("status 500", _run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, r => r.Path.EndsWith("/evidence", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--attack nuclear", "--attack must be among boundary, score")]
    [InlineData("--attack score --checks poisoning", "--attack requires the check robustness")]
    [InlineData("--attack score --attack-bound 0", "--attack-bound must be")]
    [InlineData("--attack score --range a=5:1", "--range must be")]
    [InlineData("--attack score --range z=0:1", "\"z\", which is not a column of numbers")]
    [InlineData("--attack score --integer z", "\"z\", which is not a column of numbers")]
    [InlineData("--attack score --one-hot a", "at least two columns")]
    [InlineData("--attack score --one-hot a,b --one-hot b,a", "one group")]
    [InlineData("--attack score --max-scored 1000", "of them for attacks")]
    public async Task Validate_WrongUsageOfAttacks_Exits2BeforeTheModelIsAsked(string more, string words)
    {
        await using var server = await StubPortal.StartAsync(Answer);

        Assert.Equal(
            2,
            await _run.InvokeAsync([
                .. more.Contains("--checks", StringComparison.Ordinal) ? Args(server)[..^2] : Args(server),
                .. more.Split(' '),
            ])
        );

        Assert.Contains(words, _run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private string[] Args(StubPortal server) =>
        [
            "validate",
            "--endpoint",
            server.Url + "/invocations",
            "--protocol",
            "mlflow",
            "--data",
            Data(),
            "--features",
            "a,b",
            "--checks",
            "robustness",
        ];

    private string Data()
    {
        var text = new StringBuilder("a,b,label\n");
        foreach (var (a, b) in Rows())
        {
            text.Append(CultureInfo.InvariantCulture, $"{a},{b},{(a > b ? 1 : 0)}\n");
        }

        return _run.File("holdout.csv", text.ToString());
    }

    private static (double A, double B)[] Rows() =>
        [.. Enumerable.Range(0, 60).Select(i => (Math.Round(Math.Sin(i * 1.7) * 3, 3), Math.Round(Math.Cos(i * 2.3), 3)))];

    private static StubAnswer Answer(SeenRequest request) => Answer(request, s => s);

    private static StubAnswer Answer(SeenRequest request, Func<double, double> answer)
    {
        if (!request.Path.EndsWith("/invocations", StringComparison.Ordinal))
        {
            return request.Method == "GET"
                ? StubAnswer.Json("{\"version\":\"1.4.0\"}")
                : StubAnswer.Json($$"""{"id":"EVD-0001","kind":"x","sha256":"{{new string('a', 64)}}"}""", 201);
        }

        using var body = JsonDocument.Parse(request.Body);
        var scores = body
            .RootElement.GetProperty("dataframe_split")
            .GetProperty("data")
            .EnumerateArray()
            .Select(r => answer(1 / (1 + Math.Exp(r[1].GetDouble() - r[0].GetDouble()))));
        return StubAnswer.Json(
            $$"""{"predictions":[{{string.Join(',', scores.Select(s => s.ToString("R", CultureInfo.InvariantCulture)))}}]}"""
        );
    }
}
