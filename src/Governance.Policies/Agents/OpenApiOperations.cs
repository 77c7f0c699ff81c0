using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>The operations of an OpenAPI 3 document as tools.</summary>
/// <param name="Title">Title of the interface.</param>
/// <param name="Version">Its version.</param>
/// <param name="Address">Its first address that is whole.</param>
/// <param name="Tools">The operations.</param>
internal sealed record OpenApiOperations(string? Title, string? Version, string? Address, IReadOnlyList<McpTool> Tools)
{
    private const int MaxReferences = 5_000;
    private static readonly string[] s_methods = ["get", "head", "options", "trace", "put", "post", "patch", "delete"];

    public static (OpenApiOperations? Operations, IReadOnlyList<string> Problems) Read(ReadOnlyMemory<byte> utf8)
    {
        var problems = new List<string>();
        var root = Tree(utf8, problems);
        if (root is null)
        {
            return (null, problems);
        }

        if (Text(root, "openapi") is not { } edition || !edition.StartsWith("3.", StringComparison.Ordinal))
        {
            return (null, ["This is not an OpenAPI 3 document: the member openapi must be 3.0 or 3.1."]);
        }

        try
        {
            var tools = ToolsOf(root);
            return tools.Count == 0
                ? (null, ["The document has no operations."])
                : (new(Text(root["info"], "title"), Text(root["info"], "version"), Whole(root["servers"]), tools), []);
        }
        catch (FormatException problem)
        {
            return (null, [problem.Message]);
        }
        catch (InvalidOperationException problem)
        {
            return (null, [$"An operation has no digest: {problem.Message}"]);
        }
    }

    private static JsonObject? Tree(ReadOnlyMemory<byte> utf8, List<string> problems)
    {
        var isJson = utf8.Span.TrimStart(" \r\n\t"u8) is [(byte)'{', ..];
        if (!isJson)
        {
            var found = new List<PolicyProblem>();
            var node = YamlTreeReader.Read(utf8, found, YamlFileKind.OpenApi);
            problems.AddRange(found.Select(problem => problem.ToString()));
            return problems.Count == 0 && node is YamlMap map ? YamlJson.Of(map) as JsonObject : Nothing(problems);
        }

        if (utf8.Length > YamlFileKind.OpenApi.MaxBytes)
        {
            problems.Add(
                $"The file has {Number.Write(utf8.Length)} bytes; at most {Number.Write(YamlFileKind.OpenApi.MaxBytes)} are allowed."
            );
            return null;
        }

        if (!StrictJson.TryParse(utf8, 64, out var document, out var wrong))
        {
            problems.Add(wrong);
            return null;
        }

        using (document)
        {
            return JsonObject.Create(document.RootElement.Clone());
        }
    }

    private static JsonObject? Nothing(List<string> problems)
    {
        if (problems.Count == 0)
        {
            problems.Add("This is not an OpenAPI 3 document: it must be a mapping.");
        }

        return null;
    }

    private static List<McpTool> ToolsOf(JsonObject root)
    {
        var tools = new List<McpTool>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, item) in root["paths"] as JsonObject ?? [])
        {
            foreach (var method in s_methods)
            {
                if (item is not JsonObject shared || shared[method] is not JsonObject operation)
                {
                    continue;
                }

                var name = Text(operation, "operationId") ?? $"{method.ToUpperInvariant()} {path}";
                if (!names.Add(name) || tools.Count >= McpToolList.MaxTools)
                {
                    throw new FormatException(
                        tools.Count >= McpToolList.MaxTools
                            ? $"The document has more than {Number.Write(McpToolList.MaxTools)} operations."
                            : $"The operation {YamlTreeReader.Shown(name)} appears twice."
                    );
                }

                var description = Text(operation, "summary") ?? Text(operation, "description");
                tools.Add(new(name, description, Digest(root, name, description, shared, operation), [Reads(method) ? "read" : "write"]));
            }
        }

        return tools;
    }

    private static bool Reads(string method) => method is "get" or "head" or "options" or "trace";

    private static string Digest(JsonObject root, string name, string? description, JsonObject shared, JsonObject operation)
    {
        var input = new JsonObject
        {
            ["pathParameters"] = shared["parameters"]?.DeepClone(),
            ["parameters"] = operation["parameters"]?.DeepClone(),
            ["requestBody"] = operation["requestBody"]?.DeepClone(),
        };
        var output = new JsonObject { ["responses"] = operation["responses"]?.DeepClone() };
        return ToolDigest.OfTool(name, description, WithReferences(root, input), WithReferences(root, output));
    }

    /// <summary>A part with all it refers to: its digest changes when a shared schema does. Schemas may refer to themselves.</summary>
    private static JsonElement WithReferences(JsonObject root, JsonObject part)
    {
        var referred = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var open = new Stack<JsonNode?>([part]);
        while (open.TryPop(out var node))
        {
            foreach (var reference in References(node).Where(reference => !referred.ContainsKey(reference)))
            {
                if (referred.Count >= MaxReferences)
                {
                    throw new FormatException($"An operation refers to more than {Number.Write(MaxReferences)} schemas.");
                }

                var target = Find(root, reference);
                referred.Add(reference, target);
                open.Push(target);
            }
        }

        part["referred"] = new JsonObject(referred.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
        return JsonElement.Parse(part.ToJsonString());
    }

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(member =>
                member is { Key: "$ref", Value: JsonValue value } && value.TryGetValue<string>(out var reference)
                    ? [reference]
                    : References(member.Value)
            ),
            JsonArray list => list.SelectMany(References),
            _ => [],
        };

    private static JsonNode? Find(JsonObject root, string reference)
    {
        // What lies in another file is known by its address alone.
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        JsonNode? node = root;
        foreach (var step in reference[2..].Split('/'))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node is JsonObject map ? map[name] : null;
        }

        return node;
    }

    private static string? Whole(JsonNode? servers) =>
        (servers as JsonArray ?? [])
            .Select(server => Text(server, "url"))
            .FirstOrDefault(url =>
                Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            );

    private static string? Text(JsonNode? node, string name) =>
        node is JsonObject map && map[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
