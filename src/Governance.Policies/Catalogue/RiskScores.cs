namespace Governance.Policies;

/// <summary>Scores of the risk matrix: likelihood (1 to 5) times impact (1 to 5), in four bands.</summary>
public static class RiskScores
{
    /// <summary>The highest score.</summary>
    public const int Highest = 25;

    /// <summary>The bands, least first: up to 4, up to 9, up to 16, up to 25.</summary>
    public static IReadOnlyList<string> Bands { get; } = ["low", "medium", "high", "critical"];

    /// <summary>The highest score of a band; null for a word that is none.</summary>
    public static int? HighestOf(string band) =>
        band switch
        {
            "low" => 4,
            "medium" => 9,
            "high" => 16,
            "critical" => Highest,
            _ => null,
        };
}
