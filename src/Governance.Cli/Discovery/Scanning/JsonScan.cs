using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Domain.Discovery;
using Governance.Policies;

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

    public static IEnumerable<DiscoveryFinding> Find(SourceText text, List<string> problems)
    {
        if (text.Extension is ".toml")
        {
            return TomlServers(text);
        }

        if (!IsJson(text))
        {
            if (IsNamedLikeABinaryBill(text) && !OtherBill().IsMatch(text.Text))
            {
                problems.Add($"{text.Path} is a bill of materials by its name, and CycloneDX as Protobuf is not read: convert it to JSON.");
            }

            return IsOtherBill(text) ? OtherForm(text, problems) : [];
        }

        try
        {
            using var document = JsonDocument.Parse(text.Text, s_options);
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object ? [.. Of(text, root, problems)] : [];
        }
        catch (JsonException wrong)
        {
            if (Announced(text) is { } what)
            {
                problems.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{text.Path}:{(wrong.LineNumber ?? 0) + 1} {what}, and its JSON cannot be read at this point."
                    )
                );
            }

            return [];
        }
    }

    /// <summary>What a file says that it is, though it cannot be read as a whole; null for other files.</summary>
    public static string? Announced(SourceText text)
    {
        if (!IsJson(text))
        {
            return IsOtherBill(text) ? "is a bill of materials" : null;
        }

        bool Has(string member) => text.Text.Contains($"\"{member}\"", StringComparison.Ordinal);
        return Has("bomFormat") || Has("spdxVersion") || text.Text.Contains("spdx.org/rdf/3", StringComparison.Ordinal)
                ? "is a bill of materials"
            : Has("mcpServers") || text.Name is "mcp.json" or ".mcp.json" ? "is a configuration of MCP servers"
            : text.Name is "agent-card.json" || (Has("skills") && Has("capabilities") && (Has("protocolVersion") || Has("url")))
                ? "is an agent card"
            : text.Name is "package.json" && Has("dependencies") ? "is a list of packages"
            : YamlScan.Announced(text);
    }

    private static bool IsJson(SourceText text) =>
        text.Extension is ".json" or ".jsonc" or ".jsonld" || (IsNamedLikeABinaryBill(text) && text.Text.AsSpan().TrimStart() is ['{', ..]);

    private static bool IsNamedLikeABinaryBill(SourceText text) =>
        text.Extension is ".cdx" || text.Name.EndsWith(".cdx.pb", StringComparison.OrdinalIgnoreCase) || text.Name is "bom.pb";

    private static bool IsOtherBill(SourceText text) =>
        text.Extension is ".xml" or ".spdx" or ".rdf" or ".tag" or ".cdx" && OtherBill().IsMatch(text.Text);

    /// <summary>
    /// Bills of materials in other forms than JSON: the XML of CycloneDX and the tag-value text of SPDX 2 are read; what says that it is
    /// one and is not read is no clean result.
    /// </summary>
    private static IEnumerable<DiscoveryFinding> OtherForm(SourceText text, List<string> problems)
    {
        var bill = OtherBill().Match(text.Text);
        byte[]? json;
        string? problem;
        if (bill.Value.Contains("cyclonedx.org", StringComparison.Ordinal))
        {
            _ = CycloneDxXml.TryRead(text.Text, out json, out problem);
        }
        else if (bill.Value.StartsWith("SPDXVersion", StringComparison.Ordinal))
        {
            _ = SpdxTagValue.TryRead(text.Text, out json, out problem);
        }
        else
        {
            (json, problem) = (null, "SPDX in RDF is not read: convert it to JSON");
        }

        if (json is null)
        {
            problems.Add(
                string.Create(CultureInfo.InvariantCulture, $"{text.Path}:{text.LineAt(bill.Index)} is a bill of materials, and {problem}.")
            );
            return [];
        }

        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = CycloneDxXml.MaxJsonDepth });
        return [.. Components(text, document.RootElement, problems)];
    }

    private static IEnumerable<DiscoveryFinding> Of(SourceText text, JsonElement root, List<string> problems) =>
        [
            .. Servers(text, root, problems),
            .. Card(text, root),
            .. Components(text, root, problems),
            .. SpdxElements(text, root),
            .. YamlScan.OfJson(text, root),
            .. text.Name is "package.json" ? Dependencies(text, root) : [],
        ];

    private static IEnumerable<DiscoveryFinding> Servers(SourceText text, JsonElement root, List<string> problems)
    {
        MustBe(text, root, "mcpServers", JsonValueKind.Object, problems);
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

    // The same member in another form is a file that cannot be read as what it says that it is.
    private static void MustBe(SourceText text, JsonElement root, string member, JsonValueKind kind, List<string> problems)
    {
        if (root.TryGetProperty(member, out var given) && given.ValueKind is not JsonValueKind.Null && given.ValueKind != kind)
        {
            problems.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{text.Path}:{text.LineOf(member)} has {member} that is no {(kind is JsonValueKind.Array ? "list" : "object")}."
                )
            );
        }
    }

    private static IEnumerable<DiscoveryFinding> Components(SourceText text, JsonElement root, List<string> problems)
    {
        var isCyclone = Text(root, "bomFormat") is "CycloneDX";
        if (!isCyclone && Text(root, "spdxVersion") is null)
        {
            yield break;
        }

        var list = isCyclone ? "components" : "packages";
        MustBe(text, root, list, JsonValueKind.Array, problems);
        foreach (
            var part in isCyclone ? Within(root)
            : root.TryGetProperty(list, out var packages) ? Objects(packages)
            : []
        )
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

    /// <summary>What a CycloneDX document describes, and its components with those within them.</summary>
    private static IEnumerable<JsonElement> Within(JsonElement root)
    {
        var waiting = new Queue<JsonElement>();
        if (Member(root, "metadata") is { } metadata && Member(metadata, "component") is { } described)
        {
            waiting.Enqueue(described);
        }

        for (var at = root; ; at = waiting.Dequeue())
        {
            if (at.TryGetProperty("components", out var parts))
            {
                foreach (var part in Objects(parts))
                {
                    waiting.Enqueue(part);
                }
            }

            if (!waiting.TryPeek(out var next))
            {
                yield break;
            }

            yield return next;
        }
    }

    /// <summary>
    /// Packages of SPDX 3: a graph of elements, among which the profiles AI and Dataset have packages of their own. A document of one
    /// element has no graph.
    /// </summary>
    private static IEnumerable<DiscoveryFinding> SpdxElements(SourceText text, JsonElement root)
    {
        if (!IsSpdx3(root))
        {
            yield break;
        }

        foreach (var element in root.TryGetProperty("@graph", out var graph) ? Objects(graph) : [root])
        {
            var type = Text(element, "type") ?? Text(element, "@type") ?? string.Empty;
            // In full, a type is an address: https://spdx.org/rdf/3.0.1/terms/AI/AIPackage.
            type = type[(type.LastIndexOfAny(['/', '_']) + 1)..];
            if (type is not ("AIPackage" or "DatasetPackage" or "Package") || Text(element, "name") is not { } name)
            {
                continue;
            }

            var version = Text(element, "software_packageVersion");
            var what =
                type is "AIPackage" || Text(element, "software_primaryPurpose") is "model" ? "model"
                : type is "DatasetPackage" ? "dataset"
                : AiPackages.OfComponent(Text(element, "software_packageUrl") ?? Spdx3Purl(element), name);
            if (what is not null)
            {
                yield return DiscoveryFinding.Of(
                    DiscoveryKind.SbomComponent,
                    version is null ? name : $"{name}@{version}",
                    text.Path,
                    text.LineOf(name),
                    what
                );
            }
        }
    }

    private static bool IsSpdx3(JsonElement root) =>
        root.TryGetProperty("@context", out var context) && context.GetRawText().Contains("spdx.org/rdf/3", StringComparison.Ordinal);

    private static string? Spdx3Purl(JsonElement element) =>
        element.TryGetProperty("externalIdentifier", out var identifiers)
            ? Objects(identifiers)
                .Where(i => Text(i, "externalIdentifierType") is "packageUrl" or "purl")
                .Select(i => Text(i, "identifier"))
                .FirstOrDefault()
            : null;

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

    [GeneratedRegex(
        """(?m)<(?:\w+:)?bom\s[^>]*cyclonedx\.org/schema/bom/|^SPDXVersion:\s*SPDX-|<spdx:SpdxDocument|spdx\.org/rdf/(?:terms|3)""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex OtherBill();

    [GeneratedRegex("""^\s*\[mcp_servers\.["']?([\w-]+)["']?\]""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TomlServer();
}
