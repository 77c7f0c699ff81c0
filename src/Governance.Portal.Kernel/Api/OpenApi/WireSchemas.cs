using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Governance.Domain;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>
/// Describes the types that have a spelling of their own (ids that people read, times, members of a change), and says which members a body
/// has to have: those without a default and those marked <see cref="RequiredAttribute"/>.
/// </summary>
internal sealed class WireSchemas : IOpenApiSchemaTransformer
{
    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var text = type == context.JsonTypeInfo.Type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        if (PrefixOf(type) is { } prefix)
        {
            // Where it may be null the member says so: the schema is shared, and is made of whichever member is read first. One with
            // a default stands in its member and is nobody else's.
            schema.Type = context.JsonPropertyInfo?.AssociatedParameter is { HasDefaultValue: true } ? text : JsonSchemaType.String;
            schema.Pattern = $"^{prefix}-[0-9]{{4,}}$";
            schema.Examples = [JsonValue.Create($"{prefix}-0012")!];
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema.Type = text;
            schema.Format = "date-time";
            schema.Examples = [JsonValue.Create("2026-11-20T09:30:00Z")!];
        }
        else if (IsPatch(type))
        {
            Take(schema, await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, cancellationToken));
        }
        else if (context.JsonTypeInfo.Kind is JsonTypeInfoKind.Object)
        {
            Require(schema, context.JsonTypeInfo);
        }
    }

    private static bool LeavesOutNull(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }, ..];

    private static bool IsPatch(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().Name.StartsWith("Patch`", StringComparison.Ordinal);

    // A member of a change takes what the thing itself takes, or null to take it away.
    private static void Take(OpenApiSchema schema, OpenApiSchema value)
    {
        schema.Type = value.Type | JsonSchemaType.Null;
        schema.Format = value.Format;
        schema.Pattern = value.Pattern;
        schema.Enum = value.Enum;
        schema.Items = value.Items;
        schema.Properties = value.Properties;
        schema.Required = value.Required;
        schema.AdditionalProperties = value.AdditionalProperties;
        schema.AdditionalPropertiesAllowed = value.AdditionalPropertiesAllowed;
        schema.OneOf = value.OneOf;
        schema.AnyOf = value.AnyOf;
        schema.Examples = value.Examples;
    }

    private static void Require(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            if (IsPatch(member.PropertyType) || LeavesOutNull(member))
            {
                schema.Required?.Remove(member.Name);
            }
            else if (member.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) is true)
            {
                schema.Required ??= new HashSet<string>(StringComparer.Ordinal);
                schema.Required.Add(member.Name);
            }
        }
    }

    private static string? PrefixOf(Type type) =>
        Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDisplayId<>))
            ? (string?)type.GetProperty("Prefix")?.GetValue(null)
            : null;
}
