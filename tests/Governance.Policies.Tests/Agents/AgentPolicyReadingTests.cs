using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests.Agents;

/// <summary>Parameters of rules about agents, as policy files write them.</summary>
public sealed class AgentPolicyReadingTests
{
    [Fact]
    public void Entries_AreReadWithTheirConditions()
    {
        var given = Policy(
            "type: agent_tools, params: {allow: [files.*, {tool: \"risk:money\", scope: /srv/in, maxAmount: 500.50, currency: EUR, "
                + "hours: \"08:00-18:00\", timeZone: Europe/Berlin}], ask: [{tool: \"*\", aboveAmount: 1e2, currency: USD}]}"
        )
            .Rules[0]
            .Parameters;

        Assert.Equal(
            ["files.*", "risk:money (/srv/in, <= 500.5 EUR, 08:00-18:00 Europe/Berlin)"],
            given.Tools("allow").Select(entry => entry.Written(allows: true))
        );
        Assert.Equal("* (> 100 USD)", Assert.Single(given.Tools("ask")).Written(allows: false));
        Assert.Empty(given.Tools("deny"));
    }

    [Theory]
    [InlineData("agent_tools, params: {allow: [\"risk:mony\"]}", "allow[0]", "Did you mean “money”?")]
    [InlineData("agent_tools, params: {allow: [\"fi*les\"]}", "allow[0]", "Write the beginning of the names and an asterisk: files.*")]
    [InlineData("agent_tools, params: {allow: []}", "allow", "Leave the key out, or list at least one value.")]
    [InlineData("agent_tools, params: {allow: [a, a]}", "allow[1]", "Keep one of them.")]
    [InlineData("agent_tools, params: {allow: [{scope: x}]}", "allow[0].tool", null)]
    [InlineData(
        "agent_tools, params: {allow: [{tool: a, aboveAmount: 1, currency: EUR}]}",
        "allow[0].aboveAmount",
        "Known here: tool, scope, maxAmount, currency, hours, timeZone."
    )]
    [InlineData(
        "agent_tools, params: {ask: [{tool: a, aboveAmount: 1}]}",
        "ask[0].currency",
        "Give an amount with its currency, such as EUR."
    )]
    [InlineData(
        "agent_tools, params: {ask: [{tool: a, currency: eur, aboveAmount: 1}]}",
        "ask[0].currency",
        "Write three capital letters, such as EUR."
    )]
    [InlineData(
        "agent_tools, params: {ask: [{tool: a, hours: \"08:00-18:00\"}]}",
        "ask[0].timeZone",
        "Give hours with their time zone, such as Europe/Berlin."
    )]
    [InlineData(
        "agent_tools, params: {ask: [{tool: a, hours: \"8-18\", timeZone: UTC}]}",
        "ask[0].hours",
        "Write them in the form 08:00-18:00."
    )]
    [InlineData(
        "agent_tools, params: {ask: [{tool: a, hours: \"08:00-08:00\", timeZone: UTC}]}",
        "ask[0].hours",
        "Write them in the form 08:00-18:00."
    )]
    [InlineData(
        "agent_tools, params: {ask: [{tool: a, hours: \"08:00-18:00\", timeZone: Mars}]}",
        "ask[0].timeZone",
        "Use an IANA name such as Europe/Berlin, or UTC."
    )]
    [InlineData(
        "agent_tools, params: {deny: [{tool: a, scope: /srv/../etc}]}",
        "deny[0].scope",
        "Write it without .., escapes and invisible characters."
    )]
    [InlineData("agent_limits, params: {maxSpend: 5}", "maxSpend", "Add currency, such as EUR.")]
    [InlineData("agent_autonomy", "", "Give these parameters: max.")]
    [InlineData("agent_evaluation, params: {maxAttackSuccess: 5}", "maxAttackSuccess", null)]
    public void Mistake_IsNamedWithItsPlace(string rule, string path, string? suggestion)
    {
        var text =
            "apiVersion: governance/v1\nkind: ModelPolicy\nmetadata: {name: t, version: \"1\"}\n"
            + $"spec: {{appliesTo: {{}}, mode: enforce, rules: [{{id: TEST-01, severity: high, type: {rule}}}]}}\n";

        var problem = Assert.Single(PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "t.yaml").Problems);

        Assert.Equal($"spec.rules[0].params{(path.Length == 0 ? "" : ".")}{path}", problem.Path);
        Assert.True(suggestion is null || suggestion == problem.Suggestion, problem.Suggestion);
    }

    [Theory]
    [InlineData("type: agent_tools", "params")]
    [InlineData("type: agent_tools, params: {allow: [files.*], deny: [files.*]}", "params.allow[0]")]
    [InlineData("type: agent_limits, params: {currency: EUR}", "params")]
    [InlineData("type: agent_autonomy, params: {max: supervised, withMoney: autonomous}", "params.withMoney")]
    [InlineData("type: agent_models", "params")]
    [InlineData("type: agent_models, params: {allow: [openai/gpt], approvedOnly: true}", "params.allow")]
    [InlineData("type: agent_evaluation, params: {maxAgeDays: 9}", "params")]
    [InlineData("type: agent_evaluation, params: {maxAttackSuccess: 0.05, maxAgeDays: 9}", "params.minSamples")]
    [InlineData(
        "type: agent_evaluation, params: {maxAttackSuccess: 0.05, maxAgeDays: 9, minSamples: 9, channels: [page]}",
        "params.channels"
    )]
    public void Lint_OfWhatIsProbablyNotIntended(string rule, string path) =>
        Assert.Equal($"spec.rules[0].{path}", Assert.Single(PolicyLint.Check(Policy(rule).Source, "p.yaml").Warnings).Path);
}
