namespace Governance.Analytics.Assistants;

/// <summary>
/// A risk of the OWASP Top 10 for LLM applications. Edition and number belong together: the same number means another risk in another
/// edition.
/// </summary>
/// <param name="Id">Id with its edition, such as <c>LLM01:2025</c>.</param>
/// <param name="Name">Name in that edition.</param>
/// <param name="Successor">Id of the same risk in the edition of 2026.</param>
public sealed record OwaspRisk(string Id, string Name, string Successor)
{
    /// <summary>The edition of 2025.</summary>
    public static IReadOnlyList<OwaspRisk> All { get; } =
    [
        new("LLM01:2025", "Prompt Injection", "LLM01:2026"),
        new("LLM02:2025", "Sensitive Information Disclosure", "LLM02:2026"),
        new("LLM03:2025", "Supply Chain", "LLM04:2026"),
        new("LLM04:2025", "Data and Model Poisoning", "LLM05:2026"),
        new("LLM05:2025", "Improper Output Handling", "LLM10:2026"),
        new("LLM06:2025", "Excessive Agency", "LLM03:2026"),
        new("LLM07:2025", "System Prompt Leakage", "LLM08:2026"),
        new("LLM08:2025", "Vector and Embedding Weaknesses", "LLM09:2026"),
        new("LLM09:2025", "Misinformation", "LLM07:2026"),
        new("LLM10:2025", "Unbounded Consumption", "LLM06:2026"),
    ];

    /// <summary>What prompt-injection suites test.</summary>
    public static OwaspRisk PromptInjection => All[0];

    /// <summary>What retrieval quality bears on.</summary>
    public static OwaspRisk Retrieval => All[7];

    /// <summary>What groundedness bears on.</summary>
    public static OwaspRisk Misinformation => All[8];

    /// <summary>What latency bears on.</summary>
    public static OwaspRisk Consumption => All[9];

    /// <summary>Finds a risk of the edition of 2025.</summary>
    /// <param name="id">Id with or without its edition, in any case.</param>
    /// <returns>The risk, or <see langword="null"/>.</returns>
    public static OwaspRisk? Find(string? id) =>
        All.FirstOrDefault(r =>
            r.Id.Equals(id, StringComparison.OrdinalIgnoreCase) || r.Id[..5].Equals(id, StringComparison.OrdinalIgnoreCase)
        );
}
