using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>What the whole document shares: title, ways to authenticate, the problem document; and an example for every body.</summary>
internal sealed class DocumentFrame : IOpenApiDocumentTransformer
{
    public const string Key = "apiKey";
    public const string Cookie = "session";
    public const string Problem = "Problem";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Governance Portal",
            Version = PortalOpenApi.Document,
            Description =
                "JSON in camelCase, times RFC 3339 in UTC, digests as lower-case hex SHA-256. Errors are "
                + "application/problem+json (RFC 9457) with code, errors by field and traceId. "
                + "Lists take limit and cursor and return items and nextCursor. An unknown member in a body is answered with 422, which "
                + "names it.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Key] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "gvk_…",
                Description = "An API key with the scope the operation needs.",
            },
            [Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = "governance-session",
                Description = "The session of POST /api/v1/session; write requests also send X-CSRF-Token.",
            },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas[Problem] = ProblemSchema();
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations ?? []).Select(o => o.Value))
        {
            AddExamples(operation.RequestBody?.Content, SchemaExample.OfSent);
            foreach (var response in operation.Responses ?? [])
            {
                AddExamples(response.Value.Content, SchemaExample.Of);
            }
        }

        return Task.CompletedTask;
    }

    private static void AddExamples(IDictionary<string, OpenApiMediaType>? content, Func<IOpenApiSchema, JsonNode?> exampleOf)
    {
        foreach (var (type, body) in content ?? new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal))
        {
            if (body is { Example: null, Examples: null, Schema: { } schema } && type.EndsWith("json", StringComparison.Ordinal))
            {
                body.Example = exampleOf(schema);
            }
        }
    }

    private static OpenApiSchema ProblemSchema() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "Why the request was refused (RFC 9457).",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "detail", "code", "errors", "traceId" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = Text("urn:governance:refusal:user.unknown", "Identifies the kind of refusal."),
                ["title"] = Text("Not found", "The status in words."),
                ["status"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Description = "The HTTP status.",
                    Examples = [JsonValue.Create(404)],
                },
                ["detail"] = Text("There is no account with this ID.", "What is wrong, and how to fix it."),
                ["code"] = Text("user.unknown", "Stable code of the refusal."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "Messages by field; empty when no single field is at fault.",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                    Examples = [new JsonObject()],
                },
                ["retryAfter"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Description = "Seconds to wait before trying again, if waiting helps.",
                    Examples = [JsonValue.Create(5)],
                },
                ["traceId"] = Text("4bf92f3577b34da6a3ce929d0e0e4736", "Finds the request in the server's log."),
            },
        };

    private static OpenApiSchema Text(string example, string words) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = words,
            Examples = [JsonValue.Create(example)],
        };
}
