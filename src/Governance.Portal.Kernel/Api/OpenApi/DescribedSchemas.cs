using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>Puts the documentation of types and members beside their schemas.</summary>
/// <param name="texts">What it says.</param>
internal sealed class DescribedSchemas(ApiTexts texts) : IOpenApiSchemaTransformer, IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        schema.Description = texts.Of(type) ?? schema.Description;
        if (context.JsonPropertyInfo?.AttributeProvider is PropertyInfo property && texts.Of(property) is { } text)
        {
            // A schema that other members share keeps its own words; the framework writes these beside the reference to it.
            if (schema.Metadata is { } metadata && metadata.TryGetValue("x-schema-id", out var id) && id is string { Length: > 0 })
            {
                metadata["x-ref-description"] = text;
            }
            else
            {
                schema.Description = text;
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>What may be null or a shared schema is a choice of the two: its words stand at the choice, where readers look.</summary>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var member in (document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>()).Values.SelectMany(Members))
        {
            member.Description ??= member.OneOf?.OfType<OpenApiSchemaReference>().Select(r => r.Reference.Description).FirstOrDefault();
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<OpenApiSchema> Members(IOpenApiSchema schema) =>
        (schema as OpenApiSchema)?.Properties?.Values.OfType<OpenApiSchema>() ?? [];
}
