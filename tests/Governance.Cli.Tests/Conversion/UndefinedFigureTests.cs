using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Cli.Conversion;
using Governance.Cli.Tests.Support;
using Governance.Domain;
using Governance.Policies;

namespace Governance.Cli.Tests.Conversion;

/// <summary>
/// One figure without a value does not cost the others: in every place where a report of any tool holds a number, whatever programs write
/// for "could not be computed" is left out and named, and what else the report holds is read as before.
/// </summary>
public sealed partial class UndefinedFigureTests : IDisposable
{
    private static readonly string[] s_forms = ["NaN", "Infinity", "-Infinity", "null", "\"N/A\"", "\"\"", "\" \"", "\"NaN\"", "\"none\""];

    private static readonly (string Tool, string Text, string? Version, ConversionHints Hints)[] s_samples =
    [
        ("evidently", ForeignSamples.Evidently7, "0.7.12", new(null, null)),
        ("evidently", ForeignSamples.Evidently4, null, new(null, null)),
        ("great-expectations", ForeignSamples.GreatExpectations, null, new(null, null)),
        ("fairlearn", ForeignSamples.Fairlearn, null, new(null, null)),
        ("aif360", ForeignSamples.Aif360, "0.6.1", new("sex", null)),
        ("garak", ForeignSamples.Garak, null, new(null, null)),
        ("pyrit", ForeignSamples.Pyrit, "0.9.0", new(null, null)),
        ("lm-eval", ForeignSamples.LmEval, null, new(null, null)),
        ("trulens", ForeignSamples.TruLens, "1.5", new(null, null)),
        ("whylabs", ForeignSamples.Whylogs, "1.6.4", new(null, null)),
        ("nannyml", ForeignSamples.NannyMl, "0.13.0", new(null, null)),
        ("deepchecks", ForeignSamples.Deepchecks, "0.19.1", new(null, null)),
        ("arize", ForeignSamples.Arize, null, new(null, null)),
        ("fiddler", ForeignSamples.Fiddler, null, new(null, "psi")),
        ("sagemaker-monitor", SageMakerSamples.Statistics, null, new(null, null)),
        ("sagemaker-monitor", SageMakerSamples.Quality, null, new(null, null)),
        ("sagemaker-monitor", SageMakerSamples.Constraints, null, new(null, null)),
        ("sagemaker-monitor", SageMakerSamples.QualityConstraints, null, new(null, null)),
        ("sagemaker-clarify", SageMakerSamples.Analysis, null, new(null, null)),
        ("sagemaker-card", SageMakerSamples.Card, null, new(null, null)),
    ];

    private readonly CliRun _run = new();

    public static TheoryData<int> Samples { get; } = [.. Enumerable.Range(0, s_samples.Length)];

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Samples_CoverEveryTool() => Assert.Equal(ForeignTools.Names.Order(), s_samples.Select(s => s.Tool).Distinct().Order());

    [Theory]
    [MemberData(nameof(Samples))]
    public void Report_WithOneUndefinedFigure_IsReadWithoutIt_AndNamesIt(int index)
    {
        var sample = s_samples[index];
        var before = Read(sample.Text, sample);
        var places = Places(sample.Text, sample.Tool).ToList();
        Assert.NotEmpty(places);
        var named = 0;
        foreach (var (at, length) in places)
        {
            foreach (var form in s_forms)
            {
                var changed = sample.Text[..at] + form + sample.Text[(at + length)..];
                var where = $"{sample.Tool}: {form} at {sample.Text[Math.Max(0, at - 60)..at]}…";
                var after = Try(() => Read(changed, sample), where);
                var isNamed = after.Undefined.Except(before.Undefined).Any();
                // A number that is not read changes nothing; whatever changes something is named.
                Assert.True(isNamed || after.Content == before.Content, $"{where} changed what was read, and is not named.");
                named += isNamed ? 1 : 0;
            }
        }

        Assert.True(named > 0, "No place was read.");
    }

    [Theory]
    [InlineData("evidently", """{"metrics":[{"metric_name":"ValueDrift(column=a,method=psi)","value":NaN}]}""", "0.7.1")]
    [InlineData("lm-eval", """{"results":{"a":{"acc,none":"N/A"}},"lm_eval_version":"0.4.9"}""", null)]
    [InlineData("garak", """{"entry_type":"eval","probe":"p","detector":"d","passed":null,"total":null}""", "0.13.1")]
    [InlineData("whylabs", """{"age":{"counts/n":null,"counts/null":3}}""", "1.6")]
    public void Report_WhoseEveryFigureIsUndefined_IsRefused_OrCountsForNoLimit(string tool, string text, string? version)
    {
        try
        {
            var made = ForeignTools.Convert(tool, Encoding.UTF8.GetBytes(text), version, new(null, null));
            var reading = Assert.Single(made.Reports.Select(Reading));
            Assert.All(reading.Metrics, m => Assert.Null(m.Value));
            Assert.All(reading.Facts.Drift?.Features ?? [], f => Assert.All(f.Statistics.Values, v => Assert.Null(v)));
            Assert.NotEqual(0, made.Undefined.Count);
        }
        catch (ConversionException refused)
        {
            Assert.Matches("null|NaN|N/A|attack", refused.Message);
        }
    }

    [Fact]
    public void OnlyTheReportWithoutAnyFigureIsLeftOut_TheOthersAreRead()
    {
        const string text = """
            { "metrics": [ { "metric_name": "ValueDrift(column=age,method=psi)", "value": 0.12 },
                { "metric_name": "RocAuc()", "config": { "type": "evidently:metric_v2:RocAuc" }, "value": NaN } ] }
            """;

        var made = ForeignTools.Convert("evidently", Encoding.UTF8.GetBytes(text), "0.7.12", new(null, null));

        Assert.Equal(["drift"], made.Reports.Select(r => WireName.Of(r.Kind)));
        Assert.Equal("metrics[1].value is NaN", made.Undefined.ToString());
    }

    [Fact]
    public void Garak_WithoutTheCountsOfADetector_CountsTheProbeAsErrors_AndNotAsDefended()
    {
        var text = ForeignSamples.Garak.Replace(
            "\"passed\": 70, \"fails\": 30",
            "\"passed\": null, \"fails\": null",
            StringComparison.Ordinal
        );

        var made = ForeignTools.Convert("garak", Encoding.UTF8.GetBytes(text), null, new(null, null)).Reports.Single();

        Assert.Equal(100, (long)made.Payload["cases"]!);
        Assert.Equal(100, (long)made.Payload["errors"]!);
        Assert.Equal(2, (int)made.Payload["undefinedCount"]!);
    }

    [Theory]
    [InlineData("0.0", "0.0", 0.0, 0.0151)]
    [InlineData("1.0", "0.0", 0.9849, 1.0)]
    [InlineData("0.5", "0.0", 0.4924, 0.5076)]
    public void LmEval_WithAnErrorOfNothing_HasNoIntervalOfNoWidth(string value, string error, double? low, double? high)
    {
        // All scores are 0.5: others make up at most 0.0151 of them, and lie at 0 or 1.
        // Wilson: 0 of 250 reaches z²/(n + z²) = 3.8415/253.8415 = 0.0151.
        var text = $$$"""
            { "results": { "t": { "acc,none": {{{value}}}, "acc_stderr,none": {{{error}}} } }, "lm_eval_version": "0.4.9",
              "n-samples": { "t": { "original": 250, "effective": 250 } } }
            """;

        var metric = Reading(ForeignTools.Convert("lm-eval", Encoding.UTF8.GetBytes(text), null, new(null, null)).Reports.Single())
            .Metrics.Single();

        Assert.Equal(low, metric.Low is { } from ? Math.Round(from, 4) : null);
        Assert.Equal(high, metric.High is { } to ? Math.Round(to, 4) : null);
    }

    [Fact]
    public async Task Commands_SayWhatWasLeftOut_AndStoreIt()
    {
        var file = _run.File("lm.json", ForeignSamples.LmEval);

        Assert.Equal(
            0,
            await _run.InvokeAsync(["model", "evidence", "convert", "--from", "lm-eval", file], TestContext.Current.CancellationToken)
        );
        Assert.Contains("Left out: results.gsm8k.exact_match_stderr,strict-match is the text N/A", _run.Out, StringComparison.Ordinal);

        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json($$"""{"id":"EVD-0001","sha256":"{{new string('a', 64)}}"}""", 201)
        );
        string[] add = ["model", "evidence", "add", "--model", "m", "--version", "1", "--from", "lm-eval", "--file", file];
        Assert.True(await _run.InvokeAsync(portal, add) == 0, _run.Error);
        Assert.Contains("Left out: results.gsm8k.exact_match_stderr,strict-match", _run.Out, StringComparison.Ordinal);
        Assert.Contains(
            "\"undefined\":[{\"place\":\"results.gsm8k",
            Regex.Replace(portal.Requests.Single().Text, @"\s", ""),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void ToolVersion_DoesWhatItSays(int index)
    {
        var (tool, text, version, hints) = s_samples[index];
        byte[] Bytes(string said) => Encoding.UTF8.GetBytes(said);
        if (ForeignTools.Convert(tool, Bytes(text), version, hints).Tool.EndsWith(" hosted", StringComparison.Ordinal))
        {
            var without = Assert.Throws<ConversionException>(() => ForeignTools.Convert(tool, Bytes(text), "1.0", hints));
            Assert.Contains($"{tool} is a service without versions", without.Message, StringComparison.Ordinal);
            return;
        }

        var stated = version is null ? ForeignTools.Convert(tool, Bytes(text), null, hints).Tool.Split(' ')[1] : null;
        string[] unsaid = stated is null
            ? [text]
            :
            [
                .. ((string[])["null", "\"\"", "\"N/A\"", "\"unknown\""]).Select(form =>
                    text.Replace($"\"{stated}\"", form, StringComparison.Ordinal)
                ),
                Member().Replace(text, m => m.Groups[1].Value == stated ? "\"other\": 0" : m.Value),
            ];
        foreach (var one in unsaid)
        {
            var asked = Assert.Throws<ConversionException>(() => ForeignTools.Convert(tool, Bytes(one), null, hints));
            Assert.Contains($"Use --tool-version to give the version of {tool}", asked.Message, StringComparison.Ordinal);
            Assert.Equal($"{tool} {stated ?? version}", ForeignTools.Convert(tool, Bytes(one), stated ?? version, hints).Tool);
        }
    }

    [GeneratedRegex("\"[a-z_]*version\": \"([^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Member();

    [GeneratedRegex(
        "(?<=[:\\[ ,])-?[0-9][0-9.eE+-]*(?=[ ,}\\]\n\r])|(?<=\"(?:score_value|outcome)\": ?)\"[A-Za-z]+\"",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NumberOrVerdict();

    // What stands in a text is no number: it is masked before places are looked for.
    private static IEnumerable<(int At, int Length)> Places(string text, string tool)
    {
        var masked = tool == "pyrit" ? text : Quoted().Replace(text, m => new string('"', m.Length));
        // A class of labels is a name, also where it is written as a number.
        return NumberOrVerdict()
            .Matches(masked)
            .Where(m => !text[..m.Index].EndsWith("\"Class\": ", StringComparison.Ordinal))
            .Select(m => (m.Index, m.Length));
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    private static T Try<T>(Func<T> read, string where)
    {
        try
        {
            return read();
        }
        catch (ConversionException refused)
        {
            throw new InvalidOperationException($"{where} sank the report: {refused.Message}", refused);
        }
    }

    private static (HashSet<string> Undefined, string Content) Read(
        string text,
        (string Tool, string Text, string? Version, ConversionHints Hints) sample
    )
    {
        var made = ForeignTools.Convert(sample.Tool, Encoding.UTF8.GetBytes(text), sample.Version, sample.Hints);
        var undefined = new HashSet<string>(StringComparer.Ordinal);
        var content = new StringBuilder($"{made.ProducedAt:O}");
        foreach (var report in made.Reports)
        {
            undefined.UnionWith((report.Payload["undefined"] as JsonArray ?? []).Select(u => u!.ToJsonString()));
            Assert.Equal(made.Undefined.Count, (int?)report.Payload["undefinedCount"] ?? 0);
            report.Payload.Remove("undefined");
            report.Payload.Remove("undefinedCount");
            report.Payload.Remove("source");
            content.Append(WireName.Of(report.Kind)).Append(report.Payload.ToJsonString());
        }

        return (undefined, content.ToString());
    }

    private static EvidenceReading Reading(Converted report) =>
        EvidenceFacts.Read(WireName.Of(report.Kind), Encoding.UTF8.GetBytes(report.Payload.ToJsonString()), "application/json");
}
