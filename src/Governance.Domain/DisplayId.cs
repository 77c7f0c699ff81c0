using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Governance.Domain;

/// <summary>An id people read and say: a prefix and a number of at least four digits, counted per installation and never reused.</summary>
/// <typeparam name="TSelf">The id type itself.</typeparam>
public interface IDisplayId<TSelf> : IComparable<TSelf>
    where TSelf : struct, IDisplayId<TSelf>
{
    /// <summary>Prefix without the dash, in capitals: <c>APR</c>.</summary>
    static abstract string Prefix { get; }

    /// <summary>Makes the id of a number from 1 up.</summary>
    static abstract TSelf Of(int number);

    /// <summary>The counted number, from 1 up.</summary>
    int Number { get; }

    /// <summary>By number: what is ordered by ids is ordered so in memory as it is in the database.</summary>
    int IComparable<TSelf>.CompareTo(TSelf other) => Number.CompareTo(other.Number);
}

/// <summary>Reads and writes <see cref="IDisplayId{TSelf}"/>.</summary>
public static class DisplayId
{
    /// <summary>Text form: <c>APR-0012</c>.</summary>
    public static string Format<T>(T id)
        where T : struct, IDisplayId<T> => string.Create(CultureInfo.InvariantCulture, $"{T.Prefix}-{id.Number:D4}");

    /// <summary>Makes an id of a stored number.</summary>
    public static T Of<T>(int number)
        where T : struct, IDisplayId<T> => T.Of(number);

    /// <summary>Reads <c>APR-0012</c>; capitals and the padding are not insisted upon, signs and spaces are.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, out T id)
        where T : struct, IDisplayId<T>
    {
        id = default;
        if (
            text is null
            || text.Length > T.Prefix.Length + 11
            || text.Length < T.Prefix.Length + 2
            || !text.StartsWith(T.Prefix, StringComparison.OrdinalIgnoreCase)
            || text[T.Prefix.Length] != '-'
            || !int.TryParse(text.AsSpan(T.Prefix.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1
        )
        {
            return false;
        }

        id = T.Of(number);
        return true;
    }
}
