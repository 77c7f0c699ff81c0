using System.Buffers;
using System.Text;

namespace Governance.Policies;

/// <summary>Compares scopes of data by whole segments: <c>/srv/inbox</c> holds <c>/srv/inbox/a.txt</c> and not <c>/srv/inbox2</c>.</summary>
internal static class AgentScopes
{
    // Full stops, slashes and percent signs of other widths, which some programs take for the plain ones.
    private static readonly SearchValues<char> s_lookalikes = SearchValues.Create(
        "\u2024\u2025\u2044\u2215\u29f5\u29f8\ufe52\ufe68\ufe6a\uff05\uff0e\uff0f\uff3c"
    );

    /// <summary>
    /// Whether a scope can be read in one way only. One that climbs (<c>..</c>), hides a separator behind an escape, or holds signs that
    /// cannot be seen could be another place than it looks.
    /// </summary>
    public static bool IsPlain(string scope)
    {
        if (string.IsNullOrWhiteSpace(scope) || char.IsWhiteSpace(scope[0]) || char.IsWhiteSpace(scope[^1]))
        {
            return false;
        }

        var isAscii = Ascii.IsValid(scope);
        foreach (var sign in scope.EnumerateRunes())
        {
            if (Rune.IsControl(sign) || (!isAscii && (sign == Rune.ReplacementChar || IsUnseen(sign))))
            {
                return false;
            }
        }

        return !HasEscapedSeparator(scope) && !Climbs(scope) && (isAscii || !scope.AsSpan().ContainsAny(s_lookalikes));
    }

    /// <summary>Whether one scope lies within another, sign for sign. Both are plain.</summary>
    public static bool Contains(ReadOnlySpan<char> outer, ReadOnlySpan<char> inner) => Contains(outer, inner, StringComparison.Ordinal);

    /// <summary>
    /// Whether one scope lies within the other or around it, however it is written: by the file system, letters of either case may be the
    /// same place, and who works on a folder works on what is in it.
    /// </summary>
    public static bool Overlap(string one, string other)
    {
        var (left, right) = (Folded(one), Folded(other));
        return Contains(left, right, StringComparison.OrdinalIgnoreCase) || Contains(right, left, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Contains(ReadOnlySpan<char> outer, ReadOnlySpan<char> inner, StringComparison comparison)
    {
        // Only a scope that is itself written with backslashes is a path of Windows; elsewhere one is part of a name.
        var isWindows = outer.Contains('\\');
        var folder = outer.TrimEnd(isWindows ? "/\\" : "/");
        return outer.Length > 0
            && inner.StartsWith(folder, comparison)
            && (inner.Length == folder.Length || inner[folder.Length] == '/' || (isWindows && inner[folder.Length] == '\\'));
    }

    private static string Folded(string scope)
    {
        var same = Ascii.IsValid(scope) ? scope : scope.Normalize(NormalizationForm.FormKC);
        return same.Contains('\\', StringComparison.Ordinal) ? same.Replace('\\', '/') : same;
    }

    private static bool Climbs(ReadOnlySpan<char> scope)
    {
        while (true)
        {
            var end = scope.IndexOfAny('/', '\\');
            var segment = (end < 0 ? scope : scope[..end]).Trim(' ');
            if (segment is "." or "..")
            {
                return true;
            }

            if (end < 0)
            {
                return false;
            }

            scope = scope[(end + 1)..];
        }
    }

    private static bool HasEscapedSeparator(string scope) =>
        scope.Contains('%', StringComparison.Ordinal)
        && (
            scope.Contains("%2e", StringComparison.OrdinalIgnoreCase)
            || scope.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            || scope.Contains("%5c", StringComparison.OrdinalIgnoreCase)
            || scope.Contains("%25", StringComparison.Ordinal)
            || scope.Contains("%00", StringComparison.Ordinal)
        );

    private static bool IsUnseen(Rune sign) =>
        Rune.GetUnicodeCategory(sign)
            is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.PrivateUse
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator;
}
