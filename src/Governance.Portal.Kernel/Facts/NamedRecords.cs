using System.Text.RegularExpressions;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Alerts and risks that a rule of a gate named when it was not met.</summary>
public static partial class NamedRecords
{
    /// <summary>Their ids, each once.</summary>
    /// <param name="sentences">What the rules wrote.</param>
    public static IReadOnlyList<string> In(IEnumerable<string> sentences) =>
        [.. sentences.SelectMany(s => Named().Matches(s)).Select(m => m.Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"\b(?:ALR|RSK)-[0-9]{4,}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
