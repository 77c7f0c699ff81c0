namespace Governance.Policies.Tests.Agents;

public sealed class AgentDifferenceTests
{
    private static readonly string s_a = new('a', 64);
    private static readonly string s_b = new('b', 64);

    private static readonly AgentManifest s_older = new()
    {
        Purpose = "Pays invoices",
        Autonomy = "approved-acts",
        Owner = "treasury",
        Models = [new("sonnet", "4.5", "anthropic", null)],
        Prompts = [new("system", s_a)],
        Servers = [new("payments", "http", "https://payments.example.com", "1", s_a), new("files", "stdio", "npx files", null, null)],
        Tools =
        [
            new("transfer", "payments", null, s_a, ["write", "money", "irreversible"]),
            new("read", "files", null, s_a, ["read"]),
            new("think", null, null, s_a, []),
        ],
        Data = [new("invoices", "read", false)],
        Limits = new(40, 600, 10, 50m, "EUR"),
        Checkpoints = [new("payments.transfer", null, 30), new("money", 20m, 5)],
        KillSwitch = new("The desk stops it", new(2026, 1, 1)),
    };

    public static TheoryData<string, AgentManifest, string> OneChange =>
        new()
        {
            {
                "autonomy",
                s_older with
                {
                    Autonomy = "autonomous",
                },
                "It acts without being supervised (previously: acts only after a person has approved each action)."
            },
            { "kill switch", s_older with { KillSwitch = null }, "It can no longer be stopped from outside." },
            {
                "gained tool",
                s_older with
                {
                    Tools = [.. s_older.Tools, new("write", "files", null, s_a, ["write", "read"])],
                },
                "It gains write access to files.write (read, write)."
            },
            {
                "unreviewed tool",
                s_older with
                {
                    Tools = [.. s_older.Tools, new("move", "files", null, s_a, [])],
                },
                "It gains the tool files.move, which no one has reviewed."
            },
            { "lost tool", s_older with { Tools = [.. s_older.Tools.Take(2)] }, "It loses the tool think." },
            {
                "changed tool",
                With("files.read", t => t with { SchemaSha256 = s_b }),
                "The description or the arguments of the tool files.read have changed."
            },
            {
                "risks",
                With("files.read", t => t with { Risks = ["personal-data", "read"] }),
                "Risks of the tool files.read: read, personal-data; previously read."
            },
            {
                "spend",
                s_older with
                {
                    Limits = s_older.Limits with { Spend = 1500m },
                },
                "It may spend 1,500.00 EUR per run; previously 50.00 EUR."
            },
            { "no steps", s_older with { Limits = s_older.Limits with { Steps = null } }, "Steps per run: no limit; previously 40." },
            { "data", s_older with { Data = [new("invoices", "write", false)] }, "It gains write access to the data invoices." },
            { "personal", s_older with { Data = [new("invoices", "read", true)] }, "The data invoices now contains personal data." },
            {
                "version",
                s_older with
                {
                    Models = [new("sonnet", "5", "anthropic", null)],
                },
                "It uses version 5 of anthropic sonnet; previously version 4.5."
            },
            { "prompt", s_older with { Prompts = [new("system", s_b)] }, "The prompt system is worded differently." },
            {
                "server",
                s_older with
                {
                    Servers = [s_older.Servers[0] with { ToolsSha256 = s_b }, s_older.Servers[1]],
                },
                "The server payments lists different tools than before."
            },
            {
                "memory",
                s_older with
                {
                    Memory = new("lasting", null, false),
                },
                "It remembers beyond a run (previously: remembers nothing)."
            },
            { "agent", s_older with { Agents = [new("clerk", "1", null)] }, "It may hand work to the agent clerk." },
            { "owner", s_older with { Owner = "ada" }, "Its owner is ada; previously treasury." },
        };

    [Theory]
    [MemberData(nameof(OneChange))]
    public void Between_OneChange_IsOneSentence(string what, AgentManifest newer, string sentence)
    {
        Assert.NotEmpty(what);
        Assert.Equal([sentence], AgentDifference.Between(s_older, newer).Select(change => change.Sentence));
        Assert.NotEmpty(AgentDifference.Between(newer, s_older));
    }

    [Fact]
    public void Between_TheSameInAnotherOrder_IsNothing() =>
        Assert.Empty(AgentDifference.Between(s_older, s_older with { Tools = [.. s_older.Tools.Reverse()] }));

    [Fact]
    public void Between_CheckpointDroppedWhileARiskStillAsks_SaysAboveWhichAmount() =>
        Assert.Equal(
            ["It requires a person's decision before payments.transfer only for amounts above 20.00 EUR; previously it always did."],
            Said(s_older with { Checkpoints = [s_older.Checkpoints[1]] })
        );

    [Fact]
    public void Between_RiskOfAToolTakenAway_SaysThatNoOneIsAskedAnyMore()
    {
        // The checkpoint on money stays; but transfer no longer says that it moves money.
        var older = s_older with
        {
            Checkpoints = [new("money", null, 5)],
        };
        var newer = With("payments.transfer", tool => tool with { Risks = ["write"] }) with { Checkpoints = older.Checkpoints };

        Assert.Equal(
            [
                "It no longer requires a person's decision before payments.transfer.",
                "Risks of the tool payments.transfer: write; previously write, irreversible, money.",
            ],
            AgentDifference.Between(older, newer).Select(change => change.Sentence)
        );
    }

    [Fact]
    public void Between_SeveralChanges_TheGravestIsFirst() =>
        Assert.Equal(
            [
                AgentChangeKind.AutonomyRaised,
                AgentChangeKind.CheckpointDropped,
                AgentChangeKind.ToolGained,
                AgentChangeKind.SpendRaised,
                AgentChangeKind.Described,
                AgentChangeKind.Lessened,
            ],
            AgentDifference
                .Between(
                    s_older,
                    s_older with
                    {
                        Owner = "ada",
                        Data = [],
                        Limits = s_older.Limits with { Spend = null },
                        Tools = [.. s_older.Tools, new("write", "files", null, s_a, ["write"])],
                        Checkpoints = [],
                        Autonomy = "autonomous",
                    }
                )
                .Select(change => change.Kind)
                .Distinct()
        );

    [Fact]
    public void Texts_OfAllSentences_AreListedForTranslators()
    {
        Assert.Contains("It no longer requires a person's decision before {0}.", AgentChangeTexts.All);
        Assert.All(
            AgentDifference.Between(s_older, s_older with { Autonomy = "autonomous", Owner = "b", Prompts = [] }),
            change => Assert.Contains(change.Text, AgentChangeTexts.All)
        );
    }

    private static IEnumerable<string> Said(AgentManifest newer) =>
        AgentDifference.Between(s_older, newer).Select(change => change.Sentence);

    private static AgentManifest With(string tool, Func<AgentTool, AgentTool> change) =>
        s_older with
        {
            Tools = [.. s_older.Tools.Select(known => known.Id == tool ? change(known) : known)],
        };
}
