using System.Text.Json;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>A tool as a server lists it (Model Context Protocol, <c>tools/list</c>).</summary>
/// <param name="Name">Name by which it is called.</param>
/// <param name="Description">What it says of itself; null when it says nothing.</param>
/// <param name="Sha256">Digest of name, description and schemas (<see cref="ToolDigest"/>).</param>
/// <param name="ProposedRisks">Words of <see cref="AgentVocabulary.ToolRisks"/> that its own hints propose; empty without hints.</param>
public sealed record McpTool(string Name, string? Description, string Sha256, IReadOnlyList<string> ProposedRisks)
{
    private static readonly string[] s_members = ["name", "description", "inputSchema", "outputSchema", "annotations", "title", "_meta"];

    /// <summary>Reads one tool.</summary>
    /// <param name="tool">An item of <c>tools</c>, read strictly.</param>
    /// <exception cref="FormatException">It is no tool, in a sentence.</exception>
    public static McpTool Read(JsonElement tool)
    {
        if (tool.ValueKind != JsonValueKind.Object || Text(tool, "name") is not { Length: > 0 } name)
        {
            throw new FormatException("A tool without a name is listed.");
        }

        // An agent could be told something else than what the digest is about.
        if (UnambiguousJson.MemberProblem(tool, s_members, isClosed: false) is { } ambiguous)
        {
            throw new FormatException($"Two programs could read the tool {YamlTreeReader.Shown(name)} differently. {ambiguous}");
        }

        try
        {
            var description = Text(tool, "description");
            return new(
                name,
                description,
                ToolDigest.OfTool(name, description, Schema(tool, "inputSchema"), Schema(tool, "outputSchema")),
                Hints(tool)
            );
        }
        catch (InvalidOperationException problem)
        {
            throw new FormatException($"The tool {YamlTreeReader.Shown(name)} has no digest: {problem.Message}", problem);
        }
    }

    private static JsonElement? Schema(JsonElement tool, string name) =>
        tool.TryGetProperty(name, out var schema) && schema.ValueKind != JsonValueKind.Null ? schema : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? StrictJson.TryText(value, out var text)
                ? text
                : throw new FormatException($"The member {name} of a tool is not valid Unicode.")
            : null;

    /// <summary>What the server says of a tool's effects. It is the server's own hint, so it is proposed and not taken over.</summary>
    private static List<string> Hints(JsonElement tool)
    {
        if (!tool.TryGetProperty("annotations", out var hints) || hints.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var risks = new List<string>();
        if (Hint(hints, "readOnlyHint") is { } readOnly)
        {
            risks.Add(readOnly ? "read" : "write");
        }

        // The protocol takes a tool that writes for destructive unless it says otherwise.
        if (Hint(hints, "readOnlyHint") == false && Hint(hints, "destructiveHint") != false)
        {
            risks.Add("irreversible");
        }

        if (Hint(hints, "openWorldHint") == true)
        {
            risks.Add("external");
        }

        return risks;
    }

    private static bool? Hint(JsonElement hints, string name) =>
        hints.TryGetProperty(name, out var hint)
            ? hint.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            }
            : null;
}
