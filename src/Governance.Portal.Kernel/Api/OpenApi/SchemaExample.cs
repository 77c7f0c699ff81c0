using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>A value that a schema allows, made of its members' examples.</summary>
internal static partial class SchemaExample
{
    private const int Deepest = 10;

    public static JsonNode? Of(IOpenApiSchema schema) => Of(schema, "", 0, isSent: false);

    /// <summary>A body as someone would send it: with what has to be there, where anything has to.</summary>
    public static JsonNode? OfSent(IOpenApiSchema schema) => Of(schema, "", 0, isSent: true);

    private static JsonNode? Of(IOpenApiSchema schema, string name, int depth, bool isSent)
    {
        if (schema.Examples is { Count: > 0 } examples)
        {
            return examples[0]?.DeepClone();
        }

        if (depth > Deepest)
        {
            return null;
        }

        if (schema.Enum is { Count: > 0 } values)
        {
            return values[0]?.DeepClone();
        }

        var choices = schema.OneOf is { Count: > 0 } one ? one : schema.AnyOf;
        if (choices?.FirstOrDefault(c => c.Type is not JsonSchemaType.Null) is { } choice)
        {
            return Of(choice, name, depth + 1, isSent);
        }

        if (schema.Properties is { Count: > 0 } properties)
        {
            var value = new JsonObject();
            foreach (
                var (member, inner) in properties.Where(p =>
                    !isSent || schema.Required is not { Count: > 0 } required || required.Contains(p.Key)
                )
            )
            {
                value[member] = Of(inner, member, depth + 1, isSent);
            }

            return value;
        }

        return Simple(schema, name, depth, isSent);
    }

    private static JsonNode? Simple(IOpenApiSchema schema, string name, int depth, bool isSent) =>
        (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Array => schema.Items is { } items && Of(items, name, depth + 1, isSent) is { } item ? new JsonArray(item) : [],
            JsonSchemaType.Boolean => JsonValue.Create(true),
            JsonSchemaType.Integer => JsonValue.Create(1),
            JsonSchemaType.Number => JsonValue.Create(0.5),
            JsonSchemaType.String => JsonValue.Create(Text(schema, name)),
            JsonSchemaType.Object => new JsonObject(),
            _ => isSent ? new JsonObject() : null,
        };

    // Fields of one name mean one thing everywhere in the API.
    private static string Text(IOpenApiSchema schema, string name) =>
        (schema.Format, name) switch
        {
            _ when Named().Match(schema.Description ?? "") is { Success: true } named => named.Groups["value"].Value,
            ("date-time", _) => "2026-11-20T09:30:00Z",
            ("date", _) => "2026-11-20",
            (_, "email" or "owner" or "deputies" or "lead" or "controlOwner") => "owner@bank.example",
            (_, "role" or "roles" or "activeRole") => "ModelOwner",
            (_, "scopes") => "registry:write",
            (_, "model") => "credit-scoring",
            (_, "version") => "3.4.0",
            (_, "sha256") or (_, "bundleDigest") => "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            (_, "url") => "https://portal.bank.example/set-password?token=12.kX3…",
            (_, "secret") => "gvk_q1w2…",
            (_, "password") => "a few words are good",
            _ => name.Length > 0 ? name : "text",
        };

    // The first of the values that the words name: `approve`, `reject` or …; take-offline or restrict; such as `de`.
    [GeneratedRegex(
        "(?:^(?:[A-Z][a-z ]*: )?|such as )(?:`(?<value>[^` ]+)`|(?<value>[a-z][a-z-]+)(?=(?:, [a-z-]+)* or [a-z-]+))",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Named();
}
