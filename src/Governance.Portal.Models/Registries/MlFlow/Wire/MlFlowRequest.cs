using System.Globalization;
using System.Text.Json;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow.Wire;

/// <summary>
/// What an MLflow client sent: members of its JSON body, or of the query of a GET. Unknown members are ignored, as MLflow does.
/// </summary>
internal sealed class MlFlowRequest
{
    private readonly JsonElement? _body;
    private readonly IQueryCollection _query;

    private MlFlowRequest(JsonElement? body, IQueryCollection query) => (_body, _query) = (body, query);

    /// <summary>Called by minimal APIs.</summary>
    public static async ValueTask<MlFlowRequest?> BindAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method))
        {
            return new MlFlowRequest(null, request.Query);
        }

        var bytes = await HookBody.ReadAsync(
            request,
            context.RequestServices.GetRequiredService<IOptions<LimitsOptions>>().Value.JsonBodyBytes,
            context.RequestAborted
        );
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? new MlFlowRequest(json.RootElement.Clone(), request.Query)
                : throw MlFlowRequestException.Malformed("The body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw MlFlowRequestException.Malformed("The body is not well-formed JSON.");
        }
    }

    /// <summary>A text; null when it is missing.</summary>
    public string? Text(string member)
    {
        if (_body is not { } body)
        {
            return Plain(member, _query[member].ToString()) is { Length: > 0 } given ? given : null;
        }

        return !body.TryGetProperty(member, out var value)
            ? null
            : value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => Plain(member, StringOf(member, value)),
                JsonValueKind.Number => value.GetRawText(),
                _ => throw Wrong(member),
            };
    }

    /// <summary>A text that has to be there.</summary>
    public string Required(string member) =>
        Text(member) is { Length: > 0 } text
            ? text
            : throw MlFlowRequestException.Invalid($"Missing value for required parameter '{member}'.");

    /// <summary>A text that has to be there, but may be empty.</summary>
    public string RequiredOrEmpty(string member) =>
        Text(member) ?? throw MlFlowRequestException.Invalid($"Missing value for required parameter '{member}'.");

    /// <summary>True or false, false when it is missing.</summary>
    public bool Flag(string member) =>
        _body is { } body
        && body.TryGetProperty(member, out var value)
        && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw Wrong(member),
        };

    /// <summary>The number of a version, as MLflow writes it: a text of digits.</summary>
    public int Version() =>
        int.TryParse(Required("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw MlFlowRequestException.Invalid("Parameter 'version' must be an integer of at least 1.");

    /// <summary>How many rows a page has.</summary>
    public int Most(int usual, int most) =>
        Text("max_results") is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
        : throw MlFlowRequestException.Invalid(
            string.Create(CultureInfo.InvariantCulture, $"Parameter 'max_results' must be an integer from 1 to {most}.")
        );

    /// <summary>Texts: repeated in a query, a list in a body.</summary>
    public IReadOnlyList<string> Texts(string member)
    {
        if (_body is not { } body)
        {
            return [.. _query[member].Where(v => v is not null).Select(v => Plain(member, v!)!)];
        }

        if (!body.TryGetProperty(member, out var list) || list.ValueKind is JsonValueKind.Null)
        {
            return [];
        }

        return list.ValueKind is JsonValueKind.Array && list.EnumerateArray().All(i => i.ValueKind is JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(i => Plain(member, StringOf(member, i))!)]
            : throw Wrong(member);
    }

    /// <summary>Tags: a list of objects with key and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags()
    {
        if (_body is not { } body || !body.TryGetProperty("tags", out var list) || list.ValueKind is JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind is not JsonValueKind.Array)
        {
            throw Wrong("tags");
        }

        var tags = new List<KeyValuePair<string, string>>();
        foreach (var item in list.EnumerateArray())
        {
            if (
                item.ValueKind is not JsonValueKind.Object
                || !item.TryGetProperty("key", out var key)
                || key.ValueKind is not JsonValueKind.String
            )
            {
                throw Wrong("tags");
            }

            var value =
                !item.TryGetProperty("value", out var given) || given.ValueKind is JsonValueKind.Null ? ""
                : given.ValueKind is JsonValueKind.String ? StringOf("tags", given)
                : throw Wrong("tags");
            tags.Add(KeyValuePair.Create(Plain("tags", StringOf("tags", key))!, Plain("tags", value)!));
        }

        return tags;
    }

    private static MlFlowRequestException Wrong(string member) =>
        MlFlowRequestException.Invalid($"Invalid value for parameter '{member}'.");

    // Half of a character is well-formed JSON and no text.
    private static string StringOf(string member, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(member);
        }
    }

    // Databases refuse NUL, and control characters have no place in what people read.
    private static string? Plain(string member, string? text) =>
        text is null || !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? text : throw Wrong(member);
}
