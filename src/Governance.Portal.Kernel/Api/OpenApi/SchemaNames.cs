using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Governance.Portal.Kernel.Contracts;
using Microsoft.AspNetCore.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>
/// Names of schemas. The framework takes a type's last word, so two types of one name would share the schema of whichever comes first:
/// a type within another carries its name in front, and of types that share a name each carries the last word of its namespace.
/// </summary>
internal sealed class SchemaNames(IEnumerable<PortalModule> modules)
{
    private readonly Lazy<HashSet<string>> _shared = new(() => Shared(modules.Select(m => m.Assembly)));

    /// <summary>The name of a type's schema; null for one that is written in place.</summary>
    public string? Of(JsonTypeInfo type) => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : Of(type.Type);

    private string? Of(Type type)
    {
        var own = Nullable.GetUnderlyingType(type) ?? type;
        // What a change may hold is described where it stands: as the value that it changes.
        return own.IsGenericType && own.GetGenericTypeDefinition().Name.StartsWith("Patch`", StringComparison.Ordinal) ? null : Words(own);
    }

    private string Words(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Words(value);
        }

        if (type.IsArray)
        {
            return Words(type.GetElementType()!) + "Array";
        }

        var name = type.Name.Split('`')[0];
        if (type.DeclaringType is { } outer)
        {
            name = outer.Name.Split('`')[0] + name;
        }
        else if (
            _shared.Value.Contains(type.Name)
            && type.Namespace?.Split('.')[^1] is { } place
            && !name.StartsWith(place, StringComparison.Ordinal)
        )
        {
            name = place + name;
        }

        return type.IsGenericType ? $"{name}Of{string.Join("And", type.GetGenericArguments().Select(Words))}" : name;
    }

    private static HashSet<string> Shared(IEnumerable<Assembly> modules)
    {
        var portal = modules.Append(typeof(SchemaNames).Assembly).ToList();
        var ours = portal
            .SelectMany(a => a.GetReferencedAssemblies())
            .Where(a => a.Name?.StartsWith("Governance.", StringComparison.Ordinal) is true)
            .Select(Assembly.Load)
            .Concat(portal)
            .Distinct();
        return ours.SelectMany(a => a.GetTypes())
            .Where(t => !t.IsNested && t.Namespace?.StartsWith("Governance.", StringComparison.Ordinal) is true)
            .GroupBy(t => t.Name, StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
    }
}
