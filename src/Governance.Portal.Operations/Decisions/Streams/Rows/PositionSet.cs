using System.Globalization;
using System.Text;

namespace Governance.Portal.Operations.Decisions.Streams.Rows;

/// <summary>
/// Positions of messages, kept as ranges: what was read without a gap takes one range for each partition, however much it is.
/// </summary>
internal sealed class PositionSet
{
    private readonly SortedDictionary<int, List<(long From, long To)>> _partitions = [];

    /// <summary>Ranges that it takes.</summary>
    public int Ranges => _partitions.Values.Sum(r => r.Count);

    /// <summary>What <see cref="ToString"/> wrote.</summary>
    public static PositionSet Parse(string text)
    {
        var set = new PositionSet();
        set.AddAll(text);
        return set;
    }

    /// <summary>Adds what another set wrote.</summary>
    public void AddAll(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var dash = part.IndexOf('-', colon);
            Add((int)Number(part.AsSpan(0, colon)), Number(part.AsSpan(colon + 1, dash - colon - 1)), Number(part.AsSpan(dash + 1)));
        }
    }

    /// <summary>Adds the position of a message: <c>partition:offset</c>, or a sequence alone.</summary>
    public void Add(string position)
    {
        var (partition, place) = Of(position);
        Add(partition, place, place);
    }

    /// <summary>Whether it has the position of a message.</summary>
    public bool Has(string position)
    {
        var (partition, place) = Of(position);
        return _partitions.TryGetValue(partition, out var ranges)
            && FirstUpTo(ranges, place) is var i
            && i < ranges.Count
            && ranges[i].From <= place;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (partition, ranges) in _partitions)
        {
            foreach (var (from, to) in ranges)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ",")}{partition}:{from}-{to}");
            }
        }

        return text.ToString();
    }

    private static (int Partition, long Place) Of(string position)
    {
        var colon = position.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (0, Number(position)) : ((int)Number(position.AsSpan(0, colon)), Number(position.AsSpan(colon + 1)));
    }

    private static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private void Add(int partition, long from, long to)
    {
        if (!_partitions.TryGetValue(partition, out var ranges))
        {
            _partitions.Add(partition, ranges = []);
        }

        // Joined with those that it touches or overlaps.
        var first = FirstUpTo(ranges, from - 1);
        var behind = first;
        while (behind < ranges.Count && ranges[behind].From <= to + 1)
        {
            (from, to) = (Math.Min(from, ranges[behind].From), Math.Max(to, ranges[behind].To));
            behind++;
        }

        ranges.RemoveRange(first, behind - first);
        ranges.Insert(first, (from, to));
    }

    // The first range that ends at a place or behind it.
    private static int FirstUpTo(List<(long From, long To)> ranges, long place)
    {
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].To < place)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
