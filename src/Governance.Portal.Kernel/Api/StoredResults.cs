using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Governance.Portal.Kernel.Api;

/// <summary>
/// What actions came to, as it is kept for repeats: as the API writes it, with what an answer says elsewhere than in its body (the entity
/// tag).
/// </summary>
internal static class StoredResults
{
    /// <summary>The options.</summary>
    public static JsonSerializerOptions Json { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(ApiJson.Options)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Whole } },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void Whole(JsonTypeInfo type)
    {
        if (type.Kind is not JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var property in type.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (
                property is not { CanRead: true, SetMethod.IsPublic: true }
                || property.GetIndexParameters().Length > 0
                || property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }
            )
            {
                continue;
            }

            var hidden = type.CreateJsonPropertyInfo(property.PropertyType, $"~{property.Name}");
            hidden.Get = property.GetValue;
            hidden.Set = property.SetValue;
            type.Properties.Add(hidden);
        }
    }
}
