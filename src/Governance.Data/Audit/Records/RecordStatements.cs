using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Governance.Data.Audit.Records;

/// <summary>
/// Lets the entries of a save state the rows that the save writes: each row's digest as the database has it, in the entry that names it.
/// Before, the rows that are written over, and those that decided, are compared with what the log stated of them.
/// </summary>
internal static class RecordStatements
{
    /// <summary>Member of an entry's data that holds its statements.</summary>
    public const string Member = "records";

    /// <summary>Action of an entry that holds statements alone.</summary>
    public const string Stated = "records.stated";

    /// <summary>Subject of entries about rows in general.</summary>
    public const string Subject = "records";

    private const int Reserve = 1_024; // for what else an entry is given

    // Says how what it points at stands, and so also that it was altered.
    private static readonly HashSet<Type> s_telling = [typeof(Posture)];

    /// <summary>What a save changes of sealed rows, and which it relied on.</summary>
    public static RecordsTouched Collect(GovernanceDbContext db)
    {
        var tables = RecordTables.Of(db);
        var changed = new List<RecordChange>();
        var relied = new List<RecordKey>();
        foreach (var entry in db.ChangeTracker.Entries().ToList())
        {
            if (tables.Find(entry.Metadata) is not { } table)
            {
                continue;
            }

            var isChanged = tables.IsChanged(entry);
            if (isChanged)
            {
                // The key of a row that is new is known once it is stored; of one that goes, before.
                changed.Add(new RecordChange(entry, table, entry.State is EntityState.Added ? null : RecordTables.KeyOf(table, entry)));
            }

            if (entry.State is not EntityState.Added && (isChanged || (RecordTables.Decides(table) && !entry.Metadata.IsOwned())))
            {
                relied.Add(RecordTables.KeyOf(table, entry));
            }
        }

        // A part that is new can belong to a row that is not: that one is written over too.
        var added = changed
            .Where(c => c.Entry.State is EntityState.Added && !IsPart(c.Entry, tables))
            .Select(c => (c.Table.Name, RecordTables.KeyOf(c.Table, c.Entry).Text))
            .ToHashSet();
        relied.AddRange(
            changed
                .Where(c => c.Entry.State is EntityState.Added && IsPart(c.Entry, tables))
                .Select(c => RecordTables.KeyOf(c.Table, c.Entry))
                .Where(key => !added.Contains((key.Table.Name, key.Text)))
        );
        // What a new row points at: a record that is added to an altered one would count as if that were what the log states. Who decides
        // by rows that are known to be so has compared them.
        if (db.DecidedBy.Count == 0)
        {
            relied.AddRange(
                changed
                    .Where(c => c.Entry.State is EntityState.Added && !s_telling.Contains(c.Entry.Metadata.ClrType))
                    .SelectMany(c => PointedAt(c.Entry, tables))
                    .Where(key => !added.Contains((key.Table.Name, key.Text)))
            );
        }

        return new RecordsTouched(changed, [.. relied.DistinctBy(k => (k.Table.Name, k.Text))]);
    }

    // Rows that decide, by the foreign keys of a row that is new.
    private static IEnumerable<RecordKey> PointedAt(EntityEntry entry, RecordTables tables)
    {
        foreach (var key in entry.Metadata.GetForeignKeys().Where(k => !k.IsOwnership && k.PrincipalKey.IsPrimaryKey()))
        {
            if (
                tables.Find(key.PrincipalEntityType) is { } table
                && RecordTables.Decides(table)
                && key.PrincipalEntityType.RecordKeyProperties() is null
                && !key.Properties.Any(p => entry.Property(p.Name).IsTemporary || entry.Property(p.Name).CurrentValue is null)
            )
            {
                yield return table.Of([.. key.Properties.Select(p => RecordTables.Provided(p, entry.Property(p.Name).CurrentValue))]);
            }
        }
    }

    // Some columns of a row that another thing is.
    private static bool IsPart(EntityEntry entry, RecordTables tables) =>
        entry.Metadata.FindOwnership() is { } ownership && tables.Find(ownership.PrincipalEntityType) == tables.Find(entry.Metadata);

    /// <summary>Compares the rows that a save relies on with the log, under the log's lock: no one else writes them meanwhile.</summary>
    /// <exception cref="RecordAlteredException">One is not what the log states.</exception>
    public static Task EnsureAsync(GovernanceDbContext db, RecordsTouched touched, CancellationToken ct) =>
        touched.Relied.Count == 0
            ? Task.CompletedTask
            : RecordIntegrity.EnsureAsync(
                db,
                [.. RecordReader.Filters(touched.Relied).SelectMany(f => f.WithParts(RecordTables.Of(db)))],
                ct
            );

    /// <summary>
    /// Reads the rows that were just written and gives the facts their statements; what does not fit goes into entries of its own.
    /// </summary>
    /// <param name="db">The database, its rows written.</param>
    /// <param name="touched">What was written.</param>
    /// <param name="facts">The facts of the save, in their order.</param>
    /// <param name="size">The entry of the first of them.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The facts with their statements, and the seals that are written with the entries made of them.</returns>
    public static async Task<(IReadOnlyList<PendingEntry> Facts, RowSeals Seals)> StateAsync(
        GovernanceDbContext db,
        RecordsTouched touched,
        IReadOnlyList<PendingEntry> facts,
        long size,
        CancellationToken ct
    )
    {
        var keys = touched
            .Changed.Select(c => (Key: c.Key ?? RecordTables.KeyOf(c.Table, c.Entry), Subject: (c.Entry.Entity as IAudited)?.AuditSubject))
            .Concat(db.Restated.Select(key => (Key: key, Subject: (string?)null)))
            .GroupBy(k => (k.Key.Table.Name, k.Key.Text))
            .Select(g => (g.First().Key, Subject: g.Select(k => k.Subject).FirstOrDefault(s => s is not null)))
            .OrderBy(k => k.Key.Table.Name, StringComparer.Ordinal)
            .ThenBy(k => k.Key.Text, StringComparer.Ordinal)
            .ToList();
        var places = new Places(facts);
        var seals = keys.Count > 0 ? await StateAsync(db, keys, places, size, ct) : RowSeals.None;

        // That a log states its rows from the first entry on is said by that entry: nothing in it is older than statements.
        if (size == 0)
        {
            places.Begin();
        }

        return (places.Entries, seals);
    }

    private static async Task<RowSeals> StateAsync(
        GovernanceDbContext db,
        List<(RecordKey Key, string? Subject)> keys,
        Places places,
        long size,
        CancellationToken ct
    )
    {
        var (found, _) = await RecordReader.ReadAsync(db, [.. RecordReader.Filters(keys.Select(k => k.Key))], leaves: false, ct);
        var rows = found.ToDictionary(r => (r.Table.Name, r.Key));
        var seals = new List<RecordSeal>();
        var gone = new List<RecordKey>();
        foreach (var (key, subject) in keys)
        {
            if (!rows.TryGetValue((key.Table.Name, key.Text), out var row))
            {
                places.Put(subject, key.Table.Name, key.Text, null);
                gone.Add(key);
                continue;
            }

            var salt = RandomNumberGenerator.GetBytes(RecordDigest.SaltLength);
            var place = places.Put(
                subject,
                key.Table.Name,
                key.Text,
                Convert.ToHexStringLower(RecordDigest.Of(key.Table, key.Text, salt, row.Values))
            );
            seals.Add(
                new RecordSeal
                {
                    Table = key.Table.Name,
                    Key = key.Text,
                    Salt = salt,
                    LogIndex = size + place,
                    Members = RecordDigest.Members(key.Table, salt, row.Values),
                }
            );
        }

        return new RowSeals(seals, gone);
    }

    // The entries of a save, and how much room each has left.
    private sealed class Places(IReadOnlyList<PendingEntry> facts)
    {
        private readonly List<PendingEntry> _entries = [.. facts];
        private readonly Dictionary<int, int> _room = [];

        public IReadOnlyList<PendingEntry> Entries => _entries;

        public int Put(string? subject, string table, string key, string? sha256)
        {
            var length = RecordIntegrity.Statement(table, key, sha256).Length + 1;
            var place = Named(subject);
            if (place < 0 || Room(place) < length)
            {
                place = _entries.Count - 1;
                if (_entries[place].Fact.Action != Stated || Room(place) < length)
                {
                    _entries.Add(new PendingEntry(new AuditEvent(Stated, Subject, []), Actor.OfJob("records"), facts[0].Now, null));
                    place++;
                }
            }

            var statements = Statements(place);
            statements.Add(
                new JsonObject
                {
                    ["table"] = table,
                    ["key"] = key,
                    ["sha256"] = sha256,
                }
            );
            _room[place] = Room(place) - length;
            return place;
        }

        public void Begin() => Statements(0);

        private int Named(string? subject)
        {
            var named = subject is null
                ? -1
                : Find(e => !e.Fact.Refused && (e.Fact.Subject == subject || e.Fact.Covers.Contains(subject, StringComparer.Ordinal)));
            return named >= 0 ? named : Find(e => !e.Fact.Refused);
        }

        private int Find(Predicate<PendingEntry> which)
        {
            for (var i = 0; i < facts.Count; i++)
            {
                if (which(_entries[i]))
                {
                    return i;
                }
            }

            return -1;
        }

        private int Room(int place)
        {
            if (!_room.TryGetValue(place, out var room))
            {
                room = AuditEvent.MaxLeafBytes - Reserve - _entries[place].Fact.ToLeaf(_entries[place].Actor, _entries[place].Now).Length;
                _room[place] = room;
            }

            return room;
        }

        private JsonArray Statements(int place)
        {
            var entry = _entries[place];
            if (entry.Fact.Data[Member] is JsonArray there)
            {
                return there;
            }

            var data = entry.Fact.Data.DeepClone().AsObject();
            var statements = new JsonArray();
            data[Member] = statements;
            _entries[place] = entry with { Fact = entry.Fact with { Data = data } };
            return statements;
        }
    }
}

/// <summary>What a save changes of sealed rows, and which it relied on.</summary>
/// <param name="Changed">Added, modified and deleted rows and parts of rows.</param>
/// <param name="Relied">Rows that are written over, and those the action decided by.</param>
internal sealed record RecordsTouched(IReadOnlyList<RecordChange> Changed, IReadOnlyList<RecordKey> Relied);

/// <summary>Seals that a save writes with its entries.</summary>
/// <param name="Written">Those of rows that are stated.</param>
/// <param name="Gone">Rows whose seal goes with them.</param>
internal sealed record RowSeals(IReadOnlyList<RecordSeal> Written, IReadOnlyList<RecordKey> Gone)
{
    /// <summary>For a save that states no row.</summary>
    public static RowSeals None { get; } = new([], []);
}

/// <summary>A row, or a part of a row, that a save writes.</summary>
/// <param name="Entry">What is written.</param>
/// <param name="Table">Its table.</param>
/// <param name="Key">The row; null for one that is new.</param>
internal sealed record RecordChange(EntityEntry Entry, RecordTable Table, RecordKey? Key);
