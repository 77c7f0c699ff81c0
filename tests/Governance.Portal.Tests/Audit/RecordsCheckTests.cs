using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Models;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// What db check says when someone changed a business row, or a stored file, behind the log's back. In every run every ninth byte is.
/// </summary>
public sealed class RecordsCheckTests(RecordsCheckTests.Shared shared) : IClassFixture<RecordsCheckTests.Shared>
{
    private static readonly string[] s_tables = ["Versions", "SignOffs", "Evidence"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Table, which row, column, type as SQLite knows it, what is named.
    public static TheoryData<string, string, string, string, string> Columns { get; } =
        new()
        {
            { "Versions", "\"Version\" = '1.1.0'", "ArtifactSha256", "text", "fraud-scorer@1.1.0" },
            { "Versions", "\"Version\" = '1.1.0'", "ArtifactSizeBytes", "integer", "fraud-scorer@1.1.0" },
            { "Versions", "\"Version\" = '1.1.0'", "ArtifactMediaType", "text", "fraud-scorer@1.1.0" },
            { "Versions", "\"Version\" = '1.1.0'", "ManifestBytes", "blob", "fraud-scorer@1.1.0" },
            { "Versions", "\"Version\" = '1.1.0'", "ManifestSha256", "text", "fraud-scorer@1.1.0" },
            { "Evidence", "\"Id\" = 1", "Sha256", "text", "EVD-0001" },
            { "Evidence", "\"Id\" = 1", "FactsJson", "text", "EVD-0001" },
            { "Evidence", "\"Id\" = 1", "Tool", "text", "EVD-0001" },
            { "Evidence", "\"Id\" = 1", "DescribedSalt", "blob", "EVD-0001" },
            { "SignOffs", "\"Role\" = 'legal'", "BundleDigest", "text", "SGN-" },
            { "SignOffs", "\"Role\" = 'legal'", "PrintedName", "text", "SGN-" },
            { "SignOffs", "\"Role\" = 'legal'", "LogIndex", "integer", "SGN-" },
        };

    [Fact]
    public async Task Untouched_HasNothingToSay()
    {
        var fixture = shared.Registry;

        Assert.Empty(await FindAsync(fixture));
        Assert.All(
            await Task.WhenAll(
                fixture.Portal.Services.GetServices<IInstallationCheck>().Select(c => c.FindAsync(Ct).ToListAsync(Ct).AsTask())
            ),
            Assert.Empty
        );
    }

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(Columns))]
    public async Task EveryByte_OfWhatWasLogged_IsFoundAndNamed(string table, string row, string column, string type, string named)
    {
        var fixture = shared.Registry; // put right again at the end
        var number = type == "integer";
        byte[] bytes;
        using (var connection = Open(fixture))
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of this test.
            command.CommandText = $"""SELECT {(number ? $"\"{column}\"" : $"CAST(\"{column}\" AS BLOB)")} FROM "{table}" WHERE {row}""";
#pragma warning restore CA2100
            var value = command.ExecuteScalar()!;
            bytes = number ? BitConverter.GetBytes((long)value) : (byte[])value;
        }

        Assert.NotEmpty(bytes);
        foreach (var at in Soak.Sample(Enumerable.Range(0, bytes.Length), every: 9))
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 0x04;
            Set(fixture, table, row, column, type, flipped);

            Assert.Contains(
                await FindAsync(fixture),
                f => f.Contains(named, StringComparison.Ordinal) && f.Contains("was changed", StringComparison.Ordinal)
            );
        }

        Set(fixture, table, row, column, type, bytes);
        Assert.Empty(await FindAsync(fixture));
    }

    [Theory]
    [InlineData(
        """UPDATE "Versions" SET "ArtifactStoredAt" = "ArtifactStoredAt" + 1 WHERE "Version" = '1.1.0'""",
        "The version fraud-scorer@1.1.0 was changed: its artifact is not the one in log entry"
    )]
    [InlineData(
        """UPDATE "Versions" SET "ArtifactStoredAt" = NULL WHERE "Version" = '1.1.0'""",
        "The version fraud-scorer@1.1.0 was changed: its artifact is marked as not stored, but log entry"
    )]
    [InlineData(
        """UPDATE "SignOffs" SET "Live" = 0, "Status" = 'revoked' WHERE "Role" = 'legal'""",
        "it is marked as no longer valid, but no log entry states this"
    )]
    [InlineData("""DELETE FROM "SignOffs" WHERE "Role" = 'legal'""", "is missing")]
    [InlineData("""UPDATE "Evidence" SET "FileName" = 'another.json'""", "The evidence EVD-0001 was changed: it differs from log entry")]
    [InlineData("""DELETE FROM "Evidence" """, "The evidence EVD-0001 recorded in log entry")]
    [InlineData(
        """UPDATE "SignOffs" SET "Comment_Text" = 'I saw nothing', "Comment_Salt" = zeroblob(32), "Comment_Sha256" = 'ab' """
            + """WHERE "Role" = 'legal'""",
        "it differs from log entry"
    )]
    public async Task ChangedRow_IsNamed(string statement, string sentence)
    {
        var fixture = shared.Registry; // put right again at the end
        using var connection = Open(fixture);
        Execute(connection, string.Join(';', s_tables.Select(t => $"""CREATE TEMP TABLE "Kept{t}" AS SELECT * FROM "{t}" """)));
        Assert.True(Execute(connection, statement) > 0);

        Assert.Contains(await FindAsync(fixture), f => f.Contains(sentence, StringComparison.Ordinal));

        Execute(
            connection,
            string.Join(
                ';',
                s_tables.Select(t => $"""DELETE FROM "{t}"; INSERT INTO "{t}" SELECT * FROM "Kept{t}"; DROP TABLE "Kept{t}" """)
            )
        );
        Assert.Empty(await FindAsync(fixture));
    }

    [Fact]
    public async Task StoredArtifact_WithOneByteChanged_IsNamedByItsDigest()
    {
        var fixture = shared.Registry; // put right again at the end
        var sha256 = RegistryFixture.Digest("model 1.1.0"u8.ToArray());
        var path = fixture.Portal.ContentFile(sha256);
        var bytes = await File.ReadAllBytesAsync(path, Ct);
        for (var at = 0; at < bytes.Length; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 1;
            await File.WriteAllBytesAsync(path, flipped, Ct);

            var found = await fixture
                .Portal.Services.GetServices<IInstallationCheck>()
                .Single(c => c.Subject == "the store")
                .FindAsync(Ct)
                .ToListAsync(Ct);

            Assert.Contains(sha256, Assert.Single(found), StringComparison.Ordinal);
        }

        await File.WriteAllBytesAsync(path, bytes, Ct);
    }

    private static async Task<RegistryFixture> SceneAsync()
    {
        var fixture = await RegistryFixture.CreateAsync();
        await fixture.WithVersionsAsync("1.0.0", "1.1.0");
        using var answer = await fixture.Client.PostAsJsonAsync(
            "/api/v1/models/fraud-scorer/versions/1.1.0/evidence",
            new JsonObject
            {
                ["kind"] = "validation",
                ["tool"] = "test",
                ["producedAt"] = "2026-01-02T03:04:05Z",
                ["payload"] = new JsonObject { ["auc"] = "0.91" },
            },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await fixture.ApproveAsync("1.1.0", Stage.Production);
        return fixture;
    }

    private static ValueTask<List<string>> FindAsync(RegistryFixture fixture) =>
        fixture.Portal.Services.GetServices<IInstallationCheck>().OfType<RecordsCheck>().Single().FindAsync(Ct).ToListAsync(Ct);

    private static SqliteConnection Open(RegistryFixture fixture)
    {
        var connection = new SqliteConnection(
            fixture.Portal.Get<IConfiguration>().GetConnectionString("Governance") + ";Foreign Keys=False"
        );
        connection.Open();
        return connection;
    }

    private static int Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this test.
        command.CommandText = statement;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }

    private static void Set(RegistryFixture fixture, string table, string row, string column, string type, byte[] bytes)
    {
        using var connection = Open(fixture);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of this test.
        command.CommandText = $"""UPDATE "{table}" SET "{column}" = {(type == "text" ? "CAST($v AS TEXT)" : "$v")} WHERE {row}""";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$v", type == "integer" ? BitConverter.ToInt64(bytes) : bytes);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    /// <summary>One scene for the tests that leave it as it was.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        public RegistryFixture Registry { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Registry = await SceneAsync();

        public ValueTask DisposeAsync() => Registry.DisposeAsync();
    }
}
