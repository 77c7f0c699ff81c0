using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Compliance;
using Governance.Domain.Integrations;

namespace Governance.Domain.Incidents;

/// <summary>
/// A request that a step of a playbook sends to another system: to a SOAR, an API gateway, a cluster. The playbook names secrets, it never
/// holds one.
/// </summary>
public sealed partial record CallOut
{
    /// <summary>Longest wait for an answer, in seconds.</summary>
    public const int MaxSeconds = 60;

    /// <summary>Most retries after the first attempt.</summary>
    public const int MaxRetries = 10;

    /// <summary>Longest body, as it stands in the playbook, in characters.</summary>
    public const int MaxBody = 16 * 1024;

    private const int MaxHeaders = 20;
    private const int MaxUrl = 2_000;
    private const int DefaultSeconds = 10;
    private const int DefaultRetries = 3;

    // What the portal sets itself, or what decides how a request is read.
    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host",
        "Content-Length",
        "Content-Type",
        "Content-Encoding",
        "Transfer-Encoding",
        "Connection",
        "Upgrade",
        "Expect",
        "TE",
        "Trailer",
        "Cookie",
        "User-Agent",
        Idempotency,
    };

    // Headers whose values are no secret and may stand in the playbook as they are. Any other takes its value from a secret.
    private static readonly HashSet<string> s_plain = new(StringComparer.OrdinalIgnoreCase) { "Accept", "Accept-Language", "Prefer" };

    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>The header with which a receiver tells a repeated request from a new one.</summary>
    public const string Idempotency = "Idempotency-Key";

    /// <summary>Where it goes; null where it goes to a destination.</summary>
    public string? Url { get; private init; }

    /// <summary>The destination that takes it, with its address and its signature; null where it has an address of its own.</summary>
    public DestinationId? Destination { get; private init; }

    /// <summary>Method.</summary>
    public string Method { get; private init; } = "POST";

    /// <summary>Headers, by name: the value, or <c>secret:NAME</c>, behind a scheme such as <c>Bearer</c> where there is one.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Type of the body: JSON, or a type that ends with <c>+json</c>.</summary>
    public string ContentType { get; private init; } = "application/json";

    /// <summary>The body, with names in braces that are filled in from the incident; null for none.</summary>
    public JsonNode? Body { get; private init; }

    /// <summary>Statuses that say it was done; none: every one from 200 to 299.</summary>
    public IReadOnlyList<int> Statuses { get; private init; } = [];

    /// <summary>Where in the answer a value is expected (RFC 6901); null where none is.</summary>
    public string? Pointer { get; private init; }

    /// <summary>The value expected there.</summary>
    public string? Value { get; private init; }

    /// <summary>Seconds for one attempt.</summary>
    public int TimeoutSeconds { get; private init; } = DefaultSeconds;

    /// <summary>Retries after the first attempt.</summary>
    public int Retries { get; private init; } = DefaultRetries;

    /// <summary>True when a person has to press before it is sent.</summary>
    public bool Confirm { get; private init; }

    /// <summary>Names of the secrets that its headers take.</summary>
    public IReadOnlyList<string> Secrets() => [.. Headers.Values.Select(SecretOf).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The secret that the value of a header names; null where the value is plain.</summary>
    public static string? SecretOf(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return SecretValue().Match(value) is { Success: true } found ? found.Groups["name"].Value : null;
    }

    /// <summary>The value of a header with its secret in the place of its name.</summary>
    public static string WithSecret(string value, string secret)
    {
        ArgumentNullException.ThrowIfNull(value);
        return SecretValue().Match(value) is { Success: true } found ? found.Groups["scheme"].Value + secret : value;
    }

    internal static CallOut Read(ReferenceFields one)
    {
        var (url, destination) = (one.OptionalText("url"), one.OptionalText("destination"));
        if (url is null == destination is null)
        {
            throw new FormatException($"{one.Path}: either a url or a destination is required.");
        }

        var method = one.OptionalText("method") ?? "POST";
        if (!s_methods.Contains(method, StringComparer.Ordinal) || (destination is not null && method != "POST"))
        {
            throw new FormatException(
                $"{one.Path}.method: this must be one of {string.Join(", ", s_methods)}; destinations accept only POST."
            );
        }

        var call = new CallOut
        {
            Url = url is null ? null : Address(url, one.Path),
            Destination = destination is null ? null : DestinationOf(destination, one.Path),
            Method = method,
            Headers = HeadersOf(one, destination is not null),
            ContentType = TypeOf(one.OptionalText("content_type"), one.Path),
            Body = BodyOf(one, method),
            TimeoutSeconds = (int)Within(one, "timeout_seconds", 1, MaxSeconds, DefaultSeconds),
            Retries = (int)Within(one, "retries", 0, MaxRetries, DefaultRetries),
            Confirm = one.Flag("confirm"),
        };
        if (one.OptionalMap("expect") is { } expect)
        {
            call = call.Expecting(expect);
            expect.End();
        }

        one.End();
        return call;
    }

    private CallOut Expecting(ReferenceFields expect)
    {
        var statuses = expect.Node("status") switch
        {
            null => [],
            JsonArray list => list.Select(n => Status(n, expect.Path)).ToList(),
            var single => [Status(single, expect.Path)],
        };
        var (pointer, value) = (expect.OptionalText("pointer"), Plain(expect.Node("value")));
        if (pointer is null != value is null || (pointer is not null && (!PointerForm().IsMatch(pointer) || pointer.Length > 500)))
        {
            throw new FormatException($"{expect.Path}: give a pointer such as /status together with the value expected there.");
        }

        return this with
        {
            Statuses = statuses,
            Pointer = pointer,
            Value = value,
        };
    }

    private static string Address(string url, string path)
    {
        // Only what is known to be harmless in an address is filled in, and never in the host.
        var sample = Placeholder().Replace(url, found => Scalar(found, path));
        if (
            url.Length > MaxUrl
            || !Uri.TryCreate(sample, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http")
            || uri.UserInfo.Length > 0
            || uri.Fragment.Length > 0
            || !Uri.TryCreate(Placeholder().Replace(url, "other"), UriKind.Absolute, out var other)
            || uri.Authority != other.Authority
        )
        {
            throw new FormatException(
                $"{path}.url: this must be an address such as https://host/path, without a user name or password and with a fixed host."
            );
        }

        return url;
    }

    private static string Scalar(Match found, string path) =>
        s_inAddress.Contains(found.Groups["name"].Value)
            ? "x"
            : throw new FormatException(
                $"{path}.url: {found.Value} is not available in an address; use "
                    + $"{string.Join(", ", s_inAddress.Order(StringComparer.Ordinal))}."
            );

    private static DestinationId DestinationOf(string text, string path) =>
        DisplayId.TryParse<DestinationId>(text, out var id)
            ? id
            : throw new FormatException($"{path}.destination: this must be the ID of a destination, such as {new DestinationId(1)}.");

    private static Dictionary<string, string> HeadersOf(ReferenceFields one, bool toDestination)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, node) in one.OptionalMap("headers")?.Members() ?? [])
        {
            var path = $"{one.Path}.headers.{name}";
            if (!HeaderName().IsMatch(name) || s_reserved.Contains(name))
            {
                throw new FormatException($"{path}: a header of this name cannot be set.");
            }

            if (Plain(node) is not { Length: > 0 and <= 500 } value || value.Any(c => c is < ' ' or > '~'))
            {
                throw new FormatException($"{path}: this must be a text.");
            }

            if (SecretOf(value) is null && !s_plain.Contains(name))
            {
                throw new FormatException(
                    $"{path}: name a secret, such as \"Bearer secret:gateway\"; only {string.Join(", ", s_plain)} have plain values."
                );
            }

            headers.Add(name, value);
        }

        return toDestination && headers.Count > 0
                ? throw new FormatException($"{one.Path}.headers: a destination signs with its own secret and accepts no headers.")
            : headers.Count > MaxHeaders ? throw new FormatException($"{one.Path}.headers: at most {MaxHeaders} are allowed.")
            : headers;
    }

    private static string TypeOf(string? text, string path) =>
        text is null ? "application/json"
        : JsonType().IsMatch(text) ? text
        : throw new FormatException($"{path}.content_type: this must be application/json or a type that ends with +json.");

    private static JsonNode? BodyOf(ReferenceFields one, string method)
    {
        if (one.Node("body") is not { } body)
        {
            return null;
        }

        if (method is "GET" or "DELETE")
        {
            throw new FormatException($"{one.Path}.body: a {method} request must not have a body.");
        }

        var text = body.ToJsonString();
        if (text.Length > MaxBody)
        {
            throw new FormatException($"{one.Path}.body: at most {MaxBody} characters are allowed.");
        }

        foreach (var name in NamesIn(body).Distinct(StringComparer.Ordinal))
        {
            if (!s_names.Contains(name))
            {
                throw new FormatException(
                    $"{one.Path}.body: {{{name}}} cannot be filled in; use {string.Join(", ", s_names.Order(StringComparer.Ordinal))}."
                );
            }
        }

        return body.DeepClone();
    }

    private static long Within(ReferenceFields one, string key, long least, long most, long otherwise) =>
        one.Number(key) switch
        {
            null => otherwise,
            { } number when number >= least && number <= most => number,
            _ => throw new FormatException($"{one.Path}.{key}: this must be a whole number from {least} to {most}."),
        };

    private static int Status(JsonNode? node, string path) =>
        node is JsonValue value && value.TryGetValue<long>(out var status) && status is >= 100 and <= 599
            ? (int)status
            : throw new FormatException($"{path}.status: this must be a status such as 202.");

    private static string? Plain(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => node.ToJsonString(),
            _ => null,
        };

    [GeneratedRegex(
        @"^(?<scheme>[A-Za-z][A-Za-z0-9-]{0,30} )?secret:(?<name>[a-z0-9][a-z0-9-]{0,62})\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SecretValue();

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9-]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeaderName();

    [GeneratedRegex(@"^application/([a-z0-9.-]{1,80}\+)?json\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JsonType();

    [GeneratedRegex(@"^(/([^~/]|~0|~1)*)+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PointerForm();
}
