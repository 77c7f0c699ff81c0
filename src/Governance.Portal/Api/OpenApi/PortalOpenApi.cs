using Governance.Portal.Identity;

namespace Governance.Portal.Api.OpenApi;

/// <summary>The description of the API that programs read, at <c>/openapi/v1.json</c>.</summary>
public static class PortalOpenApi
{
    /// <summary>Name of the document.</summary>
    public const string Document = "v1";

    /// <summary>Registers the document.</summary>
    public static IServiceCollection AddPortalOpenApi(this IServiceCollection services) =>
        services
            .AddSingleton<ApiDocument>()
            .AddOpenApi(
                Document,
                static options =>
                {
                    options.CreateSchemaReferenceId = SchemaNames.Of;
                    options.AddSchemaTransformer<WireSchemas>();
                    options.AddOperationTransformer<OperationAnswers>();
                    options.AddDocumentTransformer<DocumentFrame>();
                }
            );

    /// <summary>Maps it. It names every door, so it is for those who have a session or a key.</summary>
    public static void MapPortalOpenApi(this IEndpointRouteBuilder routes) => routes.MapOpenApi().RequireCaller();
}
