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
        var expected = Sentence.Joined("; ", Expected(rule, observed).DefaultIfEmpty(Sentence.Of("tools.asked", "every tool reviewed")));
        var tools = agent.Tools.OrderBy(tool => tool.Id, StringComparer.Ordinal).ToList();
        var denied = tools
            .Select(tool => (tool, by: rule.DeniedBy(tool)))
            .Where(pair => pair.by is not null)
            .Select(pair => new Listing(pair.tool.Id, pair.by!.On == pair.tool.Id ? null : pair.by!.On));
        var left = tools.Where(tool => rule.DeniedBy(tool) is null).ToList();
        var others = observed is null ? [] : Others(context.Input, agent).ToList();
        Sentence?[] wrong =
        [
            Say(
                "tools.not-reviewed",
                tools.Where(tool => tool.Risks.Count == 0).Select(tool => new Listing(tool.Id, null)),
                names => $"Tools without a review: {names}. Review them and name their risks in the manifest."
            ),
            Say("tools.denied", denied, names => $"Tools that are denied: {names}. Take them out of the manifest."),
            Say(
                "tools.not-allowed",
                left.Where(tool => !rule.Covers(tool)).Select(tool => new Listing(tool.Id, null)),
                names => $"Tools that are not allowed: {names}. Take them out of the manifest, or change the rule."
            ),
            Say(
                "tools.no-checkpoint",
                left.SelectMany(tool => Unasked(rule, agent, tool)),
                names => $"Tools without a checkpoint: {names}. Add checkpoints to the manifest, so that a person is asked before."
            ),
            observed == "deny"
                ? SayServers(
                    "tools.other-servers",
                    others,
                    names => $"Servers that list other tools: {names}. Register a version with their tools, or restore the servers."
                )
                : null,
        ];
        var actual =
            tools.Count == 0
                ? Sentence.Of("tools.seen-none", "no tools")
                : Sentence.Of(
                    "tools.seen",
                    RuleContext.Listed(tools.Select(Described).Take(Listed)),
                    ("tools", Values.List(tools, Phrase))
                );
        return Array.TrueForAll(wrong, one => one is null)
            ? Finding.Pass(
                Sentence.Joined(
                    " ",
                    Sentence.Of("tools.met", "The tools of the agent are within the rule."),
                    SayServers("tools.note-servers", others, names => $"Servers that list other tools: {names}.")
                ),
                expected,
                actual
            )
            : Finding.Fail(Sentence.Joined(" ", wrong), expected, actual);
    }

    private static Sentence? Say(string code, IEnumerable<Listing> tools, Func<string, string> frozen)
    {
        var named = tools.ToList();
        return named.Count == 0
            ? null
            : Sentence.Of(
                code,
                frozen(RuleContext.Listed(named.Take(Listed).Select(one => one.Written))),
                ("tools", Values.List(named, one => one.Value))
            );
    }

    private static Sentence? SayServers(
        string code,
        List<(GateObservedServer Server, IReadOnlyList<string> Tools, string Frozen)> others,
        Func<string, string> frozen
    ) =>
        others.Count == 0
            ? null
            : Sentence.Of(
                code,
                frozen(RuleContext.Listed(others.Take(Listed).Select(one => one.Frozen))),
                (
                    "servers",
                    Values.List(
                        others,
                        one => Values.Phrase("tools.server", ("server", Values.Name(one.Server.Server)), ("tools", Values.Names(one.Tools)))
                    )
                )
            );

    // What its servers were seen to list otherwise than the manifest.
    private static IEnumerable<(GateObservedServer Server, IReadOnlyList<string> Tools, string Frozen)> Others(
        GateInput input,
        AgentManifest agent
    ) =>
        (input.AgentObserved ?? [])
            .OrderBy(server => server.Server, StringComparer.Ordinal)
            .Select(server => (server, tools: server.OtherTools(agent)!, frozen: server.Others(agent)!))
            .Where(one => one.tools is not null);

    private static IEnumerable<Sentence> Expected(AgentToolRule rule, string? observed)
    {
        if (rule.Allow.Count > 0)
        {
            yield return Entries("tools.asked-allow", "allow", rule.Allow, allows: true);
        }

        if (rule.Ask.Count > 0)
        {
            yield return Entries("tools.asked-ask", "ask", rule.Ask, allows: false);
        }

        if (rule.Deny.Count > 0)
        {
            yield return Entries("tools.asked-deny", "deny", rule.Deny, allows: false);
        }

        if (observed == "deny")
        {
            yield return Sentence.Of("tools.asked-servers", "servers list the tools of the manifest");
        }
    }

    private static Sentence Entries(string code, string verb, IReadOnlyList<AgentToolEntry> entries, bool allows)
    {
        var written = entries.Select(entry => entry.Written(allows)).ToList();
        return Sentence.Of(code, $"{verb} {RuleContext.Listed(written)}", ("entries", Values.Ids(written, int.MaxValue)));
    }

    // The first entry that no checkpoint keeps is enough to know what is missing.
    private static IEnumerable<Listing> Unasked(AgentToolRule rule, AgentManifest agent, AgentTool tool) =>
        rule.AskedBy(tool)
            .Where(entry => !agent.Checkpoints.Any(checkpoint => Keeps(checkpoint, entry, agent, tool)))
            .Take(1)
            .Select(entry => new Listing(tool.Id, entry.Amount is null ? null : entry.Written(allows: false)));

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

    private static StatementValue Phrase(AgentTool tool) =>
        Values.Phrase(
            tool.Risks.Count == 0 ? "tools.one-not-reviewed" : "tools.one",
            ("tool", Values.Name(tool.Id)),
            ("toolRisks", Values.Terms(StatementTerms.ToolRisk, tool.Risks.Order(StringComparer.Ordinal)))
        );

    /// <summary>A tool, and the entry of the rule that is meant where it is not the tool itself.</summary>
    private sealed record Listing(string Tool, string? Entry)
    {
        public string Written => Entry is null ? Tool : $"{Tool} ({Entry})";

        public StatementValue? Value =>
            Entry is null ? Values.Name(Tool) : Values.Phrase("tools.by", ("tool", Values.Name(Tool)), ("entry", Values.Id(Entry)));
    }
}
