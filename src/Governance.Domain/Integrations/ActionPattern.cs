namespace Governance.Domain.Integrations;

/// <summary>Which actions are meant: <c>*</c>, <c>incident.*</c> or <c>promotion.signed</c>.</summary>
public static class ActionPattern
{
    /// <summary>Most patterns of one destination.</summary>
    public const int Most = 50;

    private const int MaxPattern = 64;

    /// <summary>Whether a text is a pattern.</summary>
    public static bool IsPattern(string? text) =>
        text == "*"
        || (
            text is { Length: > 2 and <= MaxPattern }
            && text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            && dot == text.LastIndexOf('.')
            && dot < text.Length - 1
            && IsName(text.AsSpan(0, dot))
            && (text[(dot + 1)..] == "*" || IsName(text.AsSpan(dot + 1)))
        );

    /// <summary>Whether one of the patterns means an action; none means all.</summary>
    public static bool Matches(IReadOnlyList<string> patterns, string action)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        ArgumentNullException.ThrowIfNull(action);
        return patterns.Count == 0
            || patterns.Any(p =>
                p == "*"
                || p == action
                || (p.EndsWith(".*", StringComparison.Ordinal) && action.StartsWith(p[..^1], StringComparison.Ordinal))
            );
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or '-'))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
