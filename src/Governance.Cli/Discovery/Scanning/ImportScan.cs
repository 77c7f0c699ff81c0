using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>Imports of libraries for AI in code, and their names among the dependencies of a project.</summary>
internal static partial class ImportScan
{
    public static IEnumerable<DiscoveryFinding> Find(SourceText text) =>
        text.Extension switch
        {
            ".py" or ".pyi" => Python(text),
            ".ipynb" => Notebook(text),
            ".js" or ".jsx" or ".ts" or ".tsx" or ".mjs" or ".cjs" or ".mts" or ".vue" or ".svelte" => Lines(
                text,
                Script(),
                AiPackages.Npm
            ),
            ".cs" => Lines(text, CSharp(), AiPackages.DotNet),
            ".java" or ".kt" or ".kts" or ".scala" => Lines(text, Java(), AiPackages.Java),
            ".go" => Lines(text, Go(), AiPackages.Go),
            ".csproj" or ".fsproj" or ".vbproj" => Lines(text, PackageReference(), AiPackages.DotNet),
            ".txt" when text.Name.StartsWith("requirements", StringComparison.OrdinalIgnoreCase) => Lines(
                text,
                Requirement(),
                AiPackages.Python
            ),
            ".toml" when text.Name is "pyproject.toml" => Lines(text, Quoted(), AiPackages.Python),
            ".mod" when text.Name is "go.mod" => Lines(text, GoModule(), AiPackages.Go),
            ".xml" when text.Name is "pom.xml" => Lines(text, MavenGroup(), AiPackages.Java),
            _ => [],
        };

    private static IEnumerable<DiscoveryFinding> Python(SourceText text)
    {
        string? quotes = null;
        for (var number = 0; number < text.Lines.Count; number++)
        {
            var line = text.Lines[number];
            var inWords = quotes is not null;
            quotes = QuotesAfter(line, quotes);
            if (inWords)
            {
                continue;
            }

            foreach (var library in OfPython(line))
            {
                yield return Sdk(text, library, number);
            }
        }
    }

    // Whether a text of several lines is open at the end of the line.
    private static string? QuotesAfter(string line, string? open)
    {
        var at = 0;
        while (true)
        {
            if (open is not null)
            {
                var end = line.IndexOf(open, at, StringComparison.Ordinal);
                if (end < 0)
                {
                    return open;
                }

                (at, open) = (end + 3, null);
            }

            var twice = line.IndexOf("\"\"\"", at, StringComparison.Ordinal);
            var once = line.IndexOf("'''", at, StringComparison.Ordinal);
            if (twice < 0 && once < 0)
            {
                return null;
            }

            (open, at) = once < 0 || (twice >= 0 && twice < once) ? ("\"\"\"", twice + 3) : ("'''", once + 3);
        }
    }

    private static IEnumerable<string> OfPython(string line)
    {
        if (From().Match(line) is { Success: true } from)
        {
            if (AiPackages.Python.Of(from.Groups[1].Value) is { } library)
            {
                yield return library;
            }
            else if (from.Groups[1].Value is "google" or "google.cloud" or "azure.ai")
            {
                foreach (var name in from.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries))
                {
                    if (AiPackages.Python.Of($"{from.Groups[1].Value}.{name.Split(' ')[0]}") is { } below)
                    {
                        yield return below;
                    }
                }
            }
        }
        else if (Import().Match(line) is { Success: true } import)
        {
            foreach (var name in import.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                if (AiPackages.Python.Of(name.Split(' ')[0]) is { } library)
                {
                    yield return library;
                }
            }
        }

        if (!HostScan.IsComment(line) && Client().Match(line) is { Success: true } client)
        {
            yield return client.Groups[1].Value.StartsWith("bedrock", StringComparison.Ordinal) ? "Amazon Bedrock" : "SageMaker";
        }
    }

    // A notebook is JSON whose lines of code are one text each.
    private static IEnumerable<DiscoveryFinding> Notebook(SourceText text)
    {
        // Some programs write a notebook as one line.
        if (text.Lines.Count(line => line.Length > 0) == 1 && CodeOf(text.Text) is { } code)
        {
            foreach (var library in code.SelectMany(OfPython))
            {
                yield return Sdk(text, library, 0);
            }

            yield break;
        }

        for (var number = 0; number < text.Lines.Count; number++)
        {
            if (Cell().Match(text.Lines[number]) is { Success: true } cell)
            {
                foreach (var library in OfPython(cell.Groups[1].Value))
                {
                    yield return Sdk(text, library, number);
                }
            }
        }
    }

    private static List<string>? CodeOf(string notebook)
    {
        try
        {
            using var document = JsonDocument.Parse(notebook, new JsonDocumentOptions { MaxDepth = 64 });
            return
                document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("cells", out var cells)
                && cells.ValueKind is JsonValueKind.Array
                ? [.. cells.EnumerateArray().SelectMany(Source).SelectMany(part => part.Split('\n'))]
                : null;
        }
        catch (JsonException)
        {
            // What is no notebook is looked at line by line.
            return null;
        }
    }

    private static IEnumerable<string> Source(JsonElement cell)
    {
        if (
            cell.ValueKind is not JsonValueKind.Object
            || !cell.TryGetProperty("cell_type", out var type)
            || type.ValueKind is not JsonValueKind.String
            || type.GetString() != "code"
            || !cell.TryGetProperty("source", out var source)
        )
        {
            return [];
        }

        return source.ValueKind switch
        {
            JsonValueKind.String => [source.GetString()!],
            JsonValueKind.Array => source
                .EnumerateArray()
                .Where(line => line.ValueKind is JsonValueKind.String)
                .Select(line => line.GetString()!),
            _ => [],
        };
    }

    private static IEnumerable<DiscoveryFinding> Lines(SourceText text, Regex pattern, AiPackageList packages)
    {
        var inComment = false;
        for (var number = 0; number < text.Lines.Count; number++)
        {
            var line = text.Lines[number];
            if (inComment)
            {
                inComment = !line.Contains("*/", StringComparison.Ordinal);
                continue;
            }

            var start = line.TrimStart();
            inComment = start.StartsWith("/*", StringComparison.Ordinal) && !start.Contains("*/", StringComparison.Ordinal);
            if (inComment || HostScan.IsComment(line))
            {
                continue;
            }

            foreach (Match match in pattern.Matches(line))
            {
                if (packages.Of(match.Groups[1].Value) is { } library)
                {
                    yield return Sdk(text, library, number);
                }
            }
        }
    }

    private static DiscoveryFinding Sdk(SourceText text, string library, int number) =>
        DiscoveryFinding.Of(DiscoveryKind.Sdk, library, text.Path, number + 1, null);

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"^\s*from\s+([A-Za-z_][\w.]*)\s+import\s+\(?\s*([\w\s,]*)", Plain)]
    private static partial Regex From();

    [GeneratedRegex(@"^\s*import\s+([A-Za-z_][\w.,\s]*)", Plain)]
    private static partial Regex Import();

    [GeneratedRegex("""(?:client|resource)\(\s*(?:service_name\s*=\s*)?["'](bedrock[\w-]*|sagemaker-runtime)["']""", Plain)]
    private static partial Regex Client();

    [GeneratedRegex("""^\s*"((?:import|from)\s[^"\\]*)""", Plain)]
    private static partial Regex Cell();

    [GeneratedRegex("""(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([@\w][\w./@-]*)["']""", Plain)]
    private static partial Regex Script();

    [GeneratedRegex(@"^\s*(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([A-Z][\w.]*)\s*;", Plain)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"^\s*import\s+(?:static\s+)?([a-z][\w.]*)", Plain)]
    private static partial Regex Java();

    [GeneratedRegex("""^\s*(?:import\s+)?(?:[\w.]+\s+)?"([a-z][\w.-]*\.[a-z]+/[\w./-]+)"\s*(?://.*)?$""", Plain)]
    private static partial Regex Go();

    [GeneratedRegex("""<PackageReference\s+Include\s*=\s*["']([\w.]+)["']""", Plain)]
    private static partial Regex PackageReference();

    [GeneratedRegex(@"^([A-Za-z][\w.-]*?)\s*(?:\[[^\]]*\])?\s*(?:[=<>!~;@#].*)?$", Plain)]
    private static partial Regex Requirement();

    [GeneratedRegex("""^\s*"([A-Za-z][\w.-]*?)\s*(?:\[[^\]]*\])?\s*(?:[=<>!~;][^"]*)?",?\s*$""", Plain)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\s*(?:require\s+)?([a-z][\w.-]*\.[a-z]+/\S+)\s+v[0-9]", Plain)]
    private static partial Regex GoModule();

    [GeneratedRegex(@"<groupId>\s*([\w.-]+)\s*</groupId>", Plain)]
    private static partial Regex MavenGroup();
}
