using System.Text.Json;
using System.Text.Json.Serialization;

namespace Governance.Portal.Kernel.Api;

/// <summary>A member of a change: absent leaves the value as it is, null takes it away (RFC 7396).</summary>
/// <typeparam name="T">The member's type.</typeparam>
[JsonConverter(typeof(PatchJson))]
public readonly record struct Patch<T>(T? Value)
{
    /// <summary>True when the member was sent.</summary>
    public bool IsSet { get; } = true;

    /// <summary>The value sent, or the one there is.</summary>
    public T? Or(T? current) => IsSet ? Value : current;
}

/// <summary>Reads <see cref="Patch{T}"/>: being asked to read at all means that the member is there.</summary>
internal sealed class PatchJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Patch<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<Patch<T>>
    {
        public override bool HandleNull => true;

        public override Patch<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<T>(ref reader, options));

        public override void Write(Utf8JsonWriter writer, Patch<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
