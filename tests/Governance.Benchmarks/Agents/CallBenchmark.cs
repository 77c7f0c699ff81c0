using System.Diagnostics;
using System.Globalization;
using System.Text;
using Governance.Policies;

namespace Governance.Benchmarks.Agents;

/// <summary>
/// The decision of a tool call by manifest and policies, beside looking one tool up in a dictionary, in turns of the same length. The agent
/// has as many tools as asked, under the pack for agents and another policy of twenty rules.
/// </summary>
internal sealed class CallBenchmark : IBenchmark
{
    private const int Rounds = 40;
    private const int CallsOfARound = 50_000;
    private const int Kinds = 5;

    public string Name => "agent-calls";

    public string Words => "Decisions of an agent's tool calls beside a dictionary look-up: --tools 100";

    public Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var tools = (int)options.Number("tools", 100);
        var agent = Agent(tools);
        var policies = new[] { Read(PolicyPacks.Find("agents")!.Text, "agents"), Read(Further(), "further") };
        var calls = Enumerable.Range(0, tools).Select(i => Call(agent.Tools[i], i)).ToArray();
        var byName = agent.Tools.ToDictionary(tool => tool.Id, StringComparer.Ordinal);
        var names = calls.Select(call => $"{call.Server}.{call.Tool}").ToArray();
        var answered = calls.GroupBy(call => AgentCallRules.Decide(agent, policies, "production", call).Decision);
        Console.WriteLine(
            string.Join(", ", answered.OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"))
                + string.Create(CultureInfo.InvariantCulture, $" of {tools} kinds of calls")
        );

        var (looked, decided) = (new double[Rounds], new double[Rounds]);
        var found = 0;
        for (var round = -5; round < Rounds; round++)
        {
            ct.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < CallsOfARound; i++)
            {
                found += byName.TryGetValue(names[i % tools], out _) ? 1 : 0;
            }

            var look = Stopwatch.GetElapsedTime(began).TotalNanoseconds / CallsOfARound;
            began = Stopwatch.GetTimestamp();
            for (var i = 0; i < CallsOfARound; i++)
            {
                found += AgentCallRules.Decide(agent, policies, "production", calls[i % tools]).Decision.Length;
            }

            var decide = Stopwatch.GetElapsedTime(began).TotalNanoseconds / CallsOfARound;
            if (round >= 0)
            {
                (looked[round], decided[round]) = (look, decide);
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < CallsOfARound; i++)
        {
            found += AgentCallRules.Decide(agent, policies, "production", calls[i % tools]).Decision.Length;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / CallsOfARound;
        Array.Sort(looked);
        Array.Sort(decided);
        var (reference, median) = (looked[Rounds / 2], decided[Rounds / 2]);
        Console.WriteLine("| | Median ns | Ratio | Bytes |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| Dictionary look-up | {reference:F0} | 1 | 0 |"));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| Decision of a call | {median:F0} | {median / reference:F0} | {bytes} |")
        );
        return found > 0 ? Task.CompletedTask : throw new InvalidOperationException("Nothing was decided.");
    }

    private static AgentManifest Agent(int tools) =>
        new()
        {
            Purpose = "Pays invoices.",
            Autonomy = "supervised",
            Owner = "accounts@bank.example",
            Models = [new("invoice-reader", "1.2.0", null, null)],
            Servers = [new("tools", "http", "https://tools.bank.example/mcp", null, null)],
            Tools =
            [
                .. Enumerable
                    .Range(0, tools)
                    .Select(i => new AgentTool(
                        string.Create(CultureInfo.InvariantCulture, $"tool-{i}"),
                        "tools",
                        null,
                        new string('d', 64),
                        (i % Kinds) switch
                        {
                            0 => ["money", "irreversible"],
                            1 => ["external"],
                            2 => ["read", "write"],
                            _ => ["read", "personal-data"],
                        }
                    )),
            ],
            Data = [new("/srv/invoices", "read", true), new("/srv/out", "write", false), new("/srv/mail", "read", true)],
            Limits = new(50, 900, 60, 1_000, "EUR"),
            Checkpoints = [new("money", 100, 30), new("irreversible", null, 30), new("external", null, 30)],
            KillSwitch = new("Stop it on its page.", new(2026, 10, 1)),
        };

    private static AgentCall Call(AgentTool tool, int i) =>
        new(
            tool.Name,
            tool.Server,
            (i % Kinds) switch
            {
                < 2 => [],
                2 => ["/srv/out/2026/11/report.pdf"],
                3 => ["/srv/invoices/2026/11/0001.pdf"],
                // One in five tries a way out.
                _ => ["/srv/invoices/../../etc/passwd"],
            },
            tool.Risks.Contains("money") ? 250 : null,
            tool.Risks.Contains("money") ? "EUR" : null,
            new(2026, 11, 26, 10, 0, 0, TimeSpan.Zero)
        )
        {
            Step = 3,
            Seconds = 20,
            SpentSoFar = 120,
            CallsInLastMinute = 4,
        };

    private static string Further()
    {
        var rules = new StringBuilder();
        for (var i = 10; i < 30; i++)
        {
            rules.Append(
                CultureInfo.InvariantCulture,
                $"    - {{id: MORE-{i}, type: agent_tools, severity: high, params: {{deny: [\"other-{i}.*\", {{tool: \"risk:read\", scope: /srv/closed/{i}}}]}}}}\n"
            );
        }

        return "apiVersion: governance/v1\nkind: ModelPolicy\nmetadata: {name: further, version: \"1\"}\nspec:\n  appliesTo: {}\n"
            + $"  mode: enforce\n  rules:\n{rules}";
    }

    private static PolicyDocument Read(string text, string name) =>
        PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), $"{name}.yaml") is { Document: { } policy }
            ? policy
            : throw new InvalidOperationException($"{name} is no policy.");
}
