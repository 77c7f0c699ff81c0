using System.Reflection;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>The description of the API that programs read, at <c>/openapi/v1.json</c>.</summary>
public static class PortalOpenApi
{
    /// <summary>Name of the document.</summary>
    public const string Document = "v1";

    /// <summary>
    /// Registers what the document is made with. The host adds the document itself, and has the comments of bodies: it alone sees every
    /// assembly.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="host">The assembly that the texts are packed into.</param>
    public static IServiceCollection AddPortalOpenApi(this IServiceCollection services, Assembly host)
    {
        services.AddSingleton<ApiDocument>().AddSingleton<SchemaNames>().AddSingleton(new ApiTexts(host));
        services
            .AddOptions<OpenApiOptions>(Document)
            .Configure<SchemaNames>(
                static (options, names) =>
                {
                    options.CreateSchemaReferenceId = names.Of;
                    options.AddSchemaTransformer<DescribedSchemas>();
                    options.AddSchemaTransformer<WireSchemas>();
                    options.AddOperationTransformer<DescribedParameters>();
                    options.AddOperationTransformer<OperationAnswers>();
                    options.AddOperationTransformer<OperationNames>();
                    options.AddDocumentTransformer<DescribedSchemas>();
                    options.AddDocumentTransformer<DocumentFrame>();
                }
            );
        return services;
    }

    /// <summary>Maps it. It names every door, so it is for those who have a session or a key.</summary>
    public static void MapPortalOpenApi(this IEndpointRouteBuilder routes) =>
        routes.MapGet($"/openapi/{Document}.json", ReadAsync).RequireCaller().ExcludeFromDescription();

    private static async Task<IResult> ReadAsync(ApiDocument document, CancellationToken ct) =>
        Results.Bytes(await document.ReadJsonAsync(ct), "application/json;charset=utf-8");
}
