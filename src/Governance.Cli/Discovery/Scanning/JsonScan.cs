using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>Configurations of the Model Context Protocol, agent cards, bills of materials and package.json.</summary>
internal static partial class JsonScan
{
    private static readonly JsonDocumentOptions s_options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 64,
    };

    public static IEnumerable<DiscoveryFinding> Find(SourceText text)
    {
        if (text.Extension is ".toml")
        {
            return TomlServers(text);
        }

        if (text.Extension is not (".json" or ".jsonc"))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(text.Text, s_options);
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object ? [.. Of(text, root)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<DiscoveryFinding> Of(SourceText text, JsonElement root) =>
        [
            .. Servers(text, root),
            .. Card(text, root),
            .. Components(text, root),
            .. text.Name is "package.json" ? Dependencies(text, root) : [],
        ];

    private static IEnumerable<DiscoveryFinding> Servers(SourceText text, JsonElement root)
    {
        var servers =
            Member(root, "mcpServers")
            ?? (text.Name is "mcp.json" or ".mcp.json" ? Member(root, "servers") : null)
            ?? (text.Name is "settings.json" && Member(root, "mcp") is { } mcp ? Member(mcp, "servers") : null);
        if (servers is not { } all)
        {
            yield break;
        }

        foreach (var server in all.EnumerateObject().Where(s => s.Value.ValueKind is JsonValueKind.Object))
        {
            var command = Text(server.Value, "command");
            var url = Text(server.Value, "url") ?? Text(server.Value, "serverUrl") ?? Text(server.Value, "httpUrl");
            if (command is null && url is null)
            {
                continue;
            }

            var arguments =
                server.Value.TryGetProperty("args", out var args) && args.ValueKind is JsonValueKind.Array
                    ? args.EnumerateArray().Where(a => a.ValueKind is JsonValueKind.String).Select(a => a.GetString()!)
                    : [];
            yield return DiscoveryFinding.Of(
                DiscoveryKind.McpServer,
                server.Name,
                text.Path,
                text.LineOf(server.Name),
                url is not null ? HostOf(url) : CommandOf(command!, arguments)
            );
        }
    }

    /// <summary>A command with the package it starts. Other arguments may be secrets, so they are not repeated.</summary>
    private static string CommandOf(string command, IEnumerable<string> arguments)
    {
        var program = command.Replace('\\', '/');
        program = program[(program.LastIndexOf('/') + 1)..].Split(' ')[0];
        var package = arguments.FirstOrDefault(a => !a.StartsWith('-'));
        return package is not null && Package().IsMatch(package) && !KeyScan.IsLikely(package) ? $"{program} {package}" : program;
    }

    /// <summary>Host of an address: path, query and user may be secrets.</summary>
    internal static string? HostOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host : null;

    private static IEnumerable<DiscoveryFinding> TomlServers(SourceText text)
    {
        for (var number = 0; number < text.Lines.Count; number++)
        {
            if (TomlServer().Match(text.Lines[number]) is { Success: true } server)
            {
                yield return DiscoveryFinding.Of(DiscoveryKind.McpServer, server.Groups[1].Value, text.Path, number + 1, null);
            }
        }
    }

    private static IEnumerable<DiscoveryFinding> Card(SourceText text, JsonElement root)
    {
        if (
            Text(root, "name") is { } name
            && root.TryGetProperty("skills", out var skills)
            && skills.ValueKind is JsonValueKind.Array
            && Member(root, "capabilities") is not null
            && (Text(root, "protocolVersion") ?? Text(root, "url")) is not null
        )
        {
            yield return DiscoveryFinding.Of(DiscoveryKind.AgentCard, name, text.Path, text.LineOf(name), HostOf(Text(root, "url")));
        }
    }

    private static IEnumerable<DiscoveryFinding> Components(SourceText text, JsonElement root)
    {
        var isCyclone = Text(root, "bomFormat") is "CycloneDX";
        var isSpdx = Text(root, "spdxVersion") is not null;
        if (!(isCyclone || isSpdx) || !root.TryGetProperty(isCyclone ? "components" : "packages", out var parts))
        {
            yield break;
        }

        foreach (var part in Objects(parts))
        {
            if (Text(part, "name") is not { } name)
            {
                continue;
            }

            var version = Text(part, isCyclone ? "version" : "versionInfo");
            var full = version is null ? name : $"{name}@{version}";
            var isModel = Text(part, "type") is "machine-learning-model" || Text(part, "primaryPackagePurpose") is "MODEL";
            var library = isModel ? "model" : AiPackages.OfComponent(isCyclone ? Text(part, "purl") : SpdxPurl(part), name);
            if (library is not null)
            {
                yield return DiscoveryFinding.Of(DiscoveryKind.SbomComponent, full, text.Path, text.LineOf(name), library);
            }
        }
    }

    private static string? SpdxPurl(JsonElement part) =>
        part.TryGetProperty("externalRefs", out var references)
            ? Objects(references).Where(r => Text(r, "referenceType") is "purl").Select(r => Text(r, "referenceLocator")).FirstOrDefault()
            : null;

    private static IEnumerable<DiscoveryFinding> Dependencies(SourceText text, JsonElement root)
    {
        foreach (var group in new[] { "dependencies", "devDependencies", "optionalDependencies", "peerDependencies" })
        {
            if (Member(root, group) is not { } members)
            {
                continue;
            }

            foreach (var member in members.EnumerateObject())
            {
                if (AiPackages.Npm.Of(member.Name) is { } library)
                {
                    yield return DiscoveryFinding.Of(DiscoveryKind.Sdk, library, text.Path, text.LineOf(member.Name), null);
                }
            }
        }
    }

    private static IEnumerable<JsonElement> Objects(JsonElement array) =>
        array.ValueKind is JsonValueKind.Array ? array.EnumerateArray().Where(e => e.ValueKind is JsonValueKind.Object) : [];

    private static JsonElement? Member(JsonElement of, string name) =>
        of.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.Object ? member : null;

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? member.GetString() : null;

    [GeneratedRegex(
        @"^@?[a-z0-9][a-z0-9._/-]{0,79}(?:@[0-9a-z.^~-]{1,20})?$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Package();

    [GeneratedRegex("""^\s*\[mcp_servers\.["']?([\w-]+)["']?\]""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TomlServer();
}
