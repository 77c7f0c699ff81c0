using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Data.Audit;

namespace Governance.Data.Postgres;

/// <summary>
/// What a transaction appended to the log, as it tells the nodes. The server delivers it with the commit, in the order of the commits,
/// which is that of the log: its lock is held until then.
/// </summary>
/// <param name="First">Place of the first entry.</param>
/// <param name="Count">How many entries; 0 for the rest of what did not fit into one message.</param>
/// <param name="Node">The node that appended them.</param>
/// <param name="Changes">What open pages can listen to.</param>
public sealed record LogNews(long First, int Count, string Node, IReadOnlyList<Change> Changes)
{
    // PostgreSQL takes less than 8000 bytes.
    private const int MaxBytes = 7_000;

    /// <summary>Reads what was told; null for what a node of another version says in another way.</summary>
    public static LogNews? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (
            text.Split(' ', 4) is not [var first, var count, var node, var json]
            || !long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var entries)
            || ChangesOf(json) is not { } changes
        )
        {
            return null;
        }

        return new LogNews(from, entries, node, changes);
    }

    /// <summary>Changes as they are sent, in as many texts as they take; at least one.</summary>
    public static IReadOnlyList<string> TextsOf(IEnumerable<Change> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var (texts, part, size) = (new List<string>(), new List<string[]>(), 0);
        foreach (var change in changes.Distinct())
        {
            // Escaped, a letter may take six bytes.
            var bytes = 6 + JsonSerializer.SerializeToUtf8Bytes<string[]>([change.Action, change.Subject]).Length;
            if (size + bytes > MaxBytes && part.Count > 0)
            {
                texts.Add(JsonSerializer.Serialize(part));
                part.Clear();
                size = 0;
            }

            part.Add([change.Action, change.Subject]);
            size += bytes;
        }

        texts.Add(JsonSerializer.Serialize(part));
        return texts;
    }

    /// <summary>Reads changes as they were sent; null when they are none.</summary>
    public static IReadOnlyList<Change>? ChangesOf(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string[][]>(json) is { } pairs && pairs.All(p => p.Length == 2)
                ? [.. pairs.Select(p => new Change(p[0], p[1]))]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What is to be told of facts that are appended now, without their place, which only the log's lock gives.</summary>
    internal static string[] Of(string? node, IReadOnlyList<PendingEntry> facts)
    {
        var changes = facts
            .Where(f => !f.Fact.Refused)
            .SelectMany(f => f.Fact.Covers.Prepend(f.Fact.Subject), (f, subject) => new Change(f.Fact.Action, subject));
        return
        [
            .. TextsOf(changes)
                .Select(
                    (text, i) =>
                        new StringBuilder()
                            .Append(i == 0 ? facts.Count : 0)
                            .Append(' ')
                            .Append(node ?? "-")
                            .Append(' ')
                            .Append(text)
                            .ToString()
                ),
        ];
    }
}
