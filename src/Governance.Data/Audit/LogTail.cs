namespace Governance.Data.Audit;

/// <summary>
/// The last entry of the log at some time. All that rows state is changed by entries of the log, on whatever node: what was read of rows
/// still holds while later entries are none that could change it.
/// </summary>
/// <param name="Index">Its place.</param>
/// <param name="LeafHash">Its hash: another log, such as one that was restored, has another entry there.</param>
public sealed record LogTail(long Index, string LeafHash)
{
    private const int Most = 200;

    /// <summary>
    /// Entries that come all the time and change no row that anyone decides by: those of calls of agents themselves, of their spans, and of
    /// decisions.
    /// </summary>
    public static IReadOnlySet<string> Idle { get; } =
        new HashSet<string>(["agent-calls.decided", "agent-spans.stored", "decisions.stored"], StringComparer.Ordinal);

    /// <summary>Where the log ends now; read before the rows, or an entry between could go unnoticed.</summary>
    public static async Task<LogTail> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await RowsAsync(db, """ORDER BY "Index" DESC LIMIT @p0""", [1], ct);
        return rows.Count == 0 ? new LogTail(-1, "") : Of(rows[0]);
    }

    /// <summary>Where the log ends now, if every later entry is of these actions; null when another is, or too many are.</summary>
    /// <param name="db">The database.</param>
    /// <param name="idle">Actions that change nothing of what was read.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<LogTail?> SinceAsync(GovernanceDbContext db, IReadOnlySet<string> idle, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(idle);
        return await LaterAsync(db, Most, ct) is not { } rows || rows.Skip(1).Any(e => !idle.Contains(e.Action)) ? null : Of(rows[^1]);
    }

    /// <summary>This entry and all later ones; null where another log is there, or that many were added.</summary>
    internal async Task<IReadOnlyList<Row>?> LaterAsync(GovernanceDbContext db, int most, CancellationToken ct)
    {
        var rows = await RowsAsync(db, """WHERE "Index" >= @p0 ORDER BY "Index" LIMIT @p1""", [Index, most], ct);
        return rows.Count == 0 || rows.Count == most || rows[0].Index != Index || Convert.ToHexString(rows[0].LeafHash) != LeafHash
            ? null
            : rows;
    }

    internal static LogTail Of(Row row) => new(row.Index, Convert.ToHexString(row.LeafHash));

    // Written out: every page asks for it, and every decision of a call.
    private static async Task<List<Row>> RowsAsync(GovernanceDbContext db, string which, IEnumerable<object> values, CancellationToken ct)
    {
        await using var open = await OpenCommands.OfAsync(db, ct);
        await using var command = open.Command($"""SELECT "Index", "Action", "Refused", "LeafHash" FROM "AuditEntries" {which}""");
        foreach (var value in values)
        {
            command.Add(value);
        }

        var rows = new List<Row>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new Row(reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2), reader.GetValue(3) as byte[] ?? []));
        }

        return rows;
    }

    /// <summary>What is read of an entry.</summary>
    internal sealed record Row(long Index, string Action, bool Refused, byte[] LeafHash);
}
