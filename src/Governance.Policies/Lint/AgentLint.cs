using System.Globalization;

namespace Governance.Policies;

/// <summary>What is valid in a rule about agents and probably not intended.</summary>
internal static class AgentLint
{
    public static void Rule(PolicyRule rule, string path, Action<string, string, string?> add)
    {
        switch (rule.Type)
        {
            case "agent_tools":
                Tools(rule.Parameters, path, add);
                break;
            case "agent_limits" when rule.Parameters.Names.All(name => name == "currency"):
                add($"{path}.params", "The rule sets no limit, so every agent meets it.", "Add maxSteps, maxSeconds or maxSpend.");
                break;
            case "agent_autonomy":
                Autonomy(rule.Parameters, path, add);
                break;
            case "agent_models":
                Models(rule.Parameters, path, add);
                break;
            case "agent_evaluation":
                Evaluation(rule.Parameters, path, add);
                break;
            default:
                break;
        }
    }

    private static void Tools(RuleParameters given, string path, Action<string, string, string?> add)
    {
        if (given.Names.All(name => name == "observed"))
        {
            add($"{path}.params", "With neither allow, ask nor deny, the rule only requires that every tool was reviewed.", null);
        }

        var denied = given.Tools("deny").Where(entry => entry.IsUnconditional).Select(entry => entry.On).ToHashSet(StringComparer.Ordinal);
        foreach (var list in new[] { "allow", "ask" })
        {
            var entries = given.Tools(list);
            for (var i = 0; i < entries.Count; i++)
            {
                if (denied.Contains(entries[i].On))
                {
                    add(
                        string.Create(CultureInfo.InvariantCulture, $"{path}.params.{list}[{i}]"),
                        $"{entries[i].On} is denied by the same rule, so this entry has no effect.",
                        "Remove one of the two entries."
                    );
                }
            }
        }
    }

    private static void Autonomy(RuleParameters given, string path, Action<string, string, string?> add)
    {
        var levels = AgentVocabulary.AutonomyLevels.ToList();
        foreach (var name in new[] { "withIrreversible", "withMoney" })
        {
            if (given.Text(name) is { } level && levels.IndexOf(level) >= levels.IndexOf(given.Text("max")!))
            {
                add(
                    $"{path}.params.{name}",
                    $"{name} is not stricter than max, so it has no effect.",
                    "Give a lower level, or leave it out."
                );
            }
        }
    }

    private static void Models(RuleParameters given, string path, Action<string, string, string?> add)
    {
        if (!given.Has("allow") && !given.Flag("pinned") && !given.Flag("approvedOnly"))
        {
            add($"{path}.params", "The rule accepts any model.", "Add allow, pinned: true or approvedOnly: true.");
        }

        if (given.Flag("approvedOnly") && given.List("allow").FirstOrDefault(entry => entry.Contains('/')) is { } served)
        {
            add(
                $"{path}.params.allow",
                $"With approvedOnly, a model of a provider such as {served} is never accepted.",
                "Leave approvedOnly out, or name models of this registry."
            );
        }
    }

    private static void Evaluation(RuleParameters given, string path, Action<string, string, string?> add)
    {
        if (given.Names.All(name => name is "maxAgeDays" or "minSamples" or "channels"))
        {
            add($"{path}.params", "The rule sets no limit: any suite of attacks meets it.", "Add maxAttackSuccess, such as 0.05 for 5 %.");
        }
        else if (!given.Has("minSamples"))
        {
            add(
                $"{path}.params.minSamples",
                "Without minSamples, a handful of attacks is accepted if their interval is narrow enough.",
                "Say on how many cases each figure must be measured."
            );
        }

        if (given.Has("channels") && !given.Has("minInjectionResistance"))
        {
            add(
                $"{path}.params.channels",
                "Without minInjectionResistance, channels has no effect.",
                "Add minInjectionResistance, such as 0.9."
            );
        }
    }
}
