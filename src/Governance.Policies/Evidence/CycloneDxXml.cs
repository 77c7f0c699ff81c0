using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace Governance.Policies;

/// <summary>
/// Turns a bill of materials in the XML of CycloneDX into the JSON of CycloneDX, so that both say the same to those who read them.
/// </summary>
/// <remarks>
/// <para>The XML differs in form alone: attributes are members, a list has an element of its own around its items, and some texts have
/// attributes beside them. Members that nothing here reads may keep the shape of their XML; elements of other namespaces are extensions
/// and are left out.</para>
/// <para>Source: the schemas bom-1.4.xsd to bom-1.7.xsd and bom-1.4.schema.json to bom-1.7.schema.json, ECMA-424.</para>
/// </remarks>
public static class CycloneDxXml
{
    private const string Namespace = "http://cyclonedx.org/schema/bom/";
    private const int MaxDepth = 60;

    /// <summary>How deep parts may lie within each other in the JSON that is made.</summary>
    public const int MaxJsonDepth = (2 * MaxDepth) + 2;

    // Elements around the items of a list.
    private static readonly HashSet<string> s_lists = new(StringComparer.Ordinal)
    {
        "advisories",
        "affects",
        "ancestors",
        "annotations",
        "assemblies",
        "authors",
        "commits",
        "components",
        "compositions",
        "cwes",
        "datasets",
        "dependencies",
        "descendants",
        "endpoints",
        "environmentalConsiderations",
        "ethicalConsiderations",
        "externalReferences",
        "fairnessAssessments",
        "graphics",
        "hashes",
        "inputs",
        "licenses",
        "licenseTypes",
        "lifecycles",
        "occurrences",
        "outputs",
        "patches",
        "performanceMetrics",
        "performanceTradeoffs",
        "properties",
        "ratings",
        "references",
        "services",
        "tags",
        "technicalLimitations",
        "tools",
        "useCases",
        "users",
        "variants",
        "versions",
        "vulnerabilities",
    };

    // Elements that are a list without one around them.
    private static readonly HashSet<string> s_repeated = new(StringComparer.Ordinal)
    {
        "contact",
        "data",
        "details",
        "identity",
        "omniborId",
        "swhid",
        "url",
    };

    private static readonly JsonSerializerOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxJsonDepth,
    };

    /// <summary>Reads a document.</summary>
    /// <param name="xml">Its bytes; XML says itself how its letters are written.</param>
    /// <param name="json">The same document as JSON in UTF-8.</param>
    /// <param name="problem">Why it cannot be read, as the rest of a sentence that begins with the file.</param>
    /// <returns>Whether it was read.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> xml, [NotNullWhen(true)] out byte[]? json, [NotNullWhen(false)] out string? problem)
    {
        using var stream = new MemoryStream(xml.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, Settings(xml.Length));
        return TryRead(reader, out json, out problem);
    }

    /// <summary>Reads a document that is a text already.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="json">The same document as JSON in UTF-8.</param>
    /// <param name="problem">Why it cannot be read, as the rest of a sentence that begins with the file.</param>
    /// <returns>Whether it was read.</returns>
    public static bool TryRead(string xml, [NotNullWhen(true)] out byte[]? json, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(xml);
        using var text = new StringReader(xml);
        using var reader = XmlReader.Create(text, Settings(xml.Length));
        return TryRead(reader, out json, out problem);
    }

    // Without a document type there are no entities of its own: what is read cannot be longer than what was sent.
    private static XmlReaderSettings Settings(int length) =>
        new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = Math.Max(1, length),
        };

    private static bool TryRead(XmlReader reader, [NotNullWhen(true)] out byte[]? json, [NotNullWhen(false)] out string? problem)
    {
        json = null;
        try
        {
            reader.MoveToContent();
            if (reader.LocalName != "bom" || !reader.NamespaceURI.StartsWith(Namespace, StringComparison.Ordinal))
            {
                problem = $"its outermost element is {reader.LocalName}, expected bom of CycloneDX";
                return false;
            }

            var bom = new JsonObject { ["bomFormat"] = "CycloneDX", ["specVersion"] = reader.NamespaceURI[Namespace.Length..] };
            foreach (var (name, value) in Members(reader))
            {
                bom[name] =
                    name == "version" && int.TryParse((string?)value, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                        ? version
                        : value;
            }

            // What follows the element must be well formed as well.
            while (reader.Read()) { }

            json = JsonSerializer.SerializeToUtf8Bytes(bom, s_options);
            problem = null;
            return true;
        }
        catch (XmlException wrong)
        {
            var why = wrong.Message.Contains("DTD", StringComparison.Ordinal) ? " (a document type is not accepted)" : string.Empty;
            problem = string.Create(
                CultureInfo.InvariantCulture,
                $"its XML cannot be read at line {wrong.LineNumber}, position {wrong.LinePosition}{why}"
            );
            return false;
        }
        catch (PayloadShapeException wrong)
        {
            problem = wrong.Message;
            return false;
        }
    }

    /// <summary>What an element says; the reader stands at its end afterwards. Null where it says nothing.</summary>
    private static JsonNode? Value(XmlReader reader)
    {
        var name = reader.LocalName;
        if (s_lists.Contains(name))
        {
            return List(reader, name);
        }

        var members = Members(reader);
        return name switch
        {
            _ when members is [("", var text)] => text,
            "hash" or "attachment" or "text" or "image" => Object(members, "content"),
            "property" or "environmentVar" => Object(members, "value"),
            "expression" => Object(members, "expression"),
            "dependency" => Dependency(members),
            _ => members.Count == 0 ? null : Object(members, "content"),
        };
    }

    private static JsonNode List(XmlReader reader, string list)
    {
        var items = new JsonArray();
        var members = new List<(string Name, JsonNode? Value)>();
        Inside(
            reader,
            () =>
            {
                var item = reader.LocalName;
                // From 1.5 on, tools are components and services; the list of tools remains beside.
                if (s_lists.Contains(item))
                {
                    members.Add((item, Value(reader)));
                }
                else if (Value(reader) is { } value)
                {
                    items.Add(list == "licenses" ? License(item, value) : Reference(value));
                }
            },
            _ => { }
        );
        return members.Count > 0 ? Object(members, "content") : items;
    }

    private static JsonNode License(string item, JsonNode value) =>
        item switch
        {
            "license" => new JsonObject { ["license"] = value },
            "expression" when value is JsonValue => new JsonObject { ["expression"] = value },
            _ => value,
        };

    // What names another part and says nothing else is its name.
    private static JsonNode Reference(JsonNode value) =>
        value is JsonObject { Count: 1 } one && one["ref"] is JsonValue name ? name.DeepClone() : value;

    private static JsonObject Dependency(List<(string Name, JsonNode? Value)> members)
    {
        var dependency = new JsonObject();
        var on = new JsonArray();
        foreach (var (name, value) in members)
        {
            if (name == "dependency" && value is JsonObject inner)
            {
                on.Add(inner["ref"]?.DeepClone());
            }
            else
            {
                dependency[name] = value;
            }
        }

        if (on.Count > 0)
        {
            dependency["dependsOn"] = on;
        }

        return dependency;
    }

    private static JsonObject Object(List<(string Name, JsonNode? Value)> members, string textName)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members)
        {
            var member = name.Length == 0 ? textName : name;
            if (!made.TryGetPropertyValue(member, out var there))
            {
                made[member] = s_repeated.Contains(member) ? new JsonArray(value) : value;
            }
            else if (there is JsonArray list && !s_lists.Contains(member))
            {
                list.Add(value);
            }
            else
            {
                made[member] = new JsonArray(there?.DeepClone(), value);
            }
        }

        return made;
    }

    /// <summary>Attributes, elements and, under no name, the text of an element.</summary>
    private static List<(string Name, JsonNode? Value)> Members(XmlReader reader)
    {
        var members = new List<(string Name, JsonNode? Value)>();
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI.Length == 0)
            {
                members.Add((InJson(reader.LocalName), reader.Value.Trim()));
            }
        }

        reader.MoveToElement();
        Inside(
            reader,
            () =>
            {
                var name = InJson(reader.LocalName);
                if (Value(reader) is { } value)
                {
                    members.Add((name, value));
                }
            },
            text => members.Add((string.Empty, text))
        );
        return members;
    }

    private static string InJson(string name) =>
        name switch
        {
            "content-type" => "contentType",
            "license-identifier" => "licenseIdentifier",
            "details" => "expressionDetails",
            _ => name,
        };

    /// <summary>Calls for each element of CycloneDX inside of the one where the reader stands, and for its text.</summary>
    private static void Inside(XmlReader reader, Action element, Action<string> text)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        if (reader.Depth > MaxDepth)
        {
            throw new PayloadShapeException(
                string.Create(CultureInfo.InvariantCulture, $"its elements lie more than {MaxDepth} deep within each other")
            );
        }

        var (depth, said, hasElements) = (reader.Depth, string.Empty, false);
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType is XmlNodeType.Element)
            {
                hasElements = true;
                if (reader.NamespaceURI.StartsWith(Namespace, StringComparison.Ordinal))
                {
                    element();
                }
                else if (!reader.IsEmptyElement)
                {
                    var extension = reader.Depth;
                    while (reader.Read() && reader.Depth > extension) { }
                }
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
            {
                said = said.Length == 0 ? reader.Value : said + reader.Value;
            }
        }

        if (!hasElements && said.Trim() is { Length: > 0 } words)
        {
            text(words);
        }
    }
}
