using System.Globalization;

namespace Governance.Policies;

/// <summary>Looks at a policy the way a reviewer would: first what is invalid, then what is valid but hardly meant.</summary>
public static class PolicyLint
{
    /// <summary>The metrics a rule can name, without those of retrieval, which exist for every depth.</summary>
    public static IReadOnlyList<string> Metrics => MetricKinds.All;

    private static readonly string[] s_unbounded = ["logLoss", "evasionMedianDistance", "evasionQueries", "evasionBound"];

    /// <summary>Metrics whose range is [0, 1], so that a bound outside it is a slip of the pen.</summary>
    private static readonly string[] s_shares = [.. MetricKinds.All.Except(s_unbounded)];

    /// <summary>Checks a policy's text.</summary>
    /// <param name="utf8">The file's bytes.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="at">When to judge <c>effectiveFrom</c> and <c>expires</c>, by the day of a gate; null to leave them alone.</param>
    public static PolicyLintResult Check(ReadOnlyMemory<byte> utf8, string name, DateTimeOffset? at = null)
    {
        var parsed = PolicyDocument.Parse(utf8, name);
        return parsed.IsValid
            ? new(parsed.Document, [], Warnings(parsed.Document, at is { } now ? Instant.Day(now) : null))
            : new(null, parsed.Problems, []);
    }

    private static List<PolicyProblem> Warnings(PolicyDocument policy, DateOnly? today)
    {
        var warnings = new List<PolicyProblem>();
        void Add(int line, string path, string message, string? suggestion = null) => warnings.Add(new(line, 1, path, message, suggestion));

        if (policy.Mode != PolicyMode.Enforce)
        {
            Add(
                1,
                "spec.mode",
                $"In mode {policy.Mode.ToWireName()} this policy blocks nothing.",
                "After the policy has been tried out, set mode: enforce."
            );
        }

        if (today > policy.Expires)
        {
            Add(1, "metadata.expires", "The policy has expired and is not applied.", "Give it a new expiry date, or delete the file.");
        }
        else if (today < policy.EffectiveFrom)
        {
            Add(1, "metadata.effectiveFrom", "The policy is not effective yet.");
        }

        if (policy.AppliesTo.RiskClasses?.Contains("prohibited", StringComparer.Ordinal) == true)
        {
            Add(
                1,
                "spec.appliesTo.riskClasses",
                "A prohibited model never passes a gate, whatever a policy says.",
                "Leave prohibited out."
            );
        }

        for (var i = 0; i < policy.Rules.Count; i++)
        {
            var rule = policy.Rules[i];
            var path = string.Create(CultureInfo.InvariantCulture, $"spec.rules[{i}]");
            if (policy.AppliesTo.Kinds is ["model"] && rule.Type.StartsWith("agent_", StringComparison.Ordinal))
            {
                Add(
                    rule.Line,
                    $"{path}.type",
                    "The policy is about models alone, so this rule about agents never applies.",
                    "Move it to a policy with kinds: [agent]."
                );
            }

            Rule(rule, path, (where, message, suggestion) => Add(rule.Line, where, message, suggestion));
        }

        Contradictions(policy, Add);
        return [.. warnings.OrderBy(warning => warning.Line)];
    }

    private static void Rule(PolicyRule rule, string path, Action<string, string, string?> add)
    {
        var type = RuleCatalogue.Find(rule.Type, builtIn: false)!;
        if (
            rule.Type == "opa"
            && !(Uri.TryCreate(rule.Parameters.Text("url"), UriKind.Absolute, out var url) && url.Scheme is "https" or "http")
        )
        {
            add(
                $"{path}.params.url",
                "This is not the address of a server: the rule can never be met.",
                "Write it in the form https://opa.example:8181."
            );
        }

        if (rule is { Type: "opa", Waivable: true })
        {
            add($"{path}.waivable", "A waiver covers a rule that failed, never one that could not be evaluated.", null);
        }

        // The rule on monitoring has an age of its own where none is given.
        if (
            rule.Type != "monitoring_required"
            && type.Parameters.Any(parameter => parameter.Name == "maxAgeDays")
            && !rule.Parameters.Has("maxAgeDays")
        )
        {
            add($"{path}.params.maxAgeDays", "Without maxAgeDays, evidence of any age is accepted.", "Say how old it may be.");
        }

        if (rule is { Waivable: true, Severity: RuleSeverity.Critical })
        {
            add($"{path}.waivable", "This rule is critical, but two people can waive it.", "Leave waivable out if that is not intended.");
        }

        if (rule.Type == "license_allowed" && !rule.Parameters.Has("allow") && !rule.Parameters.Has("deny"))
        {
            add($"{path}.params", "With neither allow nor deny, the rule only requires that every component names a licence.", null);
        }

        if (rule.Type is "drift_limit" or "metric_threshold" && rule.Parameters.Text("source") == FigureSource.Filed)
        {
            add(
                $"{path}.params.source",
                "With source: filed, a report is used even where monitoring has since measured something different.",
                "Leave source out to use measured values where there are any."
            );
        }

        if (rule.Type == "human_oversight" && rule.Parameters.Text("source") == FigureSource.Filed)
        {
            add(
                $"{path}.params.source",
                "With source: filed, names typed in by hand are used even where a roster of overseers differs.",
                "Leave source out to use the roster where there is one."
            );
        }

        if (rule.Type == "evidence_required" && rule.Parameters.Has("boundTo"))
        {
            foreach (var kind in rule.Parameters.List("kinds").Except(SubjectPayload.Kinds, StringComparer.Ordinal))
            {
                add(
                    $"{path}.params.boundTo",
                    $"Evidence of kind {kind} never states what it was measured on: the rule can never be met.",
                    $"Require {kind} in a rule without boundTo."
                );
            }
        }

        AgentLint.Rule(rule, path, add);
        if (rule.Type == "metric_threshold")
        {
            Metric(rule, path, add);
        }
    }

    private static void Metric(PolicyRule rule, string path, Action<string, string, string?> add)
    {
        var metric = rule.Parameters.Text("metric")!;
        var isAtDepth = MetricKinds.IsAtDepth(metric);
        if (
            !isAtDepth
            && !MetricKinds.All.Contains(metric, StringComparer.Ordinal)
            && Closest.Suggest(metric, MetricKinds.All) is { } suggestion
        )
        {
            add(
                $"{path}.params.metric",
                $"“{metric}” is not a metric of the portal's own reports. A metric that is never measured blocks promotion.",
                suggestion
            );
        }

        if ((isAtDepth || s_shares.Contains(metric, StringComparer.Ordinal)) && rule.Parameters.Number("value") is < 0 or > 1)
        {
            add($"{path}.params.value", $"{metric} must be between 0 and 1.", "Write a share, such as 0.1 for 10 %.");
        }

        if (!rule.Parameters.Has("minSamples"))
        {
            add(
                $"{path}.params.minSamples",
                "Without minSamples, a value measured on a handful of rows is accepted.",
                "Say on how many rows it must be measured."
            );
        }
    }

    /// <summary>Two bounds on one metric that no value can keep.</summary>
    private static void Contradictions(PolicyDocument policy, Action<int, string, string, string?> add)
    {
        var bounds = policy
            .Rules.Where(rule => rule.Type == "metric_threshold")
            .GroupBy(rule => (rule.Parameters.Text("metric"), rule.Parameters.Text("attribute"), rule.Parameters.Text("slice")));
        foreach (var group in bounds)
        {
            var least = group.Where(rule => rule.Parameters.Text("op")!.StartsWith('>')).MaxBy(rule => rule.Parameters.Number("value"));
            var most = group.Where(rule => rule.Parameters.Text("op")!.StartsWith('<')).MinBy(rule => rule.Parameters.Number("value"));
            if (least is not null && most is not null && least.Parameters.Number("value") > most.Parameters.Number("value"))
            {
                add(
                    Math.Max(least.Line, most.Line),
                    "spec.rules",
                    $"No value of {group.Key.Item1} can meet both {least.Id} and {most.Id}.",
                    "Fix one of the limits."
                );
            }
        }
    }
}
