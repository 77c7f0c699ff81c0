using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Governance.Data.Conventions;

/// <summary>
/// SQLite can neither order nor compare DateTimeOffset (efcore issues 11925, 17476), so times are UTC ticks in both databases.
/// </summary>
internal sealed class UtcTicksConverter()
    : ValueConverter<DateTimeOffset, long>(time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

/// <summary>An id people read is stored as its number.</summary>
internal sealed class DisplayIdConverter<T>() : ValueConverter<T, int>(id => id.Number, number => DisplayId.Of<T>(number))
    where T : struct, IDisplayId<T>;

/// <summary>An enum is stored under its one spelling.</summary>
internal sealed class WireNameConverter<T>() : ValueConverter<T, string>(value => WireName.Of(value), text => WireName.Parse<T>(text))
    where T : struct, Enum;

/// <summary>A short list kept in one column, as JSON.</summary>
internal sealed class JsonListConverter<T>()
    : ValueConverter<List<T>, string>(
        list => JsonSerializer.Serialize(list, JsonColumns.Options),
        text => JsonSerializer.Deserialize<List<T>>(text, JsonColumns.Options)!
    );

internal sealed class JsonListComparer<T>()
    : ValueComparer<List<T>>(
        (a, b) => a!.SequenceEqual(b!),
        list => list.Aggregate(0, (hash, item) => HashCode.Combine(hash, item)),
        list => list.ToList()
    );

/// <summary>A list that is kept in one column, as SQL sees it.</summary>
public static class JsonColumns
{
    internal static JsonSerializerOptions Options { get; } = Make();

    /// <summary>
    /// An entry as it stands in the column, in quotation marks: a column that contains it has that entry, as no mark stands in an entry
    /// unescaped.
    /// </summary>
    /// <param name="entry">The entry.</param>
    public static string Entry(string entry) => JsonSerializer.Serialize(entry, Options);

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions();
        options.Converters.Add(new UserIdJson());
        options.Converters.Add(
            new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
        );
        return options;
    }

    private sealed class UserIdJson : System.Text.Json.Serialization.JsonConverter<UserId>
    {
        public override UserId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, UserId value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Number);
    }
}
