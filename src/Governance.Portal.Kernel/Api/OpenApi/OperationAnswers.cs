using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>Documents what every operation may answer instead of its result, and how a caller is recognised.</summary>
internal sealed class OperationAnswers : IOpenApiOperationTransformer
{
    private const string ProblemType = "application/problem+json";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var description = context.Description;
        AddFiles(operation, description);
        var isOpen = description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any();
        var isWrite = description.HttpMethod is not ("GET" or "HEAD");
        operation.Responses ??= [];
        var stores = description.ActionDescriptor.EndpointMetadata.OfType<BodyLimit>().Any();
        foreach (var status in Statuses(isOpen, isWrite, stores, operation))
        {
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), Problem(status, context.Document));
        }

        // Refusals that an endpoint names itself have the same form as those added here.
        foreach (
            var content in operation
                .Responses.Values.Select(r => r.Content)
                .OfType<IDictionary<string, OpenApiMediaType>>()
                .Where(c => c.ContainsKey(ProblemType))
                .ToList()
        )
        {
            content[ProblemType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(DocumentFrame.Problem, context.Document) };
        }

        operation.Description ??= operation.Summary;
        if (!isOpen)
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentFrame.Key, context.Document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentFrame.Cookie, context.Document)] = [] },
            ];
        }

        if (isWrite && !isOpen)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                Header(
                    "Idempotency-Key",
                    description.ActionDescriptor.EndpointMetadata.OfType<JudgedAnew>().Any()
                        ? "Accepted without effect: the answer is what holds now, so a repeat is judged again, as another request."
                        : "For 24 hours, repeats of the request with this key and the same body receive the first answer."
                )
            );
            operation.Parameters.Add(Header("X-CSRF-Token", "Required with the browser's cookie: csrfToken of GET /api/v1/session."));
        }

        return Task.CompletedTask;
    }

    // The framework describes the last object that an endpoint answers with a status, and no file.
    private static void AddFiles(OpenApiOperation operation, ApiDescription description)
    {
        var made = description.ActionDescriptor.EndpointMetadata.OfType<IProducesResponseTypeMetadata>();
        foreach (var file in made.Where(m => m.Type is null || m.Type == typeof(void)))
        {
            if (
                operation.Responses?.GetValueOrDefault(file.StatusCode.ToString(CultureInfo.InvariantCulture))
                is not OpenApiResponse response
            )
            {
                continue;
            }

            foreach (var type in file.ContentTypes.Where(t => response.Content?.ContainsKey(t) is not true))
            {
                response.Content ??= new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
                response.Content[type] = new OpenApiMediaType { Schema = File(type) };
            }
        }
    }

    private static OpenApiSchema File(string type) =>
        type switch
        {
            _ when type.EndsWith("json", StringComparison.Ordinal) => new() { Type = JsonSchemaType.Object },
            _ when type.StartsWith("text/", StringComparison.Ordinal) => new() { Type = JsonSchemaType.String },
            _ => new() { Type = JsonSchemaType.String, Format = "binary" },
        };

    private static List<int> Statuses(bool isOpen, bool isWrite, bool stores, OpenApiOperation operation)
    {
        List<int> statuses = [400, 429, 503];
        if (!isOpen || isWrite)
        {
            statuses.AddRange([401, 403]);
        }

        if (operation.Parameters?.Any(p => p.In is ParameterLocation.Path) is true)
        {
            statuses.Add(404);
        }

        if (isWrite)
        {
            statuses.Add(409);
        }

        if (isWrite || operation.Parameters?.Any(p => p.In is ParameterLocation.Query) is true)
        {
            statuses.Add(422);
        }

        if (operation.RequestBody is not null)
        {
            statuses.AddRange([413, 415]);
        }

        if (stores)
        {
            statuses.Add(507);
        }

        return statuses;
    }

    private static OpenApiResponse Problem(int status, OpenApiDocument? document) =>
        new()
        {
            Description = RefusalProblems.Title(status),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [ProblemType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(DocumentFrame.Problem, document) },
            },
        };

    private static OpenApiParameter Header(string name, string words) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = words,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
}
