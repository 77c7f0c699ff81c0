using System.Text;
using System.Text.Json;

namespace Governance.Cli.Http;

/// <summary>Turns what a server refuses into words and an exit code.</summary>
internal static class ProblemText
{
    /// <summary>The exception that ends the command.</summary>
    /// <param name="status">Status of the answer.</param>
    /// <param name="body">The answer when it is JSON, else null.</param>
    /// <param name="mediaType">Content type of the answer.</param>
    /// <param name="hasKey">Whether a key was sent.</param>
    public static CliException Of(int status, JsonElement? body, string? mediaType, bool hasKey)
    {
        var text = new StringBuilder();
        var detail = Text(body, "detail") ?? Text(body, "title") ?? Unspoken(status, mediaType);
        text.Append(detail);
        if (status == 401)
        {
            text.Append(hasKey ? " The API key was not accepted." : " No API key was given: use --api-key-file or GOVERNANCE_API_KEY.");
        }

        // What the detail says already is not said twice.
        foreach (var (field, message) in Errors(body).Where(e => !detail.Contains(e.Message, StringComparison.Ordinal)))
        {
            text.Append("\n  ").Append(field).Append(": ").Append(message);
        }

        if (status >= 500 && Text(body, "traceId") is { } trace)
        {
            text.Append("\n  trace id: ").Append(trace);
        }

        return new CliException(ExitCodeOf(status), text.ToString()) { Status = status, Code = Text(body, "code") };
    }

    /// <summary>
    /// A conflict is a refusal of a well-asked question; what is wrong with the question is usage; the rest leaves the question open.
    /// </summary>
    private static ExitCode ExitCodeOf(int status) =>
        status switch
        {
            409 or 412 => ExitCode.Refused,
            400 or 404 or 413 or 415 or 422 => ExitCode.Usage,
            _ => ExitCode.Undecided,
        };

    private static string Unspoken(int status, string? mediaType) =>
        status switch
        {
            >= 300 and < 400 => "The server answered with a redirect. Set --server to the address it redirects to.",
            401 => "The server requires authentication (401).",
            403 => "The server does not allow this (403).",
            404 => "There is nothing at this address (404). Check --server.",
            429 => "Too many requests (429).",
            _ => $"The server answered with {status}{(mediaType is null ? string.Empty : $" and {mediaType}")}; "
                + "a proxy may be in between.",
        };

    private static IEnumerable<(string Field, string Message)> Errors(JsonElement? body)
    {
        if (
            body is not { ValueKind: JsonValueKind.Object } problem
            || !problem.TryGetProperty("errors", out var errors)
            || errors.ValueKind != JsonValueKind.Object
        )
        {
            yield break;
        }

        foreach (var field in errors.EnumerateObject())
        {
            var messages = field.Value.ValueKind == JsonValueKind.Array ? [.. field.Value.EnumerateArray()] : new[] { field.Value };
            foreach (var message in messages.Where(m => m.ValueKind == JsonValueKind.String))
            {
                yield return (field.Name, message.GetString()!);
            }
        }
    }

    private static string? Text(JsonElement? body, string member) =>
        body is { ValueKind: JsonValueKind.Object } problem
        && problem.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
