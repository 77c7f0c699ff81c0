using System.Reflection;
using Governance.Localisation;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>
/// What the code's documentation says of types and properties, packed into the host when it is built (<c>eng/api-texts.targets</c>). Read
/// when the first description of the API is made, never by a start.
/// </summary>
/// <param name="host">The assembly that has them.</param>
public sealed class ApiTexts(Assembly host)
{
    private readonly Lazy<Dictionary<string, string>> _texts = new(() => Read(host));

    /// <summary>What a type is; null where its documentation says nothing.</summary>
    public string? Of(Type type) => Find("T:", NameOf(type));

    /// <summary>What a property is; where it says nothing itself, what the property that it fulfils or overrides says.</summary>
    public string? Of(PropertyInfo property)
    {
        if (property.DeclaringType is not { } type)
        {
            return null;
        }

        if (Find("P:", $"{NameOf(type)}.{property.Name}") is { } own)
        {
            return own;
        }

        for (var above = type.BaseType; above is not null; above = above.BaseType)
        {
            if (Find("P:", $"{NameOf(above)}.{property.Name}") is { } inherited)
            {
                return inherited;
            }
        }

        return type.GetInterfaces().Select(i => Find("P:", $"{NameOf(i)}.{property.Name}")).FirstOrDefault(t => t is not null);
    }

    private string? Find(string kind, string name) => _texts.Value.GetValueOrDefault(kind + name);

    // As in XML documentation: of a generic type the definition, of a nested one with the outer type before it.
    private static string NameOf(Type type) =>
        ((type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name).Replace('+', '.');

    private static Dictionary<string, string> Read(Assembly host) =>
        PackedTexts.Read(host).ToDictionary(t => t.Name, t => t.Text, StringComparer.Ordinal);
}
