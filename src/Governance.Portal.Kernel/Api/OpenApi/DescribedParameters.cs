using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>Puts the documentation of the properties that an operation's parameters are bound to beside them.</summary>
/// <param name="texts">What it says.</param>
internal sealed class DescribedParameters(ApiTexts texts) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var bound in context.Description.ParameterDescriptions)
        {
            if (
                bound.ModelMetadata is { MetadataKind: ModelMetadataKind.Property, ContainerType: { } type, PropertyName: { } name }
                && type.GetProperty(name) is { } property
                && texts.Of(property) is { } text
                && operation.Parameters?.FirstOrDefault(p => p.Name == bound.Name) is OpenApiParameter parameter
            )
            {
                parameter.Description ??= text;
            }
        }

        return Task.CompletedTask;
    }
}
