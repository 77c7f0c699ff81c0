using System.Text.Json.Nodes;

namespace Governance.Portal.Models.Registries.Kubeflow;

/// <summary>Custom properties: each has its type beside its value.</summary>
internal static class KubeflowProperties
{
    /// <summary>The member of an object that holds them.</summary>
    public const string Member = "customProperties";

    private const int MaxProperties = 100;

    /// <summary>Those that are texts, numbers or flags, as texts; structures are left out.</summary>
    public static Dictionary<string, string> Of(StrictAnswer item)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        if (item.Object(Member) is not { } given)
        {
            return properties;
        }

        foreach (var name in given.Json.EnumerateObject().Take(MaxProperties).Select(p => p.Name))
        {
            var property = given.NeedObject(name);
            var text = property.NeedText("metadataType", 60) switch
            {
                "MetadataStringValue" => property.Text("string_value", 500) ?? "",
                "MetadataIntValue" => property.Text("int_value", 30),
                "MetadataDoubleValue" => property.Number("double_value") is null ? null : property.Json.Text("double_value", 30),
                "MetadataBoolValue" => property.Flag("bool_value") switch
                {
                    true => "true",
                    false => "false",
                    null => null,
                },
                _ => null,
            };
            if (text is not null && name.Length is > 0 and <= 250)
            {
                properties[name] = text;
            }
        }

        return properties;
    }

    /// <summary>All of them as they were read, with some texts set: a change replaces the whole map.</summary>
    public static JsonObject With(StrictAnswer item, IReadOnlyList<(string Name, string Value)> texts)
    {
        var all = item.Object(Member) is { } given ? JsonNode.Parse(given.Json.GetRawText())!.AsObject() : [];
        foreach (var (name, value) in texts)
        {
            all[name] = new JsonObject { ["metadataType"] = "MetadataStringValue", ["string_value"] = value };
        }

        return all;
    }
}
