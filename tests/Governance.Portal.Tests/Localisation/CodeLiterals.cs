using System.Text;
using System.Text.RegularExpressions;

namespace Governance.Portal.Tests.Localisation;

/// <summary>The texts that stand in the source: how it is written decides what a page can say in another language.</summary>
internal static partial class CodeLiterals
{
    /// <summary>The folder of the sources.</summary>
    public static string Sources
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run in the repository.");
            }

            return Path.Combine(folder.FullName, "src");
        }
    }

    /// <summary>Code and pages of the portal's host and of what it is made of.</summary>
    public static IEnumerable<string> Files() =>
        Directory
            .EnumerateDirectories(Sources, "Governance.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*.*", SearchOption.AllDirectories))
            .Where(IsOurs);

    /// <summary>Where the parenthesis ends that is open at a place.</summary>
    public static int End(string code, int from)
    {
        for (var (at, depth) = (from, 1); at < code.Length; at++)
        {
            if (code[at] == '"')
            {
                at = Quoted(code, at, null, []);
            }
            else if (code[at] is '(' or ')' && (depth += code[at] == '(' ? 1 : -1) == 0)
            {
                return at;
            }
        }

        return code.Length;
    }

    /// <summary>
    /// The literals of a piece of code, with <c>{}</c> where values stand, and those within the values. A long text that is put together
    /// with plus signs is the one it is.
    /// </summary>
    public static List<string> Of(string code)
    {
        List<string> found = [];
        for (var at = 0; at < code.Length; at++)
        {
            if (code[at] == '"')
            {
                var text = new StringBuilder();
                List<string> values = [];
                at = Quoted(code, at, text, values);
                for (var more = Plus().Match(code, at + 1); more.Success; more = Plus().Match(code, at + 1))
                {
                    at = Quoted(code, more.Index + more.Length - 1, text, values);
                }

                found.Add(text.ToString());
                found.AddRange(values.SelectMany(Of));
            }
        }

        return found;
    }

    /// <summary>Reads a literal.</summary>
    /// <returns>The place of its last quotation mark.</returns>
    private static int Quoted(string code, int at, StringBuilder? text, List<string> values)
    {
        var isMade = at > 0 && code[at - 1] == '$';
        for (at++; at < code.Length && code[at] != '"'; at++)
        {
            if (code[at] == '\\')
            {
                at++;
                text?.Append(code[at]);
            }
            else if (isMade && code[at] == '{' && code[at + 1] != '{')
            {
                var from = at + 1;
                for (var depth = 1; depth > 0 && at < code.Length - 1; )
                {
                    depth += code[++at] switch
                    {
                        '{' => 1,
                        '}' => -1,
                        _ => 0,
                    };
                }

                text?.Append("{}");
                values.Add(code[from..at]);
            }
            else
            {
                text?.Append(code[at]);
            }
        }

        return at;
    }

    private static bool IsOurs(string file) =>
        (file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
        && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    [GeneratedRegex(@"\G\s*\+\s*\$?""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Plus();
}
