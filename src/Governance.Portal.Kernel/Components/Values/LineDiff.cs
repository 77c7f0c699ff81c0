namespace Governance.Portal.Kernel.Components.Values;

/// <summary>Compares two texts line by line.</summary>
/// <remarks>
/// Shortest edit script by E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986).
/// Time and memory grow with the square of the number of differences, so that number is bounded: texts that differ
/// in more lines than that are shown as all removed, then all added.
/// </remarks>
public static class LineDiff
{
    private const int MaxDifferences = 1_000;

    /// <summary>Every line of both texts, in reading order, removals before additions.</summary>
    public static IReadOnlyList<DiffLine> Compare(string oldText, string newText)
    {
        var before = Lines(oldText);
        var after = Lines(newText);

        // Equal beginnings and ends are the common case and cost nothing.
        var head = 0;
        while (head < before.Length && head < after.Length && before[head] == after[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < before.Length - head && tail < after.Length - head && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        var result = new List<DiffLine>(before.Length + after.Length);
        for (var i = 0; i < head; i++)
        {
            result.Add(new(DiffKind.Same, before[i], i + 1, i + 1));
        }

        AddMiddle(result, before, after, head, before.Length - tail, after.Length - tail);

        for (var i = tail; i > 0; i--)
        {
            result.Add(new(DiffKind.Same, before[^i], before.Length - i + 1, after.Length - i + 1));
        }

        return result;
    }

    /// <summary>
    /// Keeps the changes with a few unchanged lines around them; the rest becomes one line saying how many were left out.
    /// </summary>
    public static IReadOnlyList<DiffLine> WithContext(IReadOnlyList<DiffLine> lines, int context)
    {
        var keep = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Kind is not DiffKind.Same)
            {
                Array.Fill(keep, true, Math.Max(0, i - context), Math.Min(lines.Count - 1, i + context) - Math.Max(0, i - context) + 1);
            }
        }

        if (!keep.Contains(true))
        {
            return lines;
        }

        var result = new List<DiffLine>();
        for (var i = 0; i < lines.Count; )
        {
            if (keep[i])
            {
                result.Add(lines[i++]);
                continue;
            }

            var from = i;
            while (i < lines.Count && !keep[i])
            {
                i++;
            }

            result.Add(new(DiffKind.Gap, Formats.Plural(i - from, "unchanged line"), null, null));
        }

        return result;
    }

    /// <summary>Sets removals and the additions that follow them beside each other.</summary>
    public static IReadOnlyList<(DiffLine? Left, DiffLine? Right)> Pair(IReadOnlyList<DiffLine> lines)
    {
        var result = new List<(DiffLine?, DiffLine?)>();
        for (var i = 0; i < lines.Count; )
        {
            if (lines[i].Kind is DiffKind.Same or DiffKind.Gap)
            {
                result.Add((lines[i], lines[i]));
                i++;
                continue;
            }

            var removed = lines.Skip(i).TakeWhile(line => line.Kind is DiffKind.Removed).ToList();
            var added = lines.Skip(i + removed.Count).TakeWhile(line => line.Kind is DiffKind.Added).ToList();
            for (var row = 0; row < Math.Max(removed.Count, added.Count); row++)
            {
                result.Add((removed.ElementAtOrDefault(row), added.ElementAtOrDefault(row)));
            }

            i += removed.Count + added.Count;
        }

        return result;
    }

    private static string[] Lines(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static void AddMiddle(List<DiffLine> result, string[] before, string[] after, int head, int oldEnd, int newEnd)
    {
        var trace = Search(before.AsSpan(head, oldEnd - head), after.AsSpan(head, newEnd - head));
        var middle = new List<DiffLine>();
        int x = oldEnd - head,
            y = newEnd - head;

        // Walk the search backwards; without a trace (too many differences) everything was replaced.
        for (var d = (trace?.Count ?? 0) - 1; d >= 0; d--)
        {
            var furthest = trace![d];
            var k = x - y;
            var down = k == -d || (k != d && furthest[d + k - 1] < furthest[d + k + 1]);
            var previousX =
                d == 0 ? 0
                : down ? furthest[d + k + 1]
                : furthest[d + k - 1];
            var previousY = d == 0 ? 0 : previousX - (down ? k + 1 : k - 1);
            while (x > previousX && y > previousY)
            {
                x--;
                y--;
                middle.Add(new(DiffKind.Same, before[head + x], head + x + 1, head + y + 1));
            }

            if (d > 0 && down)
            {
                y--;
                middle.Add(new(DiffKind.Added, after[head + y], null, head + y + 1));
            }
            else if (d > 0)
            {
                x--;
                middle.Add(new(DiffKind.Removed, before[head + x], head + x + 1, null));
            }
        }

        middle.Reverse();
        for (var i = 0; trace is null && i < x; i++)
        {
            middle.Add(new(DiffKind.Removed, before[head + i], head + i + 1, null));
        }

        for (var i = 0; trace is null && i < y; i++)
        {
            middle.Add(new(DiffKind.Added, after[head + i], null, head + i + 1));
        }

        result.AddRange(middle);
    }

    // For every number of differences d: how far down the old text each diagonal got before step d. Index d + k.
    private static List<int[]>? Search(ReadOnlySpan<string> before, ReadOnlySpan<string> after)
    {
        var most = Math.Min(before.Length + after.Length, MaxDifferences);
        var reached = new int[(2 * most) + 3];
        var centre = most + 1;
        var trace = new List<int[]>();

        for (var d = 0; d <= most; d++)
        {
            trace.Add(reached.AsSpan(centre - d, (2 * d) + 1).ToArray());
            for (var k = -d; k <= d; k += 2)
            {
                var down = k == -d || (k != d && reached[centre + k - 1] < reached[centre + k + 1]);
                var x = down ? reached[centre + k + 1] : reached[centre + k - 1] + 1;
                while (x < before.Length && x - k < after.Length && before[x] == after[x - k])
                {
                    x++;
                }

                reached[centre + k] = x;
                if (x >= before.Length && x - k >= after.Length)
                {
                    return trace;
                }
            }
        }

        return null;
    }
}
