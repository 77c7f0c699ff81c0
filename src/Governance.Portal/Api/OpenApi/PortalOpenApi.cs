using Governance.Portal.Identity;
using Microsoft.AspNetCore.OpenApi;

namespace Governance.Portal.Api.OpenApi;

/// <summary>The description of the API that programs read, at <c>/openapi/v1.json</c>.</summary>
public static class PortalOpenApi
{
    /// <summary>Name of the document.</summary>
    public const string Document = "v1";

    /// <summary>Registers the document.</summary>
    public static IServiceCollection AddPortalOpenApi(this IServiceCollection services) => services.AddOpenApi(Document, static options =>
    {
        options.CreateSchemaReferenceId = SchemaNames.Of;
        options.AddSchemaTransformer<WireSchemas>();
        options.AddOperationTransformer<OperationAnswers>();
        options.AddDocumentTransformer<DocumentFrame>();
    });

    /// <summary>Maps it. It names every door, so it is for those who have a session or a key.</summary>
    public static void MapPortalOpenApi(this IEndpointRouteBuilder routes) => routes.MapOpenApi().RequireCaller();

    /// <summary>The document as an object, for the page that shows it.</summary>
    public static Task<Microsoft.OpenApi.OpenApiDocument> ReadAsync(IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Document).GetOpenApiDocumentAsync(ct);
}
