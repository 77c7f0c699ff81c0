using System.Text;
using static Governance.Policies.Tests.Agents.AgentFacts;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests.Agents;

/// <summary>Rules about agents at the gate: what each finds wrong, and what it says.</summary>
public sealed class AgentRulesTests
{
    private static readonly string s_one = new('1', 64);

    public static TheoryData<string> Rules =>
        [
            "type: agent_tools, params: {deny: [\"*\"]}",
            "type: agent_limits, params: {maxSteps: 1}",
            "type: agent_autonomy, params: {max: advises}",
            "type: agent_models, params: {approvedOnly: true}",
            "type: agent_evaluation, params: {maxAttackSuccess: 0}",
        ];

    [Theory]
    [MemberData(nameof(Rules))]
    public void VersionThatIsNotOfAnAgent_IsNotJudged_AndPassesNothing(string rule) =>
        Assert.Equal(RuleOutcome.NotApplicable, Judge(rule, TestFacts.Input).Outcome);

    [Fact]
    public void Tools_SayWhichAreWrongAndWhy()
    {
        var agent = Agent with
        {
            Tools = [.. Agent.Tools, new("mail", null, null, Artifact, ["external"]), new("new", "files", null, Artifact, [])],
            Checkpoints = [],
        };

        var found = Judge(
            "type: agent_tools, params: {allow: [\"risk:read\", \"risk:write\"], ask: [\"risk:money\", \"risk:irreversible\"], "
                + "deny: [\"risk:external\"]}",
            With(agent)
        );

        Assert.Equal(
            "A tool has no review: files.new. Review it and name its risks in the manifest. "
                + "Tools are denied: files.new (risk:external), mail (risk:external). Take them out of the manifest. "
                + "A tool has no checkpoint: payments.transfer. Add checkpoints to the manifest, so that a person is asked first.",
            found.Message
        );
        Assert.Equal("allow (risk:read, risk:write), ask (risk:money, risk:irreversible), deny (risk:external)", found.Expected);
    }

    [Theory]
    [InlineData(100, "EUR", RuleOutcome.Pass)]
    [InlineData(99, "EUR", RuleOutcome.Pass)]
    [InlineData(101, "EUR", RuleOutcome.Fail)]
    [InlineData(100, "USD", RuleOutcome.Fail)]
    [InlineData(null, "USD", RuleOutcome.Pass)]
    public void Checkpoint_KeepsAnAmountOfTheRule_OnlyFromThereOn(int? above, string currency, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judge(
                "type: agent_tools, params: {ask: [{tool: payments.transfer, aboveAmount: 100, currency: EUR}]}",
                With(Agent with { Checkpoints = [new("money", above, 5)], Limits = new(50, 600, 30, 1_000m, currency) })
            ).Outcome
        );

    [Theory]
    [InlineData("deny", RuleOutcome.Fail, "A server lists different tools: files (read). Register a version")]
    [InlineData("warn", RuleOutcome.Pass, "meet the rule. A server lists different tools: files (read).")]
    [InlineData(null, RuleOutcome.Pass, "The agent's tools meet the rule.")]
    public void Tools_ThatAServerWasSeenToListOtherwise_AreJudgedAsTheRuleSays(string? observed, RuleOutcome expected, string message)
    {
        var listed = ToolDigest.OfServer([("read", s_one)]);
        var agent = Agent with
        {
            Servers = [new("files", "stdio", "mcp-files", "1.0.0", listed)],
            Tools = [new("read", "files", null, s_one, ["read"])],
        };
        GateObservedServer Seen(params GateObservedTool[] tools) => new("files", "1.0.1", TestFacts.Now, tools);
        var rule = $"type: agent_tools, params: {{allow: [\"risk:read\"]{(observed is null ? "" : $", observed: {observed}")}}}";

        // The approved list in another version of the server, and a server that no one has seen, are no difference.
        Assert.Equal(RuleOutcome.Pass, Judge(rule, With(agent)).Outcome);
        var same = With(agent) with { AgentObserved = [Seen(new GateObservedTool("read", s_one))] };
        Assert.Equal("The agent's tools meet the rule.", Judge(rule, same).Message);

        var input = With(agent) with { AgentObserved = [Seen(new("read", new string('f', 64)), new("find", s_one))] };
        var found = Judge(rule, input);
        Assert.Equal(expected, found.Outcome);
        Assert.Contains(message, found.Message, StringComparison.Ordinal);
        Assert.Equal(input.ToBytes(), GateInput.Read(input.ToBytes()).Input!.ToBytes());
        Assert.NotEqual(same.FactsSha256(), input.FactsSha256());
    }

    [Theory]
    [InlineData("{maxSteps: 49}", "A limit is too high: steps 50 (<= 49). Lower it in the manifest.")]
    [InlineData("{maxSpend: 999.99, currency: EUR}", "A limit is too high: spending 1000 EUR (<= 999.99 EUR). Lower it in the manifest.")]
    [InlineData("{maxSpend: 5000, currency: USD}", "The spending limit is in EUR, and the rule is in USD. Give it in USD.")]
    public void Limits_SayWhatIsTooHigh(string parameters, string expected) =>
        Assert.Equal(expected, Judge($"type: agent_limits, params: {parameters}", Paying).Message);

    [Fact]
    public void Limits_ThatAreMissing_Fail() =>
        Assert.Equal(
            "Limits are missing: steps, spending. Add them to the manifest.",
            Judge(
                "type: agent_limits, params: {maxSteps: 9, maxSpend: 9, currency: EUR}",
                With(Agent with { Limits = new(null, 5, null, null, null), Checkpoints = [] })
            ).Message
        );

    [Fact]
    public void Autonomy_IsBoundByWhatTheToolsCanDo_AndUnreviewedToolsCanDoAll()
    {
        const string Rule = "type: agent_autonomy, params: {max: autonomous, withMoney: approved-acts}";
        var reader = Agent with { Tools = [Agent.Tools[0]], Checkpoints = [] };

        Assert.Equal(
            "The agent's autonomy is supervised; with tools of the risk money (payments.transfer) at most approved-acts is accepted. "
                + "Lower its autonomy, or take the tools out of the manifest.",
            Judge(Rule, Paying).Message
        );
        Assert.Equal(RuleOutcome.Pass, Judge(Rule, With(reader)).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge(Rule, With(reader with { Tools = [new("new", "files", null, Artifact, [])] })).Outcome);
    }

    [Theory]
    [InlineData(null, "The kill switch was never tested. Test it, and record the date in the manifest.")]
    [InlineData("2026-01-30", "The kill switch was tested on 2026-01-30, more than 30 days ago. Test it again.")]
    [InlineData("2026-03-03", "The manifest says the kill switch was tested on 2026-03-03, which is in the future. Test it now.")]
    [InlineData("2026-01-31", "The agent is within the accepted level of autonomy.")]
    [InlineData("2026-03-02", "The agent is within the accepted level of autonomy.")]
    public void KillSwitch_WasTestedLately(string? day, string expected) =>
        Assert.Equal(
            expected,
            Judge(
                "type: agent_autonomy, params: {max: supervised, killSwitchMaxAgeDays: 30}",
                With(
                    Agent with
                    {
                        KillSwitch = new(
                            "Stop it.",
                            day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)
                        ),
                    }
                )
            ).Message
        );

    [Theory]
    [InlineData("{allow: [gpt]}", "openai", "gpt", "2026-01-01", RuleOutcome.Fail)]
    [InlineData("{allow: [openai/gpt]}", "openai", "gpt", "2026-01-01", RuleOutcome.Pass)]
    [InlineData("{allow: [openai/*]}", "openai", "gpt", "2026-01-01", RuleOutcome.Pass)]
    [InlineData("{allow: [openai/*]}", null, "openai/gpt", "2026-01-01", RuleOutcome.Fail)]
    [InlineData("{allow: [openai/*]}", "openai2", "gpt", "2026-01-01", RuleOutcome.Fail)]
    [InlineData("{allow: [\"openai/gpt@2026-01-01\"]}", "openai", "gpt", "2026-01-01", RuleOutcome.Pass)]
    [InlineData("{allow: [\"openai/gpt@2026-01-01\"]}", "openai", "gpt", "2026-01-02", RuleOutcome.Fail)]
    [InlineData("{pinned: true}", "openai", "gpt", "2026-01-01", RuleOutcome.Pass)]
    [InlineData("{pinned: true}", "openai", "gpt", "preview-2", RuleOutcome.Fail)]
    [InlineData("{pinned: true}", "openai", "gpt", "stable", RuleOutcome.Fail)]
    [InlineData("{approvedOnly: true}", "openai", "gpt", "1.0.0", RuleOutcome.Fail)]
    [InlineData("{approvedOnly: true}", null, "invoice-reader", "1.2.0", RuleOutcome.Pass)]
    [InlineData("{approvedOnly: true}", null, "invoice-reader", "1.2.1", RuleOutcome.Fail)]
    public void Models_AreThoseOfTheRule(string parameters, string? provider, string name, string version, RuleOutcome expected) =>
        Assert.Equal(
            expected,
            Judge($"type: agent_models, params: {parameters}", With(Agent with { Models = [new(name, version, provider, null)] })).Outcome
        );

    [Fact]
    public void Model_WithTheDigestOfAnotherFile_IsNotTheOneInProduction() =>
        Assert.Equal(
            "A model is not in production: invoice-reader@1.2.0. Promote it first, or use versions that are.",
            Judge(
                "type: agent_models, params: {approvedOnly: true}",
                With(Agent with { Models = [new("invoice-reader", "1.2.0", null, new string('f', 64))] })
            ).Message
        );

    [Fact]
    public void Evaluation_IsJudgedAtTheWorseEndOfEachInterval_AndPerChannel()
    {
        const string Rule =
            "type: agent_evaluation, params: {maxAttackSuccess: 0.05, minTaskSuccess: 0.8, minInjectionResistance: 0.9, "
            + "channels: [page], minSamples: 50}";
        var good = new[]
        {
            Metric("attackSuccessRate", 0.01, n: 200, low: 0, high: 0.04),
            Metric("benignUtility", 0.9, n: 60, low: 0.81, high: 0.96),
            Metric("attackSuccessRate", 0.02, n: 60, low: 0, high: 0.09, slice: "channel=page"),
        };
        Assert.Equal(RuleOutcome.Pass, Judge(Rule, Attacked(good)).Outcome);

        var found = Judge(Rule, Attacked(good[0] with { High = 0.06 }, good[1] with { N = 49 }, good[2] with { High = 0.11 }));
        Assert.Equal(
            "attackSuccessRate at the upper end of its interval is 0.06, above the limit of 0.05. "
                + "Improve the model or choose another version. "
                + "benignUtility was measured on 49 rows; at least 50 are required. Measure it on more rows. "
                + "attackSuccessRate in channel=page at the upper end of its interval is 0.11, above the limit of 0.1. "
                + "Improve the model or choose another version.",
            found.Message
        );
        Assert.Equal(RuleOutcome.Error, Judge(Rule, Attacked(good[0], good[1])).Outcome);
        Assert.Equal(RuleOutcome.Fail, Judge(Rule, Paying).Outcome);
    }

    [Fact]
    public void Report_OfASuite_GivesRatesByChannel()
    {
        const string Payload = """
            {"metrics": {"attackSuccessRate": {"value": 0.1, "n": 20, "low": 0.03, "high": 0.3}},
             "channels": [{"name": "page", "attackSuccessRate": {"value": 0, "low": 0, "high": 0.2}, "attacks": 15, "errors": 1},
                          {"name": "user", "attackSuccessRate": null, "successes": 0, "attacks": 0, "errors": 0}, "other", {"name": "x"}]}
            """;

        var read = EvidenceFacts.Read("prompt-safety", Encoding.UTF8.GetBytes(Payload), "application/json");

        Assert.Null(read.Facts.Unreadable);
        Assert.Equal(
            [(null, 20L, 0.3), ("channel=page", 15L, 0.2)],
            read.Metrics.Select(metric => (metric.Slice, metric.N!.Value, metric.High!.Value))
        );
        Assert.Single(EvidenceFacts.Read("validation", Encoding.UTF8.GetBytes(Payload), "application/json").Metrics);
    }

    [Fact]
    public void Input_CarriesTheManifest_InAnyOrder_AndWithoutItItsBytesAreAsBefore()
    {
        var bytes = Paying.ToBytes();
        var turned = Paying with { Agent = Agent with { Tools = [.. Agent.Tools.Reverse()], Data = [.. Agent.Data.Reverse()] } };

        Assert.Equal(bytes, turned.ToBytes());
        Assert.Equal(bytes, GateInput.Read(bytes).Input!.ToBytes());
        Assert.NotEqual(Paying.FactsSha256(), With(Agent with { Autonomy = "autonomous" }).FactsSha256());
        Assert.NotEqual(Paying.FactsSha256(), (Paying with { AgentModels = [] }).FactsSha256());
        Assert.DoesNotContain("agent", Encoding.UTF8.GetString(TestFacts.Input.ToBytes()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"autonomy\":\"supervised\"", "\"autonomy\":\"reckless\"", "agent.autonomy")]
    [InlineData("\"autonomy\":\"supervised\"", "\"autonomy\":\"supervised\",\"more\":1", "agent.more")]
    [InlineData("\"stage\":\"production\"", "\"stage\":\"live\"", "agentModels[0].stage")]
    public void Input_WithAManifestThatIsNone_IsRefusedByItsPath(string was, string becomes, string path)
    {
        var text = Encoding.UTF8.GetString(Paying.ToBytes()).Replace(was, becomes, StringComparison.Ordinal);

        var problems = GateInput.Read(Encoding.UTF8.GetBytes(text)).Problems;

        Assert.Contains(problems, problem => problem.Path == path);
    }
}
