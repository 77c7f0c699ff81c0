using System.Text.Json;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>All tools of a server, from every page of its answer to <c>tools/list</c>.</summary>
/// <param name="Tools">The tools, as listed.</param>
/// <param name="IsComplete">False when the last page names another one that is not there.</param>
public sealed record McpToolList(IReadOnlyList<McpTool> Tools, bool IsComplete)
{
    /// <summary>Most tools of a server that are read.</summary>
    public const int MaxTools = 2_000;

    /// <summary>Largest answer that is read, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private static readonly string[] s_members = ["tools", "nextCursor", "_meta"];

    /// <summary>Digest of the whole list (<see cref="ToolDigest.OfServer"/>); null for a list that is not complete.</summary>
    public string? Sha256 => IsComplete ? ToolDigest.OfServer(Tools.Select(tool => (tool.Name, tool.Sha256))) : null;

    /// <summary>Reads an answer: one page, a list of pages, each alone or within its JSON-RPC message.</summary>
    /// <param name="utf8">JSON.</param>
    /// <exception cref="FormatException">It is no such answer, in a sentence.</exception>
    public static McpToolList Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new FormatException($"The answer has {Number.Write(utf8.Length)} bytes; at most {Number.Write(MaxBytes)} are allowed.");
        }

        if (!StrictJson.TryParse(utf8, 64, out var document, out var problem))
        {
            throw new FormatException(problem);
        }

        using (document)
        {
            var root = document.RootElement;
            return OfPages(root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root]);
        }
    }

    /// <summary>Reads pages, in their order.</summary>
    /// <param name="pages">Results of <c>tools/list</c>, or the messages they came in.</param>
    /// <exception cref="FormatException">One of them is none, in a sentence.</exception>
    public static McpToolList OfPages(IReadOnlyList<JsonElement> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        var tools = new List<McpTool>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var isComplete = pages.Count > 0;
        foreach (var page in pages)
        {
            var result = page.ValueKind == JsonValueKind.Object && page.TryGetProperty("result", out var within) ? within : page;
            if (
                result.ValueKind != JsonValueKind.Object
                || !result.TryGetProperty("tools", out var listed)
                || listed.ValueKind != JsonValueKind.Array
            )
            {
                throw new FormatException("This is not an answer to tools/list, which is an object with the member tools.");
            }

            if (UnambiguousJson.MemberProblem(result, s_members, isClosed: false) is { } ambiguous)
            {
                throw new FormatException($"Two programs could read the list of tools differently. {ambiguous}");
            }

            foreach (var item in listed.EnumerateArray())
            {
                var tool = McpTool.Read(item);
                if (!names.Add(tool.Name))
                {
                    throw new FormatException($"The tool {YamlTreeReader.Shown(tool.Name)} is listed twice.");
                }

                tools.Add(tool);
                if (tools.Count > MaxTools)
                {
                    throw new FormatException($"The server lists more than {Number.Write(MaxTools)} tools.");
                }
            }

            isComplete = !result.TryGetProperty("nextCursor", out var next) || next.ValueKind == JsonValueKind.Null;
        }

        return new(tools, isComplete);
    }
}
