using System.Text.Json;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Cli.Agents;

/// <summary>Reads from a call's arguments which data it touches.</summary>
/// <param name="manifest">Names the scopes.</param>
/// <param name="arguments">Names of arguments that hold a path or an address.</param>
internal sealed class CallScopes(AgentManifest manifest, IReadOnlyList<string> arguments)
{
    private const int MaxScopes = 1_000;

    private readonly HashSet<string> _arguments = arguments.Select(UnambiguousJson.Fold).ToHashSet(StringComparer.Ordinal);

    /// <summary>Arguments that hold data unless others are named.</summary>
    public static IReadOnlyList<string> Usual { get; } =
    [
        "path",
        "paths",
        "file",
        "files",
        "filename",
        "filepath",
        "file_path",
        "directory",
        "dir",
        "folder",
        "cwd",
        "root",
        "source",
        "destination",
        "target",
        "uri",
        "url",
    ];

    /// <summary>
    /// The scopes a call touches: a declared scope that an argument names, and every path, wherever it is; where a link leads is touched
    /// too.
    /// </summary>
    /// <exception cref="FormatException">The arguments cannot be read as data, in a sentence.</exception>
    public IReadOnlyList<string> Of(JsonElement? given)
    {
        var scopes = new SortedSet<string>(StringComparer.Ordinal);
        if (given is { } value)
        {
            Collect(value, isData: false, scopes);
        }

        return [.. scopes];
    }

    /// <summary>Whether a declared scope covers what an address names.</summary>
    public bool Covers(string address) =>
        Places(address)
            .All(place =>
                manifest.Data.Any(scope =>
                    place == scope.Scope || place.StartsWith(scope.Scope.TrimEnd('/') + "/", StringComparison.Ordinal)
                )
            );

    private void Collect(JsonElement value, bool isData, SortedSet<string> scopes)
    {
        if (scopes.Count > MaxScopes)
        {
            throw new FormatException("The call names more data than can be checked.");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Collect(member.Value, isData || _arguments.Contains(UnambiguousJson.Fold(member.Name)), scopes);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Collect(item, isData, scopes);
                }

                break;
            case JsonValueKind.String:
                Text(value, isData, scopes);
                break;
            default:
                break;
        }
    }

    private void Text(JsonElement value, bool isData, SortedSet<string> scopes)
    {
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException problem)
        {
            throw new FormatException("An argument is not valid Unicode.", problem);
        }

        if (manifest.Data.Any(scope => scope.Scope == text))
        {
            scopes.Add(text);
        }
        else if (isData || IsPath(text))
        {
            scopes.UnionWith(Places(text));
        }
    }

    // Several lines are text that someone wrote, not the place of a file.
    private static bool IsPath(string text) =>
        !text.Contains('\n', StringComparison.Ordinal)
        && (
            text.StartsWith('/')
            || text.StartsWith("~/", StringComparison.Ordinal)
            || text == "~"
            || text.StartsWith("./", StringComparison.Ordinal)
            || text.StartsWith("../", StringComparison.Ordinal)
            || text.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            || (text.Length > 2 && char.IsAsciiLetter(text[0]) && text[1] == ':' && text[2] is '\\' or '/')
        );

    private static IEnumerable<string> Places(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal) && !text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return [text];
        }

        try
        {
            var path = text.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? new Uri(text).LocalPath : text;
            if (path is "~" || path.StartsWith("~/", StringComparison.Ordinal))
            {
                path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
            }

            var whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            var real = Real(whole);
            return real == whole ? [whole] : [whole, real];
        }
        catch (Exception problem) when (problem is ArgumentException or UriFormatException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException("An argument names data in a form that cannot be checked.", problem);
        }
    }

    /// <summary>The path with every link on its way followed.</summary>
    private static string Real(string path)
    {
        var real = "/";
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, step);
            FileSystemInfo found = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            real = found.LinkTarget is null ? next : Path.GetFullPath((found.ResolveLinkTarget(returnFinalTarget: true) ?? found).FullName);
        }

        return real;
    }
}
