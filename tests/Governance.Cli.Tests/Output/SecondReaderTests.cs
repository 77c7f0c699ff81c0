using System.Diagnostics;
using System.Text;
using Governance.Cli.Output;

namespace Governance.Cli.Tests.Output;

/// <summary>
/// Reports are read by programs that are not ours: Python's readers of XML and JSON find in them what the standards ask for.
/// </summary>
public sealed class SecondReaderTests
{
    // The members that SARIF 2.1.0's schema requires where they occur, its closed lists of words, and JUnit's counts against its cases.
    private const string Reader = """
        import json, sys, xml.etree.ElementTree as tree
        sarif = json.load(open(sys.argv[1], encoding="utf-8"))
        assert sarif["version"] == "2.1.0" and isinstance(sarif["runs"], list)
        for run in sarif["runs"]:
            driver = run["tool"]["driver"]
            assert driver["name"]
            for rule in driver.get("rules", []):
                assert rule["id"]
                assert rule.get("defaultConfiguration", {}).get("level", "none") in ("none", "note", "warning", "error")
            for invocation in run.get("invocations", []):
                assert isinstance(invocation["executionSuccessful"], bool)
                for note in invocation.get("toolExecutionNotifications", []):
                    assert note["message"]["text"]
            for result in run["results"]:
                assert result["message"]["text"]
                assert result["kind"] in ("notApplicable", "pass", "fail", "review", "open", "informational")
                assert result["level"] in ("none", "note", "warning", "error")
                assert result["kind"] == "fail" or result["level"] == "none"
                assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
                for suppression in result.get("suppressions", []):
                    assert suppression["kind"] in ("inSource", "external") and suppression["status"] in ("accepted", "underReview", "rejected")
                for place in result["locations"]:
                    assert place["physicalLocation"]["region"]["startLine"] >= 1
        suite = tree.parse(sys.argv[2]).getroot()
        suite = suite if suite.tag == "testsuite" else suite.find("testsuite")
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        for word, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(word)) == sum(1 for case in cases if case.find(tag) is not None), word
        print(len(sarif["runs"][0]["results"]), len(cases))
        """;

    [Fact]
    public async Task SarifAndJUnit_OfEveryOutcome_AreReadByAnotherProgram()
    {
        var items = Enum.GetValues<CheckOutcome>()
            .Select(
                (outcome, i) =>
                    new CheckItem($"RULE-{i:D2}", "metric_threshold", CheckSeverity.High, outcome, "bad \u0001 ]]> <x> & Ærø")
                    {
                        Line = i + 1,
                    }
            )
            .ToList();
        var report = new CheckReport("gate", "m@1", "a file/mödel.yaml", items) { Headline = "The gate blocks" };
        var folder = Directory.CreateTempSubdirectory("governance-reports-").FullName;
        try
        {
            var (sarif, junit) = (Path.Combine(folder, "gate.sarif"), Path.Combine(folder, "gate.xml"));
            await File.WriteAllTextAsync(
                sarif,
                OutputPlan.JsonText(writer => SarifReport.Write(report, writer)),
                new UTF8Encoding(false),
                TestContext.Current.CancellationToken
            );
            await File.WriteAllTextAsync(junit, JUnitReport.Write(report), new UTF8Encoding(false), TestContext.Current.CancellationToken);

            var said = await RunAsync("-c", Reader, sarif, junit);

            Assert.Equal($"{items.Count} {items.Count}", said.Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var python = new[] { "/usr/bin/python3", "/usr/local/bin/python3" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(python is null, "Install python3 to run this test.");
        using var process = Process.Start(
            new ProcessStartInfo(python!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var ct = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
