using System.Text;
using System.Text.Json;

namespace Governance.Policies;

/// <summary>
/// Makes drafts of manifests from what others publish about agents and tools. What is missing there is named and not invented.
/// </summary>
public static class AgentImport
{
    private const int MaxCardBytes = 1024 * 1024;
    private const int MaxDescription = 2_000;

    private static readonly string[] s_needed = ["purpose", "autonomy", "owner", "models"];

    /// <summary>From a server's answer to <c>tools/list</c> (<see cref="McpToolList.Read"/>).</summary>
    /// <param name="utf8">JSON, with all pages.</param>
    /// <param name="server">The server that answered; its digest of tools is filled in.</param>
    public static AgentDraftResult FromMcp(ReadOnlyMemory<byte> utf8, AgentServer server)
    {
        try
        {
            return new(FromMcp(McpToolList.Read(utf8), server), []);
        }
        catch (FormatException problem)
        {
            return new(null, [problem.Message]);
        }
    }

    /// <summary>From the tools of a server.</summary>
    /// <param name="list">Its tools.</param>
    /// <param name="server">The server; its digest of tools is filled in.</param>
    public static AgentDraft FromMcp(McpToolList list, AgentServer server)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(server);
        List<string> notes = [];
        if (!list.IsComplete)
        {
            notes.Add("The list of tools is not complete: there is another page. The digest of the server's tools is left out.");
        }

        if (list.Tools.Any(tool => tool.ProposedRisks.Count > 0))
        {
            notes.Add("Risks are proposed from the server's own hints, which prove nothing. Review each tool.");
        }

        var tools = list.Tools.Select(tool => new AgentTool(
            tool.Name,
            server.Name,
            Description(tool.Name, tool.Description, notes),
            tool.Sha256,
            []
        ));
        return Draft(
            Empty with
            {
                Servers = [server with { ToolsSha256 = list.Sha256 }],
                Tools = [.. tools],
            },
            list.Tools.Where(tool => tool.ProposedRisks.Count > 0)
                .ToDictionary(tool => $"{server.Name}.{tool.Name}", tool => tool.ProposedRisks),
            notes
        );
    }

    /// <summary>From an agent card (A2A, protocol 0.3 or 1.0).</summary>
    /// <param name="utf8">JSON.</param>
    public static AgentDraftResult FromA2A(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxCardBytes)
        {
            return new(null, [$"The card has {Number.Write(utf8.Length)} bytes; at most {Number.Write(MaxCardBytes)} are allowed."]);
        }

        if (!StrictJson.TryParse(utf8, 64, out var document, out var problem))
        {
            return new(null, [problem]);
        }

        using (document)
        {
            return Card(document.RootElement);
        }
    }

    /// <summary>From an OpenAPI 3 document: each operation is a tool.</summary>
    /// <param name="utf8">JSON or YAML.</param>
    /// <param name="serverName">Name of the server; null: made from the document's title.</param>
    public static AgentDraftResult FromOpenApi(ReadOnlyMemory<byte> utf8, string? serverName = null)
    {
        var (operations, problems) = OpenApiOperations.Read(utf8);
        if (operations is null)
        {
            return new(null, problems);
        }

        List<string> notes = ["Risks are proposed from the methods alone: GET reads, others write. Review each tool."];
        var name = serverName ?? NameOf(operations.Title ?? "api");
        if (operations.Address is null)
        {
            notes.Add("The document does not contain a complete address. Give the server's address.");
        }

        var proposed = operations.Tools.ToDictionary(tool => $"{name}.{tool.Name}", tool => tool.ProposedRisks, StringComparer.Ordinal);
        var tools = operations.Tools.Select(tool => new AgentTool(
            tool.Name,
            name,
            Description(tool.Name, tool.Description, notes),
            tool.Sha256,
            []
        ));
        var server = new AgentServer(
            name,
            "http",
            operations.Address ?? string.Empty,
            operations.Version,
            ToolDigest.OfServer(operations.Tools.Select(tool => (tool.Name, tool.Sha256)))
        );
        return new(Draft(Empty with { Servers = [server], Tools = [.. tools] }, proposed, notes), []);
    }

    /// <summary>A server's name made from a title: letters, digits and hyphens.</summary>
    /// <param name="title">Any text.</param>
    public static string NameOf(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        var name = new StringBuilder();
        foreach (var c in title.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        var text = name.ToString().Trim('-', '_');
        return text.Length == 0 ? "server"
            : text.Length <= 63 ? text
            : text[..63].TrimEnd('-');
    }

    internal static AgentManifest Empty { get; } =
        new()
        {
            Purpose = string.Empty,
            Autonomy = string.Empty,
            Owner = string.Empty,
        };

    private static AgentDraftResult Card(JsonElement card)
    {
        if (card.ValueKind != JsonValueKind.Object || Text(card, "name") is not { } name || !card.TryGetProperty("skills", out _))
        {
            return new(null, ["This is not an agent card, which is an object with the members name and skills."]);
        }

        List<string> notes = [];
        var url =
            Text(card, "url") ?? Items(card, "supportedInterfaces").Select(one => Text(one, "url")).FirstOrDefault(one => one is not null);
        var version = Text(card, "version");
        notes.Add(
            "The card describes "
                + $"{YamlTreeReader.Shown(name)}{(version is null ? string.Empty : $", version {YamlTreeReader.Shown(version)}")}"
                + (url is null ? "." : $", reached at {YamlTreeReader.Shown(url, 200)}.")
        );
        var skills = Items(card, "skills").Select(skill => Text(skill, "name") ?? Text(skill, "id")).OfType<string>().ToList();
        if (skills.Count > 0)
        {
            notes.Add(
                $"It offers: {YamlTreeReader.Shown(string.Join(", ", skills), 400)}. "
                    + "Skills are what others may ask of it, not tools it may call."
            );
        }

        notes.Add("A card does not list tools, servers, data, limits, checkpoints or a kill switch: add what the agent has.");
        var provider = card.TryGetProperty("provider", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var owner = provider.ValueKind == JsonValueKind.Object ? Text(provider, "organization") : null;
        var manifest = Empty with
        {
            Purpose = Cleaned(Text(card, "description"), 1_000) ?? string.Empty,
            Owner = Cleaned(owner, 200) ?? string.Empty,
        };
        return new(Draft(manifest, new Dictionary<string, IReadOnlyList<string>>(), notes), []);
    }

    private static AgentDraft Draft(AgentManifest manifest, Dictionary<string, IReadOnlyList<string>> proposed, List<string> notes)
    {
        var missing = s_needed.Where(member =>
            member switch
            {
                "purpose" => manifest.Purpose.Length == 0,
                "autonomy" => manifest.Autonomy.Length == 0,
                "owner" => manifest.Owner.Length == 0,
                _ => manifest.Models.Count == 0,
            }
        );
        return new(manifest, [.. missing], proposed, notes);
    }

    private static string? Description(string tool, string? text, List<string> notes)
    {
        var cleaned = Cleaned(text, MaxDescription);
        if (text?.Any(c => c is not ('\n' or '\r') && YamlTreeReader.IsInvisible(c)) == true)
        {
            notes.Add(
                $"The description of {YamlTreeReader.Shown(tool)} holds characters that a model reads and a person does not see. "
                    + "They are left out here."
            );
        }

        return cleaned;
    }

    private static string? Cleaned(string? text, int longest)
    {
        var visible = new string([
            .. (text ?? string.Empty).ReplaceLineEndings("\n").Where(c => c == '\n' || !YamlTreeReader.IsInvisible(c)),
        ]).Trim();
        return visible.Length == 0 ? null : YamlTreeReader.Shown(visible, longest);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && StrictJson.TryText(value, out var text)
        && text.Length > 0
            ? text
            : null;

    private static List<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
}
