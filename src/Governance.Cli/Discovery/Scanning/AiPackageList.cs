namespace Governance.Cli.Discovery.Scanning;

/// <summary>Names of packages, each with the library it is.</summary>
internal sealed class AiPackageList
{
    private readonly char _below;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <param name="below">What divides a name from what lies below it.</param>
    /// <param name="text">Names as <c>name=library</c>, divided by semicolons and lines.</param>
    public AiPackageList(char below, string text)
    {
        _below = below;
        foreach (var pair in text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            _names[pair[..at]] = pair[(at + 1)..];
        }
    }

    /// <summary>The library that a name belongs to, the longest name that fits; null for any other.</summary>
    public string? Of(string name)
    {
        for (var part = name; part.Length > 0; )
        {
            if (_names.TryGetValue(part, out var library))
            {
                return library;
            }

            // Families of packages: langchain_openai and langchain-openai belong to langchain.
            if (part.StartsWith("langchain", StringComparison.Ordinal) && part["langchain".Length..] is ['_' or '-', ..])
            {
                return "LangChain";
            }

            if (part.StartsWith("llama_index_", StringComparison.Ordinal) || part.StartsWith("llama-index-", StringComparison.Ordinal))
            {
                return "LlamaIndex";
            }

            var end = part.LastIndexOf(_below);
            if (end <= 0)
            {
                return null;
            }

            part = part[..end];
            if (_names.TryGetValue($"{part}{_below}*", out var family))
            {
                return family;
            }
        }

        return null;
    }
}
