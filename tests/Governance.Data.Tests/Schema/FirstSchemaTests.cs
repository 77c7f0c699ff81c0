using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Data.Tests.Schema;

/// <summary>
/// A database that a released program made through the seven migrations of then opens today: nothing of it is changed, the log holds
/// against the checkpoint that was kept outside, every row is what the log states of it, and both go on.
/// </summary>
public sealed class FirstSchemaTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Database_OfTheFirstSchema_VerifiesAgainstWhatWasSignedThen_AndGoesOn()
    {
        using var file = await FirstFile.OpenAsync();
        await using var services = Services(file.ConnectionString);
        var databases = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        var before = await DescribeAsync(file.ConnectionString);
        long size;

        await using (var db = await databases.CreateDbContextAsync(Ct))
        {
            await SchemaVersions.MigrateAsync(db, Ct);
            var (missing, unknown) = await SchemaVersions.CompareAsync(db, Ct);
            Assert.Empty(missing);
            Assert.Empty(unknown);

            // As at every start: rows of tables that were given columns are stated again, if they are what was stated of the old ones.
            await services.GetRequiredService<RecordAnchors>().RunAsync(null, Ct);
            size = await services.GetRequiredService<LogReader>().SizeAsync(Ct);
            db.Append(new AuditEvent("thing.made", "thing", []), Actor.Host, TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        // Later migrations add columns; what was there stays, in its order.
        var after = await DescribeAsync(file.ConnectionString);
        // Indexes that became narrower: what was withdrawn may be sent again, and each version has alerts of its own.
        string[] narrower =
        [
            "IX_Windows_Model_Version_Role",
            "IX_LabelBatches_Model_Version_DataSha256",
            "IX_BusinessFigures_Model_Version_Name_Start_End",
        ];
        string[] byVersion = ["IX_Alerts_Model_Rule_Field", "IX_Alerts_Monitor"];
        Assert.All(
            before,
            was =>
                Assert.Contains(
                    after,
                    now =>
                        now == was
                        || now.StartsWith(was + ",", StringComparison.Ordinal)
                        || (
                            narrower.Any(n => was.Contains(n, StringComparison.Ordinal))
                            && now.StartsWith(was + " WHERE", StringComparison.Ordinal)
                        )
                        || byVersion.Any(n =>
                            was.Contains($"\"{n}\"", StringComparison.Ordinal)
                            && now.Replace("_Version\"", "\"", StringComparison.Ordinal)
                                .Replace(", \"Version\"", "", StringComparison.Ordinal) == was
                        )
                )
        );
        Assert.True(NoteKey.TryParse(FirstSchema.Key, out var key));
        Assert.True(SignedNote.TryParse(FirstSchema.Checkpoint, out var note));
        Assert.True(Checkpoint.TryParse(note.Text, out var last));
        var verifier = services.GetRequiredService<LogVerifier>();
        Assert.Empty(await verifier.VerifyAsync(new LogTrust([key], last), null, Ct).ToListAsync(Ct));
        Assert.True(size >= last.Size);
        Assert.Equal(size + 1, await services.GetRequiredService<LogReader>().SizeAsync(Ct));
        var swept = await services.GetRequiredService<RecordSweep>().RunAsync(Ct);
        Assert.Empty(swept.Findings);
        Assert.InRange(swept.Records, 447, long.MaxValue);
    }

    [Fact]
    public async Task SchemaOfAFreshDatabase_IsTheOneThatTheSevenMigrationsMade()
    {
        using var file = await FirstFile.OpenAsync();
        await using var services = Services(file.ConnectionString);
        await using (var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct))
        {
            await SchemaVersions.MigrateAsync(db, Ct);
        }

        await using var fresh = await TestStore.CreateAsync(DatabaseKind.Sqlite);

        Assert.Equal(await DescribeAsync(file.ConnectionString), await DescribeAsync(fresh.ConnectionString));
    }

    private static ServiceProvider Services(string connectionString) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(connectionString, Path.GetTempPath())
            .AddStrictQueries()
            .BuildServiceProvider();

    // A column that was added later stands behind the constraints in the text that SQLite keeps; which columns there are, and in which
    // order, is therefore asked separately.
    private static async Task<IReadOnlyList<string>> DescribeAsync(string connectionString)
    {
        await using var connection = new SqliteConnection(DataServices.Sqlite(connectionString));
        await connection.OpenAsync(Ct);
        await using var objects = connection.CreateCommand();
        objects.CommandText = """
            SELECT o.type, o.name, o.sql, (SELECT group_concat(c.name) FROM (SELECT name FROM pragma_table_xinfo(o.name) ORDER BY cid) c)
            FROM sqlite_master o WHERE o.sql IS NOT NULL AND o.name NOT LIKE 'sqlite_%' ORDER BY o.type, o.name
            """;
        await using var reader = await objects.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            var (type, name, sql) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
            lines.Add(type is "table" ? $"{name} {await reader.GetFieldValueAsync<string>(3, Ct)}" : sql);
            lines.AddRange(type is "table" ? Parts(sql).Order(StringComparer.Ordinal).Select(part => $"{name} {part}") : []);
        }

        return lines;
    }

    // The columns and constraints of CREATE TABLE, and what stands behind its parentheses.
    private static IEnumerable<string> Parts(string sql)
    {
        var (depth, from) = (0, 0);
        for (var at = 0; at < sql.Length; at++)
        {
            var isEnd = sql[at] switch
            {
                '(' => depth++ is 0,
                ')' => --depth is 0,
                ',' => depth is 1,
                _ => false,
            };
            if (isEnd)
            {
                yield return sql[from..at].Trim();
                from = at + 1;
            }
        }

        yield return sql[from..].Trim();
    }

    private sealed class FirstFile : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("governance-first-").FullName;

        public string ConnectionString => $"Data Source={Path.Combine(_folder, "governance.db")}";

        public static async Task<FirstFile> OpenAsync()
        {
            var file = new FirstFile();
            await File.WriteAllBytesAsync(Path.Combine(file._folder, "governance.db"), FirstSchema.Read("governance.db.br"), Ct);
            return file;
        }

        public void Dispose()
        {
            using (var connection = new SqliteConnection(DataServices.Sqlite(ConnectionString)))
            {
                SqliteConnection.ClearPool(connection);
            }

            Directory.Delete(_folder, recursive: true);
        }
    }
}
