namespace Governance.Scoring;

/// <summary>What was measured on the rows that have one value in a column.</summary>
/// <param name="By">The column.</param>
/// <param name="Value">The value; null for rows that have none.</param>
/// <param name="Rows">How many they are.</param>
/// <param name="Result">What was measured.</param>
public sealed record Sliced<T>(string By, string? Value, int Rows, T Result)
{
    /// <summary>As a policy names it.</summary>
    public string Name => $"{By}={Value}";
}
