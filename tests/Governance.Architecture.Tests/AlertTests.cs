using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>The alerts and dashboards that are shipped: each alert fires on what it is for, and a runbook says what to do.</summary>
public sealed partial class AlertTests
{
    private const string Folder = "deploy/prometheus";

    private static readonly string s_rules = Repository.Read($"{Folder}/alerts.yaml");

    [Theory]
    [InlineData("check", "rules", "alerts.yaml")]
    [InlineData("test", "rules", "alerts_test.yaml")]
    public async Task Rules_AreTakenByPrometheus_AndFireOnWhatTheyAreFor(params string[] arguments)
    {
        var start = new ProcessStartInfo("promtool", arguments)
        {
            WorkingDirectory = Repository.Path(Folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var tool = Process.Start(start)!; // without the tool this fails: ./build.sh setup installs it
        var said = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var wrong = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(tool.ExitCode == 0, said + wrong);
    }

    [Fact]
    public void Alerts_HaveARunbookEach_ThatSaysWhatToDo_AndATest()
    {
        var alerts = Alert().Matches(s_rules).Select(m => m.Groups[1].Value).ToList();
        var runbooks = Repository
            .Read("docs/runbooks.md")
            .Split("\n## ")
            .Skip(1)
            .ToDictionary(s => s[..s.IndexOf('\n', StringComparison.Ordinal)], StringComparer.Ordinal);
        var tests = Repository.Read($"{Folder}/alerts_test.yaml");

        Assert.True(alerts.Count >= 15);
        Assert.Equal(alerts.Order(StringComparer.Ordinal), runbooks.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            alerts,
            alert =>
            {
                Assert.Contains($"runbook: docs/runbooks.md#{alert.ToLowerInvariant()}\n", s_rules, StringComparison.Ordinal);
                Assert.Contains($"name: {alert} fires", tests, StringComparison.Ordinal);
                Assert.All(
                    new[] { "**Means.**", "**Look at.**", "**Do.**" },
                    part => Assert.Contains(part, runbooks[alert], StringComparison.Ordinal)
                );
            }
        );
    }

    [Fact]
    public void Dashboards_AreWhole_AndHaveAddressesOfTheirOwn()
    {
        var boards = Repository.Files("deploy/grafana", ".json").Select(f => JsonDocument.Parse(Repository.Read(f)).RootElement).ToList();

        Assert.Equal(4, boards.Select(b => b.GetProperty("uid").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(
            boards.SelectMany(b => b.GetProperty("panels").EnumerateArray()),
            panel =>
            {
                Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
                Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            }
        );
    }

    [GeneratedRegex(@"- alert: (\w+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alert();
}
