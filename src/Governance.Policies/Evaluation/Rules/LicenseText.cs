namespace Governance.Policies;

/// <summary>The licence names in an SPDX licence expression.</summary>
internal static class LicenseText
{
    /// <summary>The names; a text that is no expression is one name as it stands.</summary>
    public static IReadOnlyList<string> Names(string license)
    {
        var words = Words(license);
        return words.Any(IsOperator) ? [.. words.Where(word => !IsOperator(word))] : [license.Trim()];
    }

    /// <summary>Whether the expression offers a choice and nothing else: only OR, no AND and no WITH.</summary>
    public static bool IsChoice(string license)
    {
        var operators = Words(license).Where(IsOperator).ToList();
        return operators.Count > 0 && operators.TrueForAll(word => word.Equals("OR", StringComparison.OrdinalIgnoreCase));
    }

    private static string[] Words(string license) => license.Split([' ', '(', ')'], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsOperator(string word) => word is "AND" or "OR" or "WITH" or "and" or "or" or "with";
}
