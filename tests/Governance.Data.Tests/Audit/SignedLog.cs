using System.Security.Cryptography;
using Governance.Data.Audit;
using Governance.Data.Sqlite;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests.Audit;

/// <summary>
/// A signed log in an SQLite database in memory, whose guards are off, for tests that do what a privileged operator could.
/// </summary>
internal sealed class SignedLog : IDbContextFactory<GovernanceDbContext>, IDisposable
{
    private const string Origin = "governance/test";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _witness = RandomNumberGenerator.GetBytes(32);
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public LogVerifier Verifier => new(this);

    public NoteKey Key => NoteKey.Of(Origin, _key);

    /// <summary>The last checkpoint, as the key folder keeps it.</summary>
    public Checkpoint? Last { get; private set; }

    /// <summary>A log with a checkpoint after every so many entries.</summary>
    public static async Task<SignedLog> CreateAsync(int entries, int every, CancellationToken ct)
    {
        var log = new SignedLog();
        await log._connection.OpenAsync(ct);
        await using (var db = log.CreateDbContext())
        {
            await db.Database.MigrateAsync(ct);
        }

        for (var size = 0; size < entries; size += every)
        {
            await log.AppendAsync(Math.Min(every, entries - size), ct);
            await log.SignAsync(ct);
        }

        log.DropGuards();
        return log;
    }

    public GovernanceDbContext CreateDbContext() =>
        new SqliteGovernanceDbContext(
            new DbContextOptionsBuilder<SqliteGovernanceDbContext>()
                .UseSqlite(_connection, SqliteGovernanceDbContext.WithMigrations)
                .Options
        );

    public async Task AppendAsync(int count, CancellationToken ct)
    {
        await using var db = CreateDbContext();
        for (var i = 0; i < count; i++)
        {
            db.Append(new AuditEvent("thing.made", $"thing-{i}", []) { Refused = i % 3 == 0 }, Actor.Host, TimeProvider.System.GetUtcNow());
        }

        await db.SaveChangesAsync(ct);
    }

    public async Task SignAsync(CancellationToken ct)
    {
        await using var db = CreateDbContext();
        var size = await db.AuditEntries.CountAsync(ct);
        Last = new Checkpoint(Origin, size, await LogProofs.RootAsync(db, size, ct));
        var signed = Signed(Last, _key);
        db.Checkpoints.Add(signed);
        db.CheckpointCosignatures.Add(Cosigned(signed));
        await db.SaveChangesAsync(ct);
    }

    public StoredCheckpoint Signed(Checkpoint checkpoint, ECDsa? key = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var at = now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMillisecond));
        return new StoredCheckpoint
        {
            Size = checkpoint.Size,
            Origin = checkpoint.Origin,
            Root = checkpoint.Root,
            Note = SignedNote.Sign(checkpoint.ToString(), checkpoint.Origin, key ?? _key).ToString(),
            SignedAt = at,
            TimeSignature = (key ?? _key).SignData(
                StoredCheckpoint.TimeStatementOf(checkpoint, at),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence
            ),
        };
    }

    private CheckpointCosignature Cosigned(StoredCheckpoint checkpoint)
    {
        var key = NoteKey.Of("witness.test", NoteKeyKind.Cosignature, Ed25519.PublicKey(_witness));
        Assert.True(SignedNote.TryParse(checkpoint.Note, out var note));
        return CheckpointCosignature.Of(
            checkpoint.Size,
            key,
            new NoteSignature(key.Name, key.Id.ToArray(), Cosignature.Sign(_witness, checkpoint.SignedAt, note.TextBytes))
        );
    }

    public async Task<IReadOnlyList<LogFinding>> VerifyAsync(CancellationToken ct) =>
        await Verifier.VerifyAsync(new LogTrust([Key], Last), null, ct).ToListAsync(ct);

    public int Execute(string statement, params (string Name, object Value)[] values)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Statements of tests.
        command.CommandText = statement;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command.ExecuteNonQuery();
    }

    /// <summary>Key and bytes of a column, row by row; a number as its eight bytes, text as UTF-8.</summary>
    public List<(long Key, byte[] Bytes)> Column(string table, string key, string column, bool number)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Names of tests.
        command.CommandText = number
            ? $"""SELECT "{key}", "{column}" FROM "{table}" """
            : $"""SELECT "{key}", CAST("{column}" AS BLOB) FROM "{table}" """;
#pragma warning restore CA2100
        var rows = new List<(long, byte[])>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add((reader.GetInt64(0), number ? BitConverter.GetBytes(reader.GetInt64(1)) : (byte[])reader.GetValue(1)));
        }

        return rows;
    }

    public void CopyTo(SqliteConnection other) => _connection.BackupDatabase(other);

    public void CopyFrom(SqliteConnection other) => other.BackupDatabase(_connection);

    public void Dispose()
    {
        _connection.Dispose();
        _key.Dispose();
    }

    // Who may switch triggers off may do everything; that it is found is what these tests are about.
    private void DropGuards()
    {
        foreach (var table in LogTables.Guarded)
        {
            foreach (var verb in new[] { "update", "delete", "replace" })
            {
                Execute($"""DROP TRIGGER "{table}_no_{verb}" """);
            }
        }
    }
}
