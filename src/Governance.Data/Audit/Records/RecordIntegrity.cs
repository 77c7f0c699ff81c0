using System.Buffers;
using Governance.Domain;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit.Records;

/// <summary>Rows that someone is about to decide on.</summary>
public sealed class RecordsAsked
{
    private readonly Type _type;
    private readonly IReadOnlyList<(string Property, IReadOnlyList<object> Values)> _with;
    private IReadOnlyList<IReadOnlyList<object>>? _gone;
    private IReadOnlyList<object> _goneUnder = [];
    private bool _onlyGone;

    private RecordsAsked(Type type, params IReadOnlyList<(string Property, IReadOnlyList<object> Values)> with) =>
        (_type, _with) = (type, with);

    /// <summary>Rows of which a property has one of some values.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="property">The property: the id, or whose they are.</param>
    /// <param name="values">The values, as the property has them.</param>
    public static RecordsAsked Of<T>(string property, params IEnumerable<object> values)
        where T : class => new(typeof(T), (property, [.. values.Distinct()]));

    /// <summary>Of those, the rows of which another property has one of some values.</summary>
    public RecordsAsked And(string property, params IEnumerable<object> values) =>
        new(_type, [.. _with, (property, [.. values.Distinct()])]) { _gone = _gone };

    /// <summary>Every row of a table, and those that someone took away: for tables of a few rows.</summary>
    public static RecordsAsked All<T>()
        where T : class => new(typeof(T)) { _gone = [] };

    /// <summary>
    /// That no row of a table was taken away; what its rows say is not asked. For the rare question why something that should have a row
    /// has none.
    /// </summary>
    public static RecordsAsked Missing<T>()
        where T : class => new(typeof(T)) { _gone = [], _onlyGone = true };

    /// <summary>Rows of these keys, were they there before, must be there: to take one away would give someone something.</summary>
    /// <param name="keys">The values of the keys' columns, as the database takes them.</param>
    public RecordsAsked OrGone(IEnumerable<IReadOnlyList<object>> keys) => new(_type, _with) { _gone = [.. keys] };

    /// <summary>The same for all rows that ever were under these first columns of the key, such as a person's.</summary>
    /// <param name="firsts">The values of the keys' first column, as the database takes them.</param>
    public RecordsAsked OrGoneUnder(IEnumerable<object> firsts) => new(_type, _with) { _gone = _gone, _goneUnder = [.. firsts.Distinct()] };

    internal IEnumerable<RecordFilter> In(RecordTables tables)
    {
        var table = tables.Of(_type);
        var gone = _gone?.Select(key => table.Of(key).Text).ToList();
        if (_with.Any(w => w.Values.Count == 0))
        {
            return [];
        }

        var values = new List<object>();
        var where = new List<string>();
        foreach (var (name, asked) in _with)
        {
            var property = table.Main.FindProperty(name) ?? throw new InvalidOperationException($"{_type.Name} has no column {name}.");
            var converter = property.GetTypeMapping().Converter;
            var places = new List<string>();
            foreach (var value in asked)
            {
                places.Add(FormattableString.Invariant($"{{{values.Count}}}"));
                values.Add(converter is null ? value : converter.ConvertToProvider(value)!);
            }

            where.Add($"t.\"{property.GetColumnName()}\" IN ({string.Join(", ", places)})");
        }

        var filter = new RecordFilter(table, where.Count == 0 ? null : string.Join(" AND ", where), values)
        {
            Gone = gone,
            GoneUnder = [.. _goneUnder.Select(first => table.Of([first]).Text + "|")],
            IsOnlyGone = _onlyGone,
        };
        return _onlyGone ? [filter] : filter.WithParts(tables);
    }
}

/// <summary>
/// Compares rows with what the log states of them, before anyone decides on them. One round trip however many rows: row, seal and leaf
/// come together. A seal that someone set back to an older entry is found by the sweep, see <see cref="RecordSweep"/>.
/// </summary>
public static class RecordIntegrity
{
    /// <summary>Code of the refusal.</summary>
    public const string Code = "record.altered";

    /// <summary>Compares rows with the log.</summary>
    /// <param name="db">The database; in the action's transaction, if there is one.</param>
    /// <param name="asked">The rows.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="together">
    /// True to ask by one statement for all tables, which suits a few rows of few tables that are asked for all the time.
    /// </param>
    /// <returns>Null when all are what the log states; else the refusal that names the first that is not.</returns>
    public static async Task<Refusal?> VerifyAsync(
        GovernanceDbContext db,
        IReadOnlyList<RecordsAsked> asked,
        CancellationToken ct,
        bool together = false
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(asked);
        var tables = RecordTables.Of(db);
        var fault = await FaultAsync(db, [.. asked.SelectMany(a => a.In(tables))], together, ct);
        return fault is null ? null : new RecordAlteredException(fault).Refusal;
    }

    /// <summary>The same, where there is no way to answer with a refusal.</summary>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    public static async Task EnsureAsync(GovernanceDbContext db, IReadOnlyList<RecordsAsked> asked, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(asked);
        var tables = RecordTables.Of(db);
        await EnsureAsync(db, [.. asked.SelectMany(a => a.In(tables))], ct);
    }

    internal static async Task EnsureAsync(GovernanceDbContext db, IReadOnlyList<RecordFilter> filters, CancellationToken ct)
    {
        if (await FaultAsync(db, filters, together: false, ct) is { } fault)
        {
            throw new RecordAlteredException(fault);
        }
    }

    /// <summary>What is wrong with a row, in a sentence; null when it is what the leaf of its seal states.</summary>
    internal static string? Fault(StoredRecord row)
    {
        if (row.Digest is not { } digest)
        {
            return $"The record {Name(row)} is not in any entry of the log: it was added outside the portal.";
        }

        if (row.Leaf is { } leaf && States(leaf, row.Table.Name, row.Key, digest))
        {
            return null;
        }

        return Changed(row, row.LogIndex ?? -1);
    }

    /// <summary>The sentence about a row that was changed, with the columns where they are known.</summary>
    internal static string Changed(StoredRecord row, long index)
    {
        var columns = row.Salt is { } salt ? RecordDigest.Changed(row.Table, salt, row.Members, row.Values) : [];
        var words = columns.Count is > 0 and <= 5 ? $" ({string.Join(", ", columns)})" : "";
        return FormattableString.Invariant($"The record {Name(row)} was changed{words}: it does not match log entry {index}.");
    }

    /// <summary>How a statement stands in a leaf.</summary>
    internal static byte[] Statement(string table, string key, string? sha256)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write("{\"key\":"u8);
        CanonicalJson.Write(key, buffer);
        buffer.Write(",\"sha256\":"u8);
        if (sha256 is null)
        {
            buffer.Write("null"u8);
        }
        else
        {
            CanonicalJson.Write(sha256, buffer);
        }

        buffer.Write(",\"table\":"u8);
        CanonicalJson.Write(table, buffer);
        buffer.Write("}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    // A quotation mark within a text is written with a backslash, so these bytes are a statement wherever they stand.
    private static bool States(byte[] leaf, string table, string key, byte[] digest) =>
        leaf.AsSpan().IndexOf(Statement(table, key, Convert.ToHexStringLower(digest))) >= 0;

    private static async Task<string?> FaultAsync(
        GovernanceDbContext db,
        IReadOnlyList<RecordFilter> filters,
        bool together,
        CancellationToken ct
    )
    {
        var (found, gone) = together
            ? await RecordReader.ReadTogetherAsync(db, filters, ct)
            : await RecordReader.ReadAsync(db, filters, leaves: true, ct);
        foreach (var row in found)
        {
            if (Fault(row) is { } fault)
            {
                return fault;
            }
        }

        return gone.Count == 0 ? null : $"The record {gone[0].Table.Name} {gone[0].Key} is missing: no log entry says that it was removed.";
    }

    private static string Name(StoredRecord row) => $"{row.Table.Name} {row.Key}";
}
