using System.Text.RegularExpressions;
using Governance.Domain;

namespace Governance.Architecture;

/// <summary>One place in the sources that makes a refusal.</summary>
/// <param name="Code">Its code; null when the place passes on the code of its caller.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Place">File and line.</param>
internal sealed record RefusalSource(string? Code, RefusalKind Kind, string Place);

/// <summary>Reads the refusals off the sources: the code is the first argument, the kind is named or is Invalid.</summary>
internal static partial class RefusalSources
{
    public static IReadOnlyList<RefusalSource> All { get; } =
    [.. Repository.Sources.Where(f => f != "src/Governance.Domain/Refusal.cs").SelectMany(f => Of(f, Repository.Read(f)))];

    public static IEnumerable<RefusalSource> Of(string file, string text)
    {
        foreach (Match match in Making().Matches(text))
        {
            var arguments = Arguments(text, match.Index + match.Length - 1);
            var code = Code().Match(arguments);
            var kinds = Kind().Matches(arguments);
            var line = text.AsSpan(0, match.Index).Count('\n') + 1;
            if (match.Groups["relay"].Success)
            {
                if (code.Success)
                {
                    yield return new(code.Groups[1].Value, RefusalKind.Invalid, $"{file}:{line}");
                }

                continue;
            }

            // "new(" of another type: only a refusal has both a code and a kind.
            if (match.Groups["typed"].Success && (!code.Success || kinds.Count == 0))
            {
                continue;
            }

            yield return new(
                code.Success ? code.Groups[1].Value : null,
                kinds.Count == 0 ? RefusalKind.Invalid : Enum.Parse<RefusalKind>(kinds[^1].Groups[1].Value),
                $"{file}:{line}"
            );
        }
    }

    private static string Arguments(string text, int open)
    {
        var depth = 0;
        var inText = false;
        for (var i = open; i < text.Length; i++)
        {
            var c = text[i];
            if (inText)
            {
                if (c == '\\')
                {
                    i++;
                }
                else if (c == '"')
                {
                    inText = false;
                }
            }
            else if (c == '"')
            {
                inText = true;
            }
            else if (c == '(')
            {
                depth++;
            }
            else if (c == ')' && --depth == 0)
            {
                return text[(open + 1)..i];
            }
        }

        return text[(open + 1)..];
    }

    [GeneratedRegex(@"(?:\bnew\s+(?:[\w.]+\.)?Refusal|(?<![\w""])(?:Domain\.)?Refusal\s*\.Fields?|(?<typed>\bnew)|(?<relay>\.Refuse))\(")]
    private static partial Regex Making();

    [GeneratedRegex(@"\A\s*""([a-z0-9-]+\.[a-z0-9-]+)""")]
    private static partial Regex Code();

    [GeneratedRegex(@"RefusalKind\.(\w+)")]
    private static partial Regex Kind();
}
