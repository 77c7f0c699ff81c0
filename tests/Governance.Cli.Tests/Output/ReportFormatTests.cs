using System.Text.Json;
using System.Xml.Linq;
using Governance.Cli.Output;
using Governance.Cli.Tests.Models;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Output;

public sealed class ReportFormatTests : IDisposable
{
    private static readonly CheckReport s_report = new(
        "gate",
        "m@1",
        "a file/mödel.yaml",
        [
            new CheckItem(
                "FAIR-01",
                "metric_threshold",
                CheckSeverity.Critical,
                CheckOutcome.Fail,
                "bad\u0000\u001b ]]> <x> \ud800 100%\r\n::error::forged"
            )
            {
                Line = 12,
                Controls = ["Art. 10"],
            },
            new CheckItem("EVID:01,x", "evidence_required", CheckSeverity.Low, CheckOutcome.Error, "unknown"),
            new CheckItem("OK-01", "t", CheckSeverity.High, CheckOutcome.Pass, "fine"),
            new CheckItem("WV-01", "t", CheckSeverity.High, CheckOutcome.Waived, "accepted until May"),
            new CheckItem("NA-01", "t", CheckSeverity.High, CheckOutcome.NotApplicable, "elsewhere"),
            new CheckItem("W-01", "t", CheckSeverity.Medium, CheckOutcome.Warn, "look | here"),
        ]
    )
    {
        Headline = "The gate blocks",
    };

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Sarif_EveryOutcome_FollowsTheStandard()
    {
        using var json = JsonDocument.Parse(OutputPlan.JsonText(writer => SarifReport.Write(s_report, writer)));
        var root = json.RootElement;
        Assert.Equal("2.1.0", root.GetProperty("version").GetString());
        var run = root.GetProperty("runs")[0];
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal("governance", driver.GetProperty("name").GetString());
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["fail", "open", "pass", "fail", "notApplicable", "fail"], results.Select(r => r.GetProperty("kind").GetString()));
        Assert.Equal(["error", "none", "none", "error", "none", "warning"], results.Select(r => r.GetProperty("level").GetString()));
        Assert.False(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal(
            "unknown",
            run.GetProperty("invocations")[0]
                .GetProperty("toolExecutionNotifications")[0]
                .GetProperty("message")
                .GetProperty("text")
                .GetString()
        );
        Assert.Equal("accepted", results[3].GetProperty("suppressions")[0].GetProperty("status").GetString());
        var place = results[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("a%20file/m%C3%B6del.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(12, place.GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.All(results, r => Assert.Equal(64, r.GetProperty("partialFingerprints").GetProperty("governance/v1").GetString()!.Length));
        Assert.All(
            results,
            r =>
                Assert.Equal(
                    r.GetProperty("ruleId").GetString(),
                    driver.GetProperty("rules")[r.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString()
                )
        );
        Assert.All(
            driver.GetProperty("rules").EnumerateArray(),
            r => Assert.Matches("^[0-9]\\.[0-9]$", r.GetProperty("properties").GetProperty("security-severity").GetString())
        );
    }

    [Fact]
    public void JUnit_ControlCharactersAndMarkup_StayWellFormedXml()
    {
        var xml = XDocument.Parse(JUnitReport.Write(s_report));
        var suite = xml.Root!.Element("testsuite")!;
        Assert.Equal(
            ("6", "1", "1", "2"),
            (
                suite.Attribute("tests")!.Value,
                suite.Attribute("failures")!.Value,
                suite.Attribute("errors")!.Value,
                suite.Attribute("skipped")!.Value
            )
        );
        var failure = suite.Elements("testcase").First().Element("failure")!;
        Assert.Equal("critical", failure.Attribute("type")!.Value);
        Assert.Contains("]]> <x>", failure.Value);
        Assert.Contains("\uFFFD\uFFFD ]]>", failure.Value);
        Assert.Equal("gate.metric_threshold", suite.Elements("testcase").First().Attribute("classname")!.Value);
    }

    [Fact]
    public void GitHub_TextThatLooksLikeACommand_IsEscaped()
    {
        var lines = GitHubAnnotations.Write(s_report).TrimEnd('\n').Split('\n');

        Assert.Equal(3, lines.Length); // fail, error, warn; never a line of the message's own
        Assert.Equal(
            "::error file=a file/mödel.yaml,line=12,title=FAIR-01::bad\u0000\u001b ]]> <x> \ud800 100%25%0D%0A::error::forged",
            lines[0]
        );
        Assert.StartsWith("::error file=a file/mödel.yaml,line=1,title=EVID%3A01%2Cx::", lines[1]);
        Assert.StartsWith("::warning ", lines[2]);
    }

    [Fact]
    public void GitLab_Findings_HaveSeverityPathAndStableFingerprint()
    {
        using var json = JsonDocument.Parse(OutputPlan.JsonText(writer => GitLabReport.Write(s_report, writer)));
        var items = json.RootElement.EnumerateArray().ToList();

        Assert.Equal(["blocker", "minor", "minor"], items.Select(i => i.GetProperty("severity").GetString()));
        Assert.Equal(12, items[0].GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32());
        Assert.Equal(
            Fingerprint.Of(s_report, s_report.Items[0] with { Message = "other words", Line = 99 }),
            items[0].GetProperty("fingerprint").GetString()
        );
        Assert.Equal(3, items.Select(i => i.GetProperty("fingerprint").GetString()).Distinct().Count());
    }

    [Fact]
    public void Markdown_PipesAndMarkup_StayText()
    {
        var text = MarkdownReport.Write(s_report);

        Assert.Contains(@"look \| here", text);
        Assert.Contains("&lt;x&gt;", text);
        Assert.DoesNotContain("\u001b", text);
    }

    [Fact]
    public async Task Format_SeveralWithFiles_WritesEachAndTextToStandardOutput()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(ModelTests.Promotion("fail"), 201));
        string At(string name) => Path.Combine(_run.Folder, name);

        Assert.Equal(
            1,
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
                "r",
                "-o",
                $"json={At("r.json")}",
                "-o",
                $"junit={At("r.xml")}",
                "--format",
                $"sarif={At("r.sarif")}",
                $"--format=markdown={At("r.md")}",
                "-o",
                $"github={At("r.txt")}",
                "-o",
                $"gitlab={At("gl.json")}"
            )
        );

        Assert.Contains("the gate blocks", _run.Out);
        Assert.Equal(
            "fail",
            JsonDocument.Parse(await File.ReadAllTextAsync(At("r.json"))).RootElement.GetProperty("gate").GetProperty("outcome").GetString()
        );
        Assert.Equal("high", XDocument.Load(At("r.xml")).Root!.Element("testsuite")!.Attribute("name")!.Value);
        Assert.Equal(
            "high/FAIR-01",
            JsonDocument
                .Parse(await File.ReadAllTextAsync(At("r.sarif")))
                .RootElement.GetProperty("runs")[0]
                .GetProperty("results")[0]
                .GetProperty("ruleId")
                .GetString()
        );
        Assert.Contains("FAIR-01", await File.ReadAllTextAsync(At("r.md")));
        Assert.StartsWith("::error file=governance,line=1,title=FAIR-01::too far apart", await File.ReadAllTextAsync(At("r.txt")));
        Assert.Equal(1, JsonDocument.Parse(await File.ReadAllTextAsync(At("gl.json"))).RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("xml")]
    [InlineData("json=")]
    [InlineData("json=/nowhere/at/all/r.json")]
    public async Task Format_ThatCannotBeWritten_IsWrongUsageBeforeAsking(string format)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(ModelTests.Promotion("pass"), 201));

        Assert.Equal(
            2,
            await _run.InvokeAsync(portal, "promote", "--model", "m", "--version", "1", "--to", "production", "--reason", "r", "-o", format)
        );
        Assert.Empty(portal.Requests);
    }

    [Fact]
    public async Task Format_ForChecksOnly_IsRefusedElsewhere()
    {
        Assert.Equal(2, await _run.InvokeAsync(["gate", "replay", "GATE-0001", "-o", "junit"]));
        Assert.Contains("the formats of this result are text or json", _run.Error);
        Assert.Equal(2, await _run.InvokeAsync(["policy", "lint", "p.yaml", "-o", "json", "-o", "text"]));
        Assert.Contains("Only one", _run.Error);
    }
}
