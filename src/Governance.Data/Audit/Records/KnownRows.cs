namespace Governance.Data.Audit.Records;

/// <summary>
/// The rows by which something was decided, as they were when they were what the log states. Who decides by the same rows again reads
/// them by one statement and compares each with what is known here: no digest is worked out, and no leaf is read, while nothing changed.
/// </summary>
public sealed class KnownRows
{
    private readonly IReadOnlyList<RecordFilter> _filters;
    private readonly Dictionary<(string Table, string Key), StoredRecord> _rows;

    private KnownRows(IReadOnlyList<RecordFilter> filters, Dictionary<(string Table, string Key), StoredRecord> rows) =>
        (_filters, _rows) = (filters, rows);

    /// <summary>Takes those that a context has read and that decide, and compares them with the log.</summary>
    /// <param name="db">The context, in its transaction; it has changed nothing yet.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    public static async Task<KnownRows> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var relied = RecordStatements.Collect(db).Relied;
        IReadOnlyList<RecordFilter> filters =
        [
            // A row that someone takes away is noticed as well.
            .. RecordReader.Filters(relied).Select(f => f with { Gone = [.. relied.Where(k => k.Table == f.Table).Select(k => k.Text)] }),
        ];
        await RecordIntegrity.EnsureAsync(db, filters, ct);
        var (found, _) = await RecordReader.ReadAsync(db, Plain(filters), leaves: false, ct);
        return new KnownRows(filters, found.ToDictionary(r => (r.Table.Name, r.Key)));
    }

    /// <summary>Compares them again, under the log's lock.</summary>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    internal async Task EnsureAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var (found, _) = await RecordReader.ReadAsync(db, Plain(_filters), leaves: false, ct);
        if (found.Count != _rows.Count || !found.TrueForAll(IsKnown))
        {
            await RecordIntegrity.EnsureAsync(db, _filters, ct);
        }
    }

    private static IReadOnlyList<RecordFilter> Plain(IReadOnlyList<RecordFilter> filters) =>
        [.. filters.Select(f => f with { Gone = null })];

    private bool IsKnown(StoredRecord row) =>
        _rows.TryGetValue((row.Table.Name, row.Key), out var known)
        && row.LogIndex == known.LogIndex
        && row.Salt is { } salt
        && known.Salt is { } before
        && salt.AsSpan().SequenceEqual(before)
        && row.Values.AsSpan().SequenceEqual(known.Values);
}
