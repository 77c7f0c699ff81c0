using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit.Records;

/// <summary>
/// The rows by which something was decided, as they were when they were what the log states. Who decides by the same rows again reads
/// them by one command and compares each with what is known here: no digest is worked out, and no leaf is read, while nothing changed.
/// </summary>
public sealed class KnownRows
{
    private readonly IReadOnlyList<RecordFilter> _filters;

    // Asked again and again, so the text is made once.
    private string _sql = "";
    private List<object> _values = [];
    private List<Dictionary<string, object[]>> _rows = [];

    private KnownRows(IReadOnlyList<RecordFilter> filters) => _filters = filters;

    /// <summary>True once a row was not what is known here, and is what the log states: what followed from them is read again.</summary>
    public bool IsOutdated { get; private set; }

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
            .. RecordReader
                .Filters(relied)
                .Select(f => f with { Gone = [.. relied.Where(k => k.Table == f.Table).Select(k => k.Text)] })
                .SelectMany(f => f.WithParts(RecordTables.Of(db))),
        ];
        await RecordIntegrity.EnsureAsync(db, filters, ct);
        return await TakeAsync(db, filters, ct);
    }

    /// <summary>Takes rows that were compared with the log.</summary>
    internal static Task<KnownRows> TakeAsync(GovernanceDbContext db, IReadOnlyList<RecordsAsked> asked, CancellationToken ct)
    {
        var tables = RecordTables.Of(db);
        return TakeAsync(db, [.. asked.SelectMany(a => a.In(tables))], ct);
    }

    private static async Task<KnownRows> TakeAsync(GovernanceDbContext db, IReadOnlyList<RecordFilter> filters, CancellationToken ct)
    {
        var known = new KnownRows(filters);
        await known.TakeAsync(db, ct);
        return known;
    }

    /// <summary>Compares them again, under the log's lock.</summary>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    /// <exception cref="DbUpdateConcurrencyException">
    /// All are what the log states, and one is not what was decided by: another act changed it meanwhile. The act runs again.
    /// </exception>
    internal async Task EnsureAsync(GovernanceDbContext db, CancellationToken ct)
    {
        if (!await AreKnownAsync(db, ct))
        {
            await RecordIntegrity.EnsureAsync(db, _filters, ct);
            IsOutdated = true;
            throw new DbUpdateConcurrencyException("A record that an action was based on was changed while the action ran.");
        }
    }

    private async Task TakeAsync(GovernanceDbContext db, CancellationToken ct)
    {
        if (_filters.Count == 0)
        {
            return;
        }

        await using var open = await OpenCommands.OfAsync(db, ct);
        await using var command = open.Command();
        RecordReader.Ask(command, [.. _filters.Select(f => f with { Gone = null, GoneUnder = [], Whole = null })], leaves: false);
        _sql = command.CommandText;
        _values = [.. command.Parameters.Cast<DbParameter>().Select(p => p.Value!)];
        await using var reader = await command.ExecuteReaderAsync(ct);
        for (var set = 0; set < _filters.Count; set++)
        {
            var rows = new Dictionary<string, object[]>(StringComparer.Ordinal);
            while (await reader.ReadAsync(ct))
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows[KeyOf(reader)] = row;
            }

            _rows.Add(rows);
            await reader.NextResultAsync(ct);
        }
    }

    private async Task<bool> AreKnownAsync(GovernanceDbContext db, CancellationToken ct)
    {
        if (_filters.Count == 0)
        {
            return true;
        }

        await using var open = await OpenCommands.OfAsync(db, ct);
        await using var command = open.Command(_sql);
        foreach (var value in _values)
        {
            command.Add(value);
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        foreach (var rows in _rows)
        {
            var count = 0;
            while (await reader.ReadAsync(ct))
            {
                if (!rows.TryGetValue(KeyOf(reader), out var known) || !IsSame(reader, known))
                {
                    return false;
                }

                count++;
            }

            if (count != rows.Count)
            {
                return false;
            }

            await reader.NextResultAsync(ct);
        }

        return true;
    }

    private static string KeyOf(DbDataReader reader) => Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!;

    // A row without a seal is never one that was compared with the log.
    private static bool IsSame(DbDataReader reader, object[] known)
    {
        if (known[RecordReader.SaltAt] is DBNull)
        {
            return false;
        }

        for (var i = 0; i < known.Length; i++)
        {
            // By its members a seal only names what was changed.
            if (i != RecordReader.MembersAt && !IsSame(reader.GetValue(i), known[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(object now, object known) =>
        (now, known) switch
        {
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            _ => now.Equals(known) || (now is not DBNull && known is not DBNull && RecordDigest.Value(now) == RecordDigest.Value(known)),
        };
}
