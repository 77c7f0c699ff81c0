namespace Governance.Policies;

/// <summary>One change between two versions of an agent.</summary>
/// <param name="Kind">What changed.</param>
/// <param name="Text">The sentence with places for its values, such as <c>It no longer asks a person before {0}.</c>: the key of its translations.</param>
/// <param name="Values">The values, in the order of their places.</param>
public sealed record AgentChange(AgentChangeKind Kind, string Text, IReadOnlyList<string> Values)
{
    /// <summary>The sentence in English.</summary>
    public string Sentence => string.Format(System.Globalization.CultureInfo.InvariantCulture, Text, [.. Values]);
}
