namespace Governance.Policies;

/// <summary>
/// <c>agent_tools</c>: no tool of the manifest is denied outright, each that the rule asks about has a checkpoint, and each was reviewed.
/// With <c>observed: deny</c> the servers also list what the manifest names, as far as they were seen.
/// </summary>
/// <remarks>Calls are decided by the same rule while the agent acts (<see cref="AgentCallRules"/>).</remarks>
internal static class AgentToolsRule
{
    private const int Listed = 10;

    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.Agent is not { } agent)
        {
            return AgentRules.NoAgent;
        }

        var rule = new AgentToolRule(context.Rule.Id, context.Parameters);
        var observed = context.Parameters.Text("observed");
        var expected = string.Join("; ", Expected(rule, observed).DefaultIfEmpty("every tool reviewed"));
        var tools = agent.Tools.OrderBy(tool => tool.Id, StringComparer.Ordinal).ToList();
        var denied = tools
            .Select(tool => (tool, by: rule.DeniedBy(tool)))
            .Where(pair => pair.by is not null)
            .Select(pair => pair.by!.On == pair.tool.Id ? pair.tool.Id : $"{pair.tool.Id} ({pair.by!.On})")
            .ToList();
        var left = tools.Where(tool => rule.DeniedBy(tool) is null).ToList();
        var wrong = new List<string>();
        Say(
            wrong,
            tools.Where(tool => tool.Risks.Count == 0).Select(tool => tool.Id),
            "Tools without a review: {0}. Review them and name their risks in the manifest."
        );
        Say(wrong, denied, "Tools that are denied: {0}. Take them out of the manifest.");
        Say(
            wrong,
            left.Where(tool => !rule.Covers(tool)).Select(tool => tool.Id),
            "Tools that are not allowed: {0}. Take them out of the manifest, or change the rule."
        );
        Say(
            wrong,
            left.SelectMany(tool => Unasked(rule, agent, tool)),
            "Tools without a checkpoint: {0}. Add checkpoints to the manifest, so that a person is asked before."
        );
        var others = observed is null ? [] : Others(context.Input, agent).Take(Listed).ToList();
        Say(
            wrong,
            observed == "deny" ? others : [],
            "Servers that list other tools: {0}. Register a version with their tools, or restore the servers."
        );

        var actual = tools.Count == 0 ? "no tools" : RuleContext.Listed(tools.Select(Described).Take(Listed));
        return wrong.Count == 0
            ? Finding.Pass(
                others.Count == 0
                    ? "The tools of the agent are within the rule."
                    : $"The tools of the agent are within the rule. Servers that list other tools: {RuleContext.Listed(others)}.",
                expected,
                actual
            )
            : Finding.Fail(string.Join(" ", wrong), expected, actual);
    }

    private static void Say(List<string> wrong, IEnumerable<string> tools, string sentence)
    {
        var named = tools.Take(Listed).ToList();
        if (named.Count > 0)
        {
            wrong.Add(sentence.Replace("{0}", RuleContext.Listed(named), StringComparison.Ordinal));
        }
    }

    // What its servers were seen to list otherwise than the manifest.
    private static IEnumerable<string> Others(GateInput input, AgentManifest agent) =>
        (input.AgentObserved ?? [])
            .OrderBy(server => server.Server, StringComparer.Ordinal)
            .Select(server => server.Others(agent))
            .OfType<string>();

    private static IEnumerable<string> Expected(AgentToolRule rule, string? observed)
    {
        if (rule.Allow.Count > 0)
        {
            yield return $"allow {RuleContext.Listed(rule.Allow.Select(entry => entry.Written(allows: true)))}";
        }

        if (rule.Ask.Count > 0)
        {
            yield return $"ask {RuleContext.Listed(rule.Ask.Select(entry => entry.Written(allows: false)))}";
        }

        if (rule.Deny.Count > 0)
        {
            yield return $"deny {RuleContext.Listed(rule.Deny.Select(entry => entry.Written(allows: false)))}";
        }

        if (observed == "deny")
        {
            yield return "servers list the tools of the manifest";
        }
    }

    // The first entry that no checkpoint keeps is enough to know what is missing.
    private static IEnumerable<string> Unasked(AgentToolRule rule, AgentManifest agent, AgentTool tool) =>
        rule.AskedBy(tool)
            .Where(entry => !agent.Checkpoints.Any(checkpoint => Keeps(checkpoint, entry, agent, tool)))
            .Take(1)
            .Select(entry => entry.Amount is null ? tool.Id : $"{tool.Id} ({entry.Written(allows: false)})");

    // A checkpoint above an amount keeps only an entry above the same or a higher amount of the same currency.
    private static bool Keeps(AgentCheckpoint checkpoint, AgentToolEntry entry, AgentManifest agent, AgentTool tool) =>
        IsOn(checkpoint, tool)
        && (
            checkpoint.AboveAmount is not { } above
            || (entry.Amount is { } amount && above <= amount && entry.Currency == agent.Limits.Currency)
        );

    private static bool IsOn(AgentCheckpoint checkpoint, AgentTool tool) =>
        checkpoint.On == tool.Id || tool.Risks.Contains(checkpoint.On, StringComparer.Ordinal);

    private static string Described(AgentTool tool) =>
        $"{tool.Id} ({(tool.Risks.Count == 0 ? "?" : string.Join(" ", tool.Risks.Order(StringComparer.Ordinal)))})";
}
