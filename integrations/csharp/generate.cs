// Makes a typed client of the portal's OpenAPI document, with the .NET SDK alone: dotnet run generate.cs v1.json[.gz] GovernanceClient.cs
// Every schema becomes a record, every operation a method: path, query and body are its parameters, the answer is its result.
#pragma warning disable CA1305 // Only texts are put together here.
using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

if (args.Length != 2)
{
    Console.Error.WriteLine("dotnet run generate.cs v1.json[.gz] GovernanceClient.cs");
    return 2;
}

var bytes = File.ReadAllBytes(args[0]);
using var input = new MemoryStream(bytes);
using var plain = bytes is [0x1f, 0x8b, ..] ? new GZipStream(input, CompressionMode.Decompress) : (Stream)input;
using var api = JsonDocument.Parse(plain);
File.WriteAllText(args[1], new Generator(api.RootElement).Write(), new UTF8Encoding(false));
return 0;

internal sealed class Generator(JsonElement api)
{
    private static readonly HashSet<string> s_keywords = new(
        (
            "abstract as base bool break byte case catch char checked class const continue decimal default "
            + "delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface "
            + "internal is lock long namespace new null object operator out override params private protected "
            + "public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint "
            + "ulong unchecked unsafe ushort using virtual void volatile while"
        ).Split(' '),
        StringComparer.Ordinal
    );
    private readonly StringBuilder _types = new();
    private readonly StringBuilder _calls = new();
    private readonly JsonElement _schemas = api.GetProperty("components").GetProperty("schemas");

    public string Write()
    {
        foreach (var schema in _schemas.EnumerateObject())
        {
            if (schema.Value.TryGetProperty("enum", out var words))
            {
                WriteWords(schema.Name, words);
            }
            else if (IsRecord(schema.Value))
            {
                WriteRecord(schema.Name, schema.Value);
            }
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in api.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(o => o.Value.ValueKind is JsonValueKind.Object))
            {
                WriteOperation(used, operation.Name, path.Name, operation.Value);
            }
        }

        return Frame
            .Replace("/*types*/", _types.ToString(), StringComparison.Ordinal)
            .Replace("/*calls*/", _calls.ToString(), StringComparison.Ordinal);
    }

    private static bool IsRecord(JsonElement schema) => schema.TryGetProperty("properties", out _);

    // A word that a newer portal says is kept as it is, so these are texts with names and no enumerations.
    private void WriteWords(string name, JsonElement words)
    {
        _types.Append(
            $"[JsonConverter(typeof(WordConverter<{name}>))]\npublic readonly record struct {name}(string Value) : IWord<{name}>\n{{\n"
        );
        _types.Append(
            $"    static {name} IWord<{name}>.Of(string value) => new(value);\n    public override string ToString() => Value;\n"
        );
        var used = new HashSet<string>(StringComparer.Ordinal) { name, "Value", "Of", "Equals", "ToString", "GetHashCode", "Deconstruct" };
        foreach (var word in words.EnumerateArray().Where(w => w.ValueKind is JsonValueKind.String).Select(w => w.GetString()!))
        {
            _types.Append($"    public static {name} {Unused(used, Pascal(word))} {{ get; }} = new({Quote(word)});\n");
        }

        _types.Append("}\n\n");
    }

    private void WriteRecord(string name, JsonElement schema)
    {
        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(n => n.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        var text = new StringBuilder($"public sealed record {name}\n{{\n");
        var used = new HashSet<string>(StringComparer.Ordinal) { name, "Equals", "ToString", "GetHashCode", "GetType", "EqualityContract" };
        foreach (var member in schema.GetProperty("properties").EnumerateObject())
        {
            var type = TypeOf(member.Value, name + Pascal(member.Name));
            var isRequired = required.Contains(member.Name);
            text.Append($"    [JsonPropertyName({Quote(member.Name)})]\n    public ");
            text.Append(isRequired ? "required " : "").Append(isRequired ? type : Optional(type));
            text.Append($" {Unused(used, Pascal(member.Name))} {{ get; init; }}\n\n");
        }

        _types.Append(text).Append("}\n\n");
    }

    // The C# type of a schema; a record within one gets the name of the place where it is.
    private string TypeOf(JsonElement schema, string place)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return "JsonElement";
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!.Split('/')[^1];
            var target = _schemas.GetProperty(name);
            return target.TryGetProperty("enum", out _) || IsRecord(target) ? name : TypeOf(target, name);
        }

        if (schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices))
        {
            var some = choices.EnumerateArray().Where(c => !IsNull(c)).ToList();
            return some.Count == 1 ? Optional(TypeOf(some[0], place)) : "JsonElement";
        }

        var types = TypesOf(schema);
        var isOptional = types.Remove("null");
        var type = types.Count == 1 ? PlainType(types[0], schema, place) : "JsonElement";
        return isOptional ? Optional(type) : type;
    }

    private string PlainType(string type, JsonElement schema, string place)
    {
        var format = schema.TryGetProperty("format", out var said) ? said.GetString() : null;
        switch (type)
        {
            case "string":
                return format switch
                {
                    "date-time" => "DateTimeOffset",
                    "date" => "DateOnly",
                    "byte" => "byte[]",
                    _ => "string",
                };
            case "integer":
                return format == "int32" ? "int" : "long";
            case "number":
                return "double";
            case "boolean":
                return "bool";
            case "array":
                return $"IReadOnlyList<{(schema.TryGetProperty("items", out var items) ? TypeOf(items, place + "Item") : "JsonElement")}>";
            case "object" when IsRecord(schema):
                WriteRecord(place, schema);
                return place;
            case "object" when schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind is JsonValueKind.Object:
                return $"IReadOnlyDictionary<string, {TypeOf(more, place + "Value")}>";
            default:
                return "JsonElement";
        }
    }

    private void WriteOperation(HashSet<string> used, string method, string path, JsonElement operation)
    {
        var name = Unused(used, Pascal(operation.GetProperty("operationId").GetString()!)) + "Async";
        var inputs = new List<string>();
        var options = new List<string>();
        var address = new StringBuilder();
        var names = new HashSet<string>(StringComparer.Ordinal) { "body", "mediaType", "ct" };
        var query = new StringBuilder();
        foreach (var parameter in operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().ToArray() : [])
        {
            var said = parameter.GetProperty("name").GetString()!;
            var place = parameter.GetProperty("in").GetString();
            var type = TypeOf(parameter.GetProperty("schema"), name + Pascal(said)).TrimEnd('?');
            var isRequired = parameter.TryGetProperty("required", out var must) && must.GetBoolean();
            if (place is "header" && said is not "If-Match" || place is "cookie")
            {
                continue;
            }

            var local = Unused(names, Camel(said));
            (isRequired ? inputs : options).Add(isRequired ? $"{type} {local}" : $"{type}? {local} = null");
            if (place is "path")
            {
                path = path.Replace($"{{{said}}}", $"{{Text({local})}}", StringComparison.Ordinal);
            }
            else
            {
                query.Append(place is "header" ? $".Match({local})" : $".Query({Quote(said)}, {local})");
            }
        }

        // Some parts of an address are said by the address alone.
        foreach (Match part in Regex.Matches(path, @"\{(\w+)\}"))
        {
            var local = Unused(names, Camel(part.Groups[1].Value));
            inputs.Add($"string {local}");
            path = path.Replace(part.Value, $"{{Text({local})}}", StringComparison.Ordinal);
        }

        address.Append($"new Call(HttpMethod.{Pascal(method)}, $\"{path.TrimStart('/')}\"){query}");
        var (result, answer) = AnswerOf(name, operation);
        foreach (var (parameters, body) in BodiesOf(name, operation))
        {
            var summary = operation.TryGetProperty("summary", out var words)
                ? words.GetString()!
                : operation.GetProperty("operationId").GetString()!;
            _calls.Append($"    /// <summary>{Xml(summary)}</summary>\n");
            string[] list = [.. inputs, .. parameters, .. options, "CancellationToken ct = default"];
            _calls.Append($"    public {result} {name}({string.Join(", ", list)}) =>\n");
            _calls.Append($"        {answer}({address}{body}, ct);\n\n");
        }
    }

    private (string Result, string Answer) AnswerOf(string name, JsonElement operation)
    {
        var done = operation.GetProperty("responses").EnumerateObject().First(r => r.Name.StartsWith('2')).Value;
        if (!done.TryGetProperty("content", out var content))
        {
            return ("Task", "SendAsync");
        }

        var kinds = content.EnumerateObject().ToList();
        if (
            kinds is not [{ Name: var only } kind]
            || !only.EndsWith("json", StringComparison.Ordinal)
            || only.Contains("ndjson", StringComparison.Ordinal)
        )
        {
            return ("Task<Stream>", "OpenAsync");
        }

        var type = TypeOf(
            kind.Value.TryGetProperty("schema", out var schema) ? schema : default,
            name.Replace("Async", "Answer", StringComparison.Ordinal)
        );
        return ($"Task<{type}>", $"ReadAsync<{type}>");
    }

    // JSON is typed; forms are made by the caller, and files are streams.
    private IEnumerable<(string[] Parameters, string Body)> BodiesOf(string name, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body))
        {
            return [([], "")];
        }

        var found = new List<(string[], string)>();
        var files = new List<string>();
        foreach (var content in body.GetProperty("content").EnumerateObject())
        {
            var schema = content.Value.TryGetProperty("schema", out var said) ? said : default;
            var type = TypeOf(schema, name.Replace("Async", "Body", StringComparison.Ordinal));
            if (content.Name is "application/json" && type != "byte[]")
            {
                found.Add(([$"{type} body"], ".Json(body)"));
            }
            else if (content.Name.StartsWith("multipart/", StringComparison.Ordinal))
            {
                found.Add((["MultipartFormDataContent body"], ".Content(body)"));
            }
            else
            {
                files.Add(content.Name);
            }
        }

        if (files.Count > 0)
        {
            found.Add((["Stream body", "string mediaType"], ".File(body, mediaType)"));
        }

        return found;
    }

    private static List<string> TypesOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? (IsRecord(schema) ? ["object"] : [])
        : type.ValueKind is JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)]
        : [type.GetString()!];

    private static bool IsNull(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String && type.GetString() == "null";

    private static string Optional(string type) => type.EndsWith('?') ? type : type + "?";

    private static string Unused(HashSet<string> used, string name)
    {
        var free = name;
        for (var number = 2; !used.Add(free); number++)
        {
            free = name + number;
        }

        return free;
    }

    private static string Pascal(string text)
    {
        var words = text.Split([.. text.Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries);
        var name = string.Concat(words.Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        return name.Length == 0 ? "Empty"
            : char.IsAsciiDigit(name[0]) ? "_" + name
            : name;
    }

    private static string Camel(string text)
    {
        var name = Pascal(text);
        name = char.ToLowerInvariant(name[0]) + name[1..];
        return s_keywords.Contains(name) ? "@" + name : name;
    }

    private static string Xml(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private const string Frame = """
        // <auto-generated>Made by integrations/csharp/generate.cs. Do not edit.</auto-generated>
        #nullable enable
        #pragma warning disable CS1591
        using System;
        using System.Collections.Generic;
        using System.Globalization;
        using System.IO;
        using System.Net;
        using System.Net.Http;
        using System.Net.Http.Headers;
        using System.Text;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Governance.Client;

        /// <summary>A word of a fixed list; one that a newer portal says is kept as it is.</summary>
        public interface IWord<TSelf>
            where TSelf : struct, IWord<TSelf>
        {
            string Value { get; }
            static abstract TSelf Of(string value);
        }

        /// <summary>Words travel as texts.</summary>
        public sealed class WordConverter<T> : JsonConverter<T>
            where T : struct, IWord<T>
        {
            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                T.Of(reader.GetString() ?? throw new JsonException());

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WriteStringValue(value.Value);
        }

        /// <summary>A refusal of the portal.</summary>
        public sealed class GovernanceException : Exception
        {
            public GovernanceException(HttpStatusCode status, Problem? problem)
                : base(problem?.Detail ?? $"The portal answered {(int)status}.") => (Status, Problem) = (status, problem);

            /// <summary>HTTP status.</summary>
            public HttpStatusCode Status { get; }

            /// <summary>What the portal says of it; null when it says nothing.</summary>
            public Problem? Problem { get; }
        }

        /// <summary>Calls the operations of one portal with one API key.</summary>
        public sealed class GovernanceClient : IDisposable
        {
            private static readonly JsonSerializerOptions s_json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
            private readonly HttpClient _http;

            /// <param name="address">The portal's address; HTTPS, or this machine.</param>
            /// <param name="key">The API key.</param>
            /// <param name="handler">Sends the requests; null: one that follows no redirects, which could carry the key elsewhere.</param>
            public GovernanceClient(Uri address, string key, HttpMessageHandler? handler = null)
            {
                ArgumentNullException.ThrowIfNull(address);
                if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
                {
                    throw new ArgumentException("The key would be exposed on the network: use https.", nameof(address));
                }

                _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false })
                {
                    BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"),
                };
                _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

        /*calls*/
            public void Dispose() => _http.Dispose();

            private static string Text(object value) => Uri.EscapeDataString(Call.Plain(value));

            private async Task SendAsync(Call call, CancellationToken ct)
            {
                using var answer = await AskAsync(call, ct).ConfigureAwait(false);
            }

            private async Task<T> ReadAsync<T>(Call call, CancellationToken ct)
            {
                using var answer = await AskAsync(call, ct).ConfigureAwait(false);
                var stream = await answer.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
                return await JsonSerializer.DeserializeAsync<T>(stream, s_json, ct).ConfigureAwait(false)
                    ?? throw new JsonException("The portal answered null.");
            }

            // The stream belongs to the caller, and its end is the end of the answer.
            private async Task<Stream> OpenAsync(Call call, CancellationToken ct)
            {
                var answer = await AskAsync(call, ct).ConfigureAwait(false);
                return await answer.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            }

            private async Task<HttpResponseMessage> AskAsync(Call call, CancellationToken ct)
            {
                using var request = call.ToRequest(s_json);
                var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                {
                    return answer;
                }

                using (answer)
                {
                    Problem? problem = null;
                    if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true)
                    {
                        try
                        {
                            var stream = await answer.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
                            problem = await JsonSerializer.DeserializeAsync<Problem>(stream, s_json, ct).ConfigureAwait(false);
                        }
                        catch (JsonException)
                        {
                            // A proxy on the way says something of its own; the status says enough.
                        }
                    }

                    throw new GovernanceException(answer.StatusCode, problem);
                }
            }

            private sealed class Call(HttpMethod method, string path)
            {
                private readonly StringBuilder _path = new(path);
                private Func<JsonSerializerOptions, HttpContent?> _content = _ => null;
                private string? _match;
                private bool _hasQuery;

                public static string Plain(object value) =>
                    value switch
                    {
                        bool truth => truth ? "true" : "false",
                        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
                        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                        _ => value.ToString() ?? "",
                    };

                public Call Query(string name, object? value)
                {
                    if (value is IReadOnlyList<string> values)
                    {
                        foreach (var one in values)
                        {
                            Query(name, one);
                        }
                    }
                    else if (value is not null)
                    {
                        _path.Append(_hasQuery ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(Plain(value)));
                        _hasQuery = true;
                    }

                    return this;
                }

                public Call Match(string? value)
                {
                    _match = value;
                    return this;
                }

                public Call Json<T>(T body)
                {
                    _content = options =>
                        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, options))
                        {
                            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
                        };
                    return this;
                }

                public Call Content(HttpContent body)
                {
                    _content = _ => body;
                    return this;
                }

                public Call File(Stream body, string mediaType)
                {
                    _content = _ => new StreamContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(mediaType) } };
                    return this;
                }

                public HttpRequestMessage ToRequest(JsonSerializerOptions options)
                {
                    var request = new HttpRequestMessage(method, _path.ToString()) { Content = _content(options) };
                    request.Headers.Accept.ParseAdd("application/json");
                    request.Headers.Accept.ParseAdd("*/*;q=0.9");
                    if (method != HttpMethod.Get)
                    {
                        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                    }

                    if (_match is not null)
                    {
                        request.Headers.TryAddWithoutValidation("If-Match", _match);
                    }

                    return request;
                }
            }
        }

        /*types*/
        """;
}
