namespace Governance.Policies;

/// <summary>Which promotions a policy is about. A null list means "all".</summary>
public sealed record PolicyScope
{
    /// <summary>Risk classes the policy is about; null for all.</summary>
    public IReadOnlyList<string>? RiskClasses { get; init; }

    /// <summary>Tiers the policy is about; null for all.</summary>
    public IReadOnlyList<string>? Tiers { get; init; }

    /// <summary>Target stages the policy is about; null for all.</summary>
    public IReadOnlyList<string>? Stages { get; init; }

    /// <summary>Tags the model must carry, each with the values that count; empty for no condition.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Tags { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>
    /// Kinds of models the policy is about, of <see cref="PolicyVocabulary.ModelKinds"/>; null for all. A rule that only makes sense for a
    /// model, such as one on its AUC, then never judges an agent, and the other way round.
    /// </summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>Names of models the policy is about (without regard to case); null for all.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>
    /// Whether the policy is about a model by its name and tags alone: class, tier, kind and stage can be others by tomorrow.
    /// </summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="tags">Its tags.</param>
    public bool Chooses(string model, IReadOnlyDictionary<string, string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return Models?.Contains(model, StringComparer.OrdinalIgnoreCase) is not false
            && Tags.All(t => tags.TryGetValue(t.Key, out var value) && t.Value.Contains(value, StringComparer.Ordinal));
    }
}
