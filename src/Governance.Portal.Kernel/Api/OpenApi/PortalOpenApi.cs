using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>The description of the API that programs read, at <c>/openapi/v1.json</c>.</summary>
public static class PortalOpenApi
{
    /// <summary>Name of the document.</summary>
    public const string Document = "v1";

    /// <summary>
    /// Registers what the document is made with. The host adds the document itself: the comments of endpoints and bodies come from the
    /// compiler where it is added, and only the host sees every assembly.
    /// </summary>
    public static IServiceCollection AddPortalOpenApi(this IServiceCollection services)
    {
        services.AddFindablePage(
            new FindablePage("API", "/openapi", "data_object", null, "help, documentation, developers, REST, OpenAPI")
        );
        services.AddSingleton<ApiDocument>().AddSingleton<SchemaNames>();
        services
            .AddOptions<OpenApiOptions>(Document)
            .Configure<SchemaNames>(
                static (options, names) =>
                {
                    options.CreateSchemaReferenceId = names.Of;
                    options.AddSchemaTransformer<WireSchemas>();
                    options.AddOperationTransformer<OperationAnswers>();
                    options.AddDocumentTransformer<DocumentFrame>();
                }
            );
        return services;
    }

    /// <summary>Maps it. It names every door, so it is for those who have a session or a key.</summary>
    public static void MapPortalOpenApi(this IEndpointRouteBuilder routes) => routes.MapOpenApi().RequireCaller();
}
