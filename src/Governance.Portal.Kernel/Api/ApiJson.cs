using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Governance.Domain;

namespace Governance.Portal.Kernel.Api;

/// <summary>JSON as the API speaks it: camelCase, strict numbers, unknown members refused, enums and ids by their one spelling.</summary>
public static class ApiJson
{
    private static readonly IJsonTypeInfoResolver s_types = new DefaultJsonTypeInfoResolver();

    private static readonly JsonConverter[] s_converters =
    [
        new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        new UtcTimeJson(),
        new DisplayIdJson(),
    ];

    /// <summary>The options, for what is read or written outside an endpoint.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Applies them.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
        // The same for all options, so that what is found out about a type is found out once (System.Text.Json shares it between options
        // that are equal).
        options.TypeInfoResolver = s_types;
        foreach (var converter in s_converters)
        {
            options.Converters.Add(converter);
        }
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly();
        return options;
    }

    // Every kind of id is found by what it is, and not by a list of them.
    private sealed class DisplayIdJson : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsValueType
            && typeToConvert
                .GetInterfaces()
                .Any(i =>
                    i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDisplayId<>) && i.GenericTypeArguments[0] == typeToConvert
                );

        public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter?)Activator.CreateInstance(typeof(DisplayIdJson<>).MakeGenericType(typeToConvert));
    }

    private sealed class DisplayIdJson<T> : JsonConverter<T>
        where T : struct, IDisplayId<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && DisplayId.TryParse<T>(reader.GetString(), out var id)
                ? id
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(DisplayId.Format(value));
    }

    // RFC 3339 in UTC, with milliseconds only where there are any.
    private sealed class UtcTimeJson : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) ? time : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", System.Globalization.CultureInfo.InvariantCulture)
            );
    }
}
