using static Governance.Policies.Tests.Agents.AgentFacts;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests.Agents;

/// <summary>Calls of tools are decided by the manifest and the rules <c>agent_tools</c>; what is not known is denied.</summary>
public sealed class AgentCallRulesTests
{
    private const string Everything = "type: agent_tools, params: {allow: [\"*\"]}";

    [Theory]
    [InlineData("read", "files", "allow")]
    [InlineData("files.read", null, "allow")]
    [InlineData("clock", null, "allow")]
    [InlineData("read", null, "deny")]
    [InlineData("read", "", "deny")]
    [InlineData("Read", "files", "deny")]
    [InlineData("read", "Files", "deny")]
    [InlineData("delete", "files", "deny")]
    [InlineData("transfer", "files", "deny")]
    [InlineData("", null, "deny")]
    public void Tool_HasToBeOneOfTheManifest(string tool, string? server, string expected) =>
        Assert.Equal(expected, Decide(Call(tool, server), Everything).Decision);

    [Fact]
    public void Tool_WhoseReadableNameMeansTwo_IsDeniedUnlessTheServerIsNamed()
    {
        var twice = Agent with { Tools = [.. Agent.Tools, new("files.read", null, null, new string('d', 64), ["read"])] };

        Assert.Equal("deny", Decide(twice, Call("files.read", null)).Decision);
        Assert.Equal("allow", Decide(twice, Call("read", "files")).Decision);
    }

    [Theory]
    [InlineData("/srv/inbox")]
    [InlineData("/srv/inbox/")]
    [InlineData("/srv/inbox/2026/a.pdf")]
    [InlineData("/srv/inbox/Rechnung Müller.pdf")]
    [InlineData("/srv/inbox/..a")]
    public void Read_WithinAScopeOfTheManifest_IsAllowed(string scope) =>
        Assert.Equal(("allow", scope), (Decide(Call("read", "files", scope)).Decision, scope));

    [Theory]
    [InlineData("/srv/inbox2")]
    [InlineData("/srv")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("/SRV/inbox/a")]
    [InlineData("/srv/Inbox/a")]
    [InlineData("srv/inbox/a")]
    [InlineData("/srv/inbox/../../etc/passwd")]
    [InlineData("/srv/inbox/..")]
    [InlineData("/srv/inbox/./a")]
    [InlineData("/srv/inbox/.. /a")]
    [InlineData("/srv/inbox/..\\..\\etc")]
    [InlineData("/srv/inbox\\a")]
    [InlineData("/srv/inbox/%2e%2e/etc")]
    [InlineData("/srv/inbox/..%2Fetc")]
    [InlineData("/srv/inbox/%252e%252e/etc")]
    [InlineData("/srv/inbox/a\0b")]
    [InlineData("/srv/inbox/a\nb")]
    [InlineData("/srv/inbox/\uff0e\uff0e/etc")]
    [InlineData("/srv/inbox/\u2024\u2024/etc")]
    [InlineData("/srv/inbox/\u2025/etc")]
    [InlineData("/srv/inbox/..\uff0fetc")]
    [InlineData("/srv/inbox/..\u2044etc")]
    [InlineData("/srv/inbox/a\u202eb")]
    [InlineData("/srv/inbox/a\u200bb")]
    [InlineData("/srv/inbox/\ud800")]
    [InlineData("file:///srv/inbox/a")]
    [InlineData("/srv/inbox/a ")]
    public void Read_OutsideOrHardToRead_IsDenied(string scope) => Assert.Equal("deny", Decide(Call("read", "files", scope)).Decision);

    [Fact]
    public void EveryScopeOfACall_HasToBeWithin() =>
        Assert.Equal("deny", Decide(Call("read", "files", "/srv/inbox/a", "/etc/passwd")).Decision);

    [Theory]
    [InlineData("/srv/out/a", "allow")]
    [InlineData("/srv/inbox/a", "deny")]
    [InlineData("/srv/out/final/a", "deny")]
    public void Write_NeedsWriteAccess_AndTheNarrowestScopeDecides(string scope, string expected) =>
        Assert.Equal(expected, Decide(Call("write", "files", scope)).Decision);

    [Fact]
    public void ToolWithoutReview_HasEveryRisk()
    {
        var unseen = Agent with { Tools = [new("new", "files", null, new string('d', 64), [])] };

        Assert.Equal("deny", Decide(unseen, Call("new", "files", "/srv/inbox/a")).Decision);
        Assert.Equal("deny", Decide(unseen, Call("new", "files")).Decision);
        Assert.Equal("ask", Decide(unseen with { Limits = new(null, null, null, null, null) }, Call("new", "files")).Decision);
        Assert.Equal(
            "deny",
            Decide(
                unseen with
                {
                    Limits = new(null, null, null, null, null),
                },
                Call("new", "files"),
                "type: agent_tools, params: {allow: [\"risk:read\"]}"
            ).Decision
        );
    }

    [Fact]
    public void Limits_OfTheManifest_EndARun_AndWhatIsNotKnownIsBeyondThem()
    {
        var call = Call("read", "files");

        Assert.Equal("allow", Decide(call with { Step = 50, Seconds = 600, CallsInLastMinute = 29, SpentSoFar = 1_000 }).Decision);
        Assert.All(
            [
                call with
                {
                    Step = 51,
                },
                call with
                {
                    Step = null,
                },
                call with
                {
                    Step = 0,
                },
                call with
                {
                    Seconds = 601,
                },
                call with
                {
                    Seconds = null,
                },
                call with
                {
                    CallsInLastMinute = 30,
                },
                call with
                {
                    CallsInLastMinute = null,
                },
                call with
                {
                    CallsInLastMinute = -1,
                },
                call with
                {
                    SpentSoFar = 1_000.01m,
                },
                call with
                {
                    SpentSoFar = null,
                },
                call with
                {
                    SpentSoFar = -1,
                },
            ],
            one => Assert.Equal(("deny", one), (Decide(one).Decision, one))
        );
    }

    [Theory]
    [InlineData(50, "EUR", 950, "ask")]
    [InlineData(51, "EUR", 950, "deny")]
    [InlineData(50, "USD", 0, "deny")]
    [InlineData(50, null, 0, "deny")]
    [InlineData(-1, "EUR", 0, "deny")]
    public void Spending_StaysWithinTheLimit(int amount, string? currency, int spent, string expected) =>
        Assert.Equal(expected, Decide(Pay(amount, currency) with { SpentSoFar = spent }).Decision);

    [Fact]
    public void Spending_OfAnyAmount_DoesNotOverflow()
    {
        Assert.Equal("deny", Decide(Pay(decimal.MaxValue) with { SpentSoFar = decimal.MaxValue }).Decision);
        Assert.Equal("deny", Decide(Pay(decimal.MaxValue) with { SpentSoFar = 1 }).Decision);
        Assert.Equal("deny", Decide(Pay(null)).Decision);
    }

    [Fact]
    public void Checkpoint_AsksAPerson_AboveItsAmount_AndTheShortestTimeCounts()
    {
        var onlyMoney = Agent with { Checkpoints = [new("payments.transfer", 100m, 10), new("money", 200m, 5)] };

        Assert.Equal("allow", Decide(onlyMoney, Pay(100)).Decision);
        Assert.Equal(("ask", 10), (Decide(onlyMoney, Pay(101)).Decision, Decide(onlyMoney, Pay(101)).AskMinutes));
        Assert.Equal(("ask", 5), (Decide(onlyMoney, Pay(201)).Decision, Decide(onlyMoney, Pay(201)).AskMinutes));
        // What is not known is above.
        var unlimited = onlyMoney with
        {
            Limits = new(50, 600, 30, null, null),
        };
        Assert.Equal("ask", Decide(unlimited, Pay(null, null)).Decision);
        Assert.Equal("ask", Decide(unlimited, Pay(1, "USD")).Decision);
    }

    [Theory]
    [InlineData("{deny: [files.*]}", "deny")]
    [InlineData("{deny: [FILES.*]}", "deny")]
    [InlineData("{deny: [Files.Read]}", "deny")]
    [InlineData("{deny: [\"risk:read\"]}", "deny")]
    [InlineData("{deny: [files.reader]}", "allow")]
    [InlineData("{ask: [files.read]}", "ask")]
    [InlineData("{ask: [files.read], deny: [\"risk:read\"], allow: [files.read]}", "deny")]
    [InlineData("{ask: [files.read], allow: [files.read]}", "ask")]
    [InlineData("{allow: [files.read]}", "allow")]
    [InlineData("{allow: [FILES.READ]}", "deny")]
    [InlineData("{allow: [files.write]}", "deny")]
    [InlineData("{allow: [\"risk:read\"]}", "allow")]
    [InlineData("{allow: [\"risk:write\"]}", "deny")]
    [InlineData("{ask: [\"risk:money\"], allow: [files.write]}", "deny")]
    public void Entries_TheStrictestThatMatchesWins(string parameters, string expected) =>
        Assert.Equal(expected, Decide(Call("read", "files", "/srv/inbox/a"), $"type: agent_tools, params: {parameters}").Decision);

    [Theory]
    [InlineData("{allow: [\"risk:read\"]}", "deny")]
    [InlineData("{allow: [\"risk:read\", \"risk:write\"]}", "allow")]
    [InlineData("{allow: [\"risk:read\"], ask: [\"risk:write\"]}", "ask")]
    public void Tool_IsAllowedByRiskOnlyWithAllItsRisks(string parameters, string expected) =>
        Assert.Equal(expected, Decide(Call("write", "files", "/srv/out/a"), $"type: agent_tools, params: {parameters}").Decision);

    [Theory]
    [InlineData("{allow: [{tool: files.read, scope: /srv/inbox/open}]}", "/srv/inbox/open/a", "allow")]
    [InlineData("{allow: [{tool: files.read, scope: /srv/inbox/open}]}", "/srv/inbox/opener", "deny")]
    [InlineData("{allow: [{tool: files.read, scope: /srv/inbox/open}]}", null, "deny")]
    [InlineData("{deny: [{tool: files.read, scope: /srv/inbox/secret}]}", "/srv/inbox/a", "allow")]
    [InlineData("{deny: [{tool: files.read, scope: /srv/inbox/secret}]}", "/srv/inbox/secret/a", "deny")]
    [InlineData("{deny: [{tool: files.read, scope: /srv/inbox/secret}]}", "/srv/inbox/SECRET/a", "deny")]
    [InlineData("{deny: [{tool: files.read, scope: /srv/inbox/secret}]}", "/srv/inbox", "deny")]
    [InlineData("{deny: [{tool: files.read, scope: /srv/inbox/secret}]}", null, "deny")]
    [InlineData("{ask: [{tool: files.read, scope: /srv/inbox/secret}]}", "/srv/inbox/secret", "ask")]
    public void Scope_OfAnEntry(string parameters, string? scope, string expected) =>
        Assert.Equal(
            expected,
            Decide(
                scope is null ? Call("read", "files") : Call("read", "files", scope),
                $"type: agent_tools, params: {parameters}"
            ).Decision
        );

    [Theory]
    [InlineData(500d, "EUR", "allow")]
    [InlineData(500.01, "EUR", "deny")]
    [InlineData(1d, "USD", "deny")]
    [InlineData(null, null, "deny")]
    public void Amount_OfAnAllowedEntry_IsTheHighest(double? amount, string? currency, string expected) =>
        Assert.Equal(expected, Paid(amount, currency, "{allow: [{tool: payments.*, maxAmount: 500, currency: EUR}]}").Decision);

    [Theory]
    [InlineData(500d, "EUR", "allow")]
    [InlineData(500.01, "EUR", "ask")]
    [InlineData(1d, "USD", "ask")]
    [InlineData(null, null, "ask")]
    public void Amount_OfAnEntryThatAsks_IsWhereItBegins(double? amount, string? currency, string expected) =>
        Assert.Equal(expected, Paid(amount, currency, "{ask: [{tool: payments.*, aboveAmount: 500, currency: EUR}]}").Decision);

    // Berlin is an hour ahead in March.
    [Theory]
    [InlineData(7, "08:00-18:00", "allow")]
    [InlineData(17, "08:00-18:00", "deny")]
    [InlineData(22, "22:00-06:00", "allow")]
    [InlineData(4, "22:00-06:00", "allow")]
    [InlineData(5, "22:00-06:00", "deny")]
    public void Hours_AreThoseOfTheirTimeZone(int hour, string hours, string expected) =>
        Assert.Equal(
            expected,
            Decide(
                Call("read", "files") with
                {
                    At = new DateTimeOffset(2026, 3, 2, hour, 0, 0, TimeSpan.Zero),
                },
                $"type: agent_tools, params: {{allow: [{{tool: files.read, hours: \"{hours}\", timeZone: Europe/Berlin}}]}}"
            ).Decision
        );

    [Fact]
    public void Decision_NamesPolicyAndRule_AndTheTimeAPersonHas()
    {
        var denied = Decide(Call("read", "files"), Everything, "type: agent_tools, params: {deny: [files.*]}");
        Assert.Equal(("deny", "p1", "TEST-01"), (denied.Decision, denied.Policy, denied.Rule));
        Assert.Equal("Rule TEST-01 in policy p1 denies files.*.", denied.Reason);

        var asked = Decide(Call("read", "files"), "type: agent_tools, params: {ask: [files.*]}");
        Assert.Equal(("ask", CallDecision.DefaultAskMinutes), (asked.Decision, asked.AskMinutes));
        Assert.Equal(20, Decide(Pay(1), "type: agent_tools, params: {ask: [\"risk:money\"]}").AskMinutes);
    }

    [Fact]
    public void Policies_CountOnlyWhereTheyBlock()
    {
        const string Deny = "type: agent_tools, params: {deny: [\"*\"]}";
        var call = Call("read", "files");
        CallDecision By(PolicyDocument policy, string stage = "production") => AgentCallRules.Decide(Agent, [policy], stage, call);

        Assert.Equal("deny", By(Policy(Deny)).Decision);
        Assert.Equal("allow", By(Policy(Deny, mode: "warn")).Decision);
        Assert.Equal("allow", By(Policy(Deny, severity: "low")).Decision);
        Assert.Equal("allow", By(Policy(Deny, appliesTo: "{stages: [staging]}")).Decision);
        Assert.Equal("deny", By(Policy(Deny, appliesTo: "{stages: [staging]}"), "staging").Decision);
        Assert.Equal("allow", By(Policy(Deny, metadata: ", expires: 2026-03-01")).Decision);
        Assert.Equal("deny", By(Policy(Deny, metadata: ", expires: 2026-03-02")).Decision);
        Assert.Equal("allow", By(Policy(Deny, metadata: ", effectiveFrom: 2026-03-03")).Decision);
    }

    [Theory]
    [InlineData("retired")]
    [InlineData("Production")]
    [InlineData("")]
    public void Stage_ThatIsNone_AllowsNothing(string stage) =>
        Assert.Equal("deny", AgentCallRules.Decide(Agent, [], stage, Call("read", "files")).Decision);

    private static CallDecision Paid(double? amount, string? currency, string parameters) =>
        Decide(
            Agent with
            {
                Limits = new(50, 600, 30, null, null),
                Checkpoints = [],
            },
            Pay((decimal?)amount, currency),
            $"type: agent_tools, params: {parameters}"
        );
}
