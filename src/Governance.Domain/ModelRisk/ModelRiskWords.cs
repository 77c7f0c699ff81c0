namespace Governance.Domain.ModelRisk;

/// <summary>The one rule about words that people write here: some, and not too many.</summary>
internal static class ModelRiskWords
{
    public static Refusal? Refuses(string? words, Refusal refusal) =>
        string.IsNullOrWhiteSpace(words) || words.Trim().Length > SaltedText.MaxLength ? refusal : null;
}
