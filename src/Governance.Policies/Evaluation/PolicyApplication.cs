using System.Globalization;

namespace Governance.Policies;

/// <summary>Whether a policy is about a promotion.</summary>
internal static class PolicyApplication
{
    /// <summary>Why the policy is not applied, in one sentence; null when it is.</summary>
    public static Sentence? WhyNot(PolicyDocument policy, GateInput input) =>
        WhyNot(policy, input.Model with { Kind = input.Agent is null ? "model" : "agent" }, input.To, input.At);

    /// <summary>The same of a model and a stage alone.</summary>
    public static Sentence? WhyNot(PolicyDocument policy, GateModel model, string to, DateTimeOffset at)
    {
        var scope = policy.AppliesTo;
        if (scope.Stages is { } stages && !stages.Contains(to, StringComparer.Ordinal))
        {
            return Sentence.Of(
                "policy.other-stages",
                $"It is about promotions to {RuleContext.Listed(stages)}.",
                ("stages", Values.Terms(StatementTerms.Stage, stages))
            );
        }

        // A kind that is not known leaves no policy out.
        if (scope.Kinds is { } kinds && model.Kind is { } kind && !kinds.Contains(kind, StringComparer.Ordinal))
        {
            return Sentence.Of(
                "policy.other-kinds",
                $"It is about {RuleContext.Listed(kinds.Select(k => $"{k}s"))}.",
                ("modelKinds", Values.Terms(StatementTerms.ModelKind, kinds))
            );
        }

        // Without a class no one can say which rules to leave out, so none are.
        if (scope.RiskClasses is { } classes && model.RiskClass is { } riskClass && !classes.Contains(riskClass, StringComparer.Ordinal))
        {
            return Sentence.Of(
                "policy.other-classes",
                $"It is about models of risk class {RuleContext.Listed(classes)}.",
                ("riskClasses", Values.Terms(StatementTerms.RiskClass, classes))
            );
        }

        // The same of a model whose tier was not assessed.
        if (scope.Tiers is { } tiers && model.Tier is { } tier && !tiers.Contains(tier, StringComparer.Ordinal))
        {
            return Sentence.Of(
                "policy.other-tiers",
                $"It is about models of {RuleContext.Listed(tiers)}.",
                ("tiers", Values.Terms(StatementTerms.Tier, tiers))
            );
        }

        if (scope.Models is { } models && !models.Contains(model.Name, StringComparer.OrdinalIgnoreCase))
        {
            return Sentence.Of("policy.other-models", "It is about other models.");
        }

        foreach (var (tag, values) in scope.Tags)
        {
            if (!model.Tags.TryGetValue(tag, out var value) || !values.Contains(value, StringComparer.Ordinal))
            {
                return Sentence.Of(
                    "policy.other-tag",
                    $"It is about models whose tag {tag} is {RuleContext.Listed(values)}.",
                    ("tag", Values.Name(tag)),
                    ("tagged", Values.Names(values))
                );
            }
        }

        var today = Instant.Day(at);
        if (policy.EffectiveFrom is { } from && today < from)
        {
            return Sentence.Of(
                "policy.not-yet",
                string.Create(CultureInfo.InvariantCulture, $"It becomes effective on {from:yyyy-MM-dd}."),
                ("day", Values.Day(from))
            );
        }

        return policy.Expires is { } end && today > end
            ? Sentence.Of(
                "policy.expired",
                string.Create(CultureInfo.InvariantCulture, $"It expired on {end:yyyy-MM-dd}."),
                ("day", Values.Day(end))
            )
            : null;
    }

    /// <summary>Whether only its end keeps the policy from being applied: something that was checked no longer is.</summary>
    public static bool HasExpired(PolicyDocument policy, GateInput input) =>
        Instant.Day(input.At) > policy.Expires && WhyNot(policy with { Expires = null }, input) is null;
}
