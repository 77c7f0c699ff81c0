using System.Text.RegularExpressions;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>A measured or required value of a gate.</summary>
public sealed partial class GateValue
{
    // How old a piece of evidence is, at the end of its brackets: 3 days old.
    [GeneratedRegex(@"(?<=, )[0-9][0-9.,]* \w+ \w+(?=\))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Age();
}
