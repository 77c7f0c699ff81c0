using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Kernel.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextCursor">Send it back as <c>cursor</c> for the next page; null at the end.</param>
public sealed record ApiPage<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>A page of a list for a screen that shows page numbers.</summary>
/// <param name="Items">The items.</param>
/// <param name="Total">How many there are under the filter.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Total);

/// <summary>How much of a list is asked for; bind with [AsParameters].</summary>
public sealed record ListQuery
{
    /// <summary>1 to 500 (default: 50).</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the previous page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>Most items a page holds.</summary>
    public const int MaxLimit = 500;

    /// <summary>Items of a page when nothing is said.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The limit, checked.</summary>
    public Result<int> Take() =>
        Limit is null ? DefaultLimit
        : Limit is >= 1 and <= MaxLimit ? Limit.Value
        : Refusal.Field("list.limit", "limit", $"The limit must be from 1 to {MaxLimit}.");

    /// <summary>The limit, and the name the page before ended with: for lists in the order of one text. Null at the start.</summary>
    public Result<(int Take, string? After)> TakeAfter()
    {
        var take = Take();
        if (take.Refusal is { } limit)
        {
            return limit;
        }

        return Cursor is null ? (take.Value, null)
            : Api.Cursor.TryDecode(Cursor, 1, out var keys) ? (take.Value, keys[0])
            : Api.Cursor.NotOurs;
    }

    /// <summary>
    /// The limit, and the number of the id the page before ended with: for lists with the newest first. Null at the start.
    /// </summary>
    public Result<(int Take, int? Below)> TakeBelow<TId>()
        where TId : struct, IDisplayId<TId> => TakeBelow(text => DisplayId.TryParse<TId>(text, out var last) ? last.Number : null);

    /// <summary>The same for things that are numbered within another.</summary>
    public Result<(int Take, int? Below)> TakeBelow() =>
        TakeBelow(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : null);

    private Result<(int Take, int? Below)> TakeBelow(Func<string, int?> numberOf)
    {
        var take = Take();
        return take.Refusal is { } limit ? limit
            : string.IsNullOrEmpty(Cursor) ? (take.Value, null)
            : Api.Cursor.TryDecode(Cursor, 1, out var keys) && numberOf(keys[0]) is { } last ? (take.Value, last)
            : Api.Cursor.NotOurs;
    }
}

/// <summary>Where a page ended, as opaque text. A list orders by unique keys, so that no item shows twice or never.</summary>
public static class Cursor
{
    /// <summary>A refusal of a text we did not write.</summary>
    public static Refusal NotOurs { get; } =
        Refusal.Field("list.cursor", "cursor", $"This cursor was not issued by this list. Leave it out to start again.");

    /// <summary>Writes the sort keys of the last item.</summary>
    public static string Encode(params string[] keys) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(keys));

    /// <summary>Reads the sort keys; false for anything we did not write.</summary>
    public static bool TryDecode(string text, int keys, out string[] values)
    {
        ArgumentNullException.ThrowIfNull(text);
        values = [];
        if (text.Length > 2_000)
        {
            return false;
        }

        try
        {
            values = JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(text)) ?? [];
            return values.Length == keys && Array.TrueForAll(values, v => v is not null);
        }
        catch (Exception e) when (e is FormatException or JsonException or DecoderFallbackException)
        {
            return false;
        }
    }
}
