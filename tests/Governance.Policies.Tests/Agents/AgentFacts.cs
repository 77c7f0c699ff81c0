using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests.Agents;

/// <summary>An agent that pays invoices, to be spoilt in one place by each test.</summary>
internal static class AgentFacts
{
    private static readonly string s_digest = new('d', 64);

    public static AgentManifest Agent { get; } =
        new()
        {
            Purpose = "Pays invoices.",
            Autonomy = "supervised",
            Owner = "accounts@bank.example",
            Models = [new("invoice-reader", "1.2.0", null, null)],
            Servers = [new("files", "stdio", "mcp-files /srv", "1.0.0", null), new("payments", "http", "https://pay.example", null, null)],
            Tools =
            [
                new("read", "files", null, s_digest, ["read"]),
                new("write", "files", null, s_digest, ["read", "write"]),
                new("transfer", "payments", null, s_digest, ["money", "irreversible"]),
                new("clock", null, null, s_digest, ["read"]),
            ],
            Data = [new("/srv/inbox", "read", true), new("/srv/out", "write", false), new("/srv/out/final", "read", false)],
            Limits = new(50, 600, 30, 1_000m, "EUR"),
            Checkpoints = [new("money", 100m, 10), new("irreversible", null, 20)],
            KillSwitch = new("Stop it on its page.", new(2026, 2, 1)),
        };

    public static GateInput Paying { get; } =
        TestFacts.Input with
        {
            Agent = Agent,
            AgentModels = [new("invoice-reader", "1.2.0", "production", new string('e', 64))],
        };

    public static GateInput With(AgentManifest agent) => Paying with { Agent = agent };

    /// <summary>An agent with a suite of attacks that measured this.</summary>
    public static GateInput Attacked(params GateMetric[] figures) =>
        Paying with
        {
            Evidence = [Evidence("EVD-0001", "prompt-safety", 10)],
            Metrics = [.. figures.Select(figure => figure with { Evidence = "EVD-0001", Source = "evidence" })],
        };

    public static AgentCall Call(string tool, string? server, params string[] scopes) =>
        new(tool, server, scopes, null, null, Now)
        {
            Step = 1,
            Seconds = 1,
            SpentSoFar = 0,
            CallsInLastMinute = 0,
        };

    public static AgentCall Pay(decimal? amount, string? currency = "EUR") =>
        Call("transfer", "payments") with
        {
            Amount = amount,
            Currency = currency,
        };

    public static CallDecision Decide(AgentCall call, params string[] rules) => Decide(Agent, call, rules);

    public static CallDecision Decide(AgentManifest agent, AgentCall call, params string[] rules) =>
        AgentCallRules.Decide(agent, [.. rules.Select((rule, i) => Policy(rule, name: $"p{i}"))], "production", call);
}
