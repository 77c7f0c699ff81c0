using System.Text.Json.Nodes;
using Governance.Domain;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Governance.Portal.Api.OpenApi;

/// <summary>Describes the types that have a spelling of their own: ids that people read, and times.</summary>
internal sealed class WireSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (PrefixOf(type) is { } prefix)
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = $"^{prefix}-[0-9]{{4,}}$";
            schema.Examples = [JsonValue.Create($"{prefix}-0012")!];
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
            schema.Examples = [JsonValue.Create("2026-11-20T09:30:00Z")!];
        }

        return Task.CompletedTask;
    }

    private static string? PrefixOf(Type type) => Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IHumanId<>))
        ? (string?)type.GetProperty("Prefix")?.GetValue(null)
        : null;
}
