using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>What becomes of a row that someone changes, adds or removes in the database itself.</summary>
public sealed class RecordSweepTests(RecordSweepTests.Shared shared) : IClassFixture<RecordSweepTests.Shared>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Untouched_HasNothingToSay()
    {
        var result = await SweepAsync(shared.Registry);

        Assert.Empty(result.Findings);
        Assert.True(result.Records > 20, $"{result.Records}");
    }

    [Theory]
    [InlineData("""DELETE FROM "SignOffs" WHERE "Role" = 'legal'""", "SignOffs", "is missing")]
    [WholeData("""DELETE FROM "AspNetUserRoles" WHERE "RoleId" = 2""", "AspNetUserRoles", "is missing")]
    [InlineData(
        """INSERT INTO "AspNetUserRoles" ("UserId", "RoleId") VALUES (1, 9)""",
        "AspNetUserRoles",
        "it was added outside the portal"
    )]
    [InlineData(
        """INSERT INTO "AccessGrants" ("User", "What", "By", "At", "OnHost") VALUES (1, 'account', 2, 1, 0)""",
        "AccessGrants",
        "it was added outside the portal"
    )]
    [InlineData("""DELETE FROM "RecordSeals" WHERE "Table" = 'Promotions'; DELETE FROM "Promotions" """, "Promotions", "is missing")]
    [WholeData("""UPDATE "RecordSeals" SET "LogIndex" = 1 WHERE "Table" = 'Models'""", "Models", "seal")]
    [InlineData("""UPDATE "RecordSeals" SET "Salt" = zeroblob(16) WHERE "Table" = 'Models'""", "Models", "was changed")]
    [WholeData("""UPDATE "AspNetRoles" SET "Name" = 'Administrator' WHERE "Id" = 1""", "AspNetRoles", "was changed")]
    public async Task RowAddedOrRemoved_IsFoundByEveryCheck(string statement, string table, string words)
    {
        await using var fixture = await SceneAsync();
        var entries = await CountAsync(fixture, "records.altered");
        using (var connection = Open(fixture))
        {
            Execute(connection, statement);
        }

        var finding = Assert.Single((await SweepAsync(fixture)).Findings.DistinctBy(f => f.Table));
        Assert.Equal(table, finding.Table);
        Assert.Contains(words, finding.Sentence, StringComparison.Ordinal);
        Assert.NotEmpty(
            await fixture
                .Portal.Services.GetServices<IInstallationCheck>()
                .OfType<RecordSealsCheck>()
                .Single()
                .FindAsync(Ct)
                .ToListAsync(Ct)
        );

        // What runs by itself says it once, in the log. Every node has the same rows: none is avoided for it, and what relies on one is
        // refused where it does.
        await fixture.Portal.Get<RecordSelfCheck>().RunAsync(Ct);
        await fixture.Portal.Get<RecordSelfCheck>().RunAsync(Ct);
        Assert.Equal(entries + 1, await CountAsync(fixture, "records.altered"));
        Assert.Contains(table, fixture.Portal.Get<LogHealth>().Records, StringComparison.Ordinal);
        using var answer = await fixture.Portal.CreateClient().GetAsync("/readyz", Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"record-altered\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task RowChanged_BeforeAnySweep_GivesNobodyAnything(DatabaseKind kind)
    {
        await using var fixture = await RegistryFixture.CreateAsync(kind);
        Assert.Null(await ActAsync(fixture, fixture.AsOwner));
        var owner = fixture.OwnerId.Number;
        foreach (
            var (change, back) in new[]
            {
                (
                    $"""UPDATE "AspNetUsers" SET "PasswordHash" = 'mine' WHERE "Id" = {owner}""",
                    $"""UPDATE "AspNetUsers" SET "PasswordHash" = (SELECT "PasswordHash" FROM "Kept") WHERE "Id" = {owner}"""
                ),
                (
                    $"""INSERT INTO "AspNetUserRoles" ("UserId", "RoleId") VALUES ({owner}, 9)""",
                    $"""DELETE FROM "AspNetUserRoles" WHERE "UserId" = {owner} AND "RoleId" = 9"""
                ),
                (
                    $"""UPDATE "AspNetUsers" SET "Email" = 'another@demo.example' WHERE "Id" = {owner}""",
                    $"""UPDATE "AspNetUsers" SET "Email" = '{RegistryFixture.Owner}' WHERE "Id" = {owner}"""
                ),
                (
                    $"""INSERT INTO "RoleScopes" ("User", "Role", "Systems", "Units") VALUES ({owner}, 'Auditor', '[]', '[]')""",
                    """DELETE FROM "RoleScopes" """
                ),
            }
        )
        {
            await ExecuteAsync(fixture, $"""CREATE TABLE "Kept" AS SELECT "PasswordHash" FROM "AspNetUsers" WHERE "Id" = {owner}""");
            await ExecuteAsync(fixture, change);

            Assert.Equal(RecordIntegrity.Code, (await ActAsync(fixture, fixture.AsOwner))?.Code);

            await ExecuteAsync(fixture, back);
            await ExecuteAsync(fixture, "DROP TABLE \"Kept\"");
            Assert.Null(await ActAsync(fixture, fixture.AsOwner));
        }
    }

    [Fact]
    public async Task PasswordWrittenIntoTheDatabase_OpensNothing()
    {
        await using var fixture = await RegistryFixture.CreateAsync();
        await ExecuteAsync(
            fixture,
            $"""
            UPDATE "AspNetUsers"
            SET "PasswordHash" = (SELECT "PasswordHash" FROM "AspNetUsers" WHERE "Email" = '{RegistryFixture.Deputy}')
            WHERE "Email" = '{RegistryFixture.Owner}'
            """
        );
        using var client = fixture.Portal.CreateClient();

        using var answer = await client.PostAsJsonAsync(
            "/api/v1/session",
            new JsonObject { ["email"] = RegistryFixture.Owner, ["password"] = PortalFactory.Password },
            Ct
        );

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(RecordIntegrity.Code, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
    }

    [Fact]
    public async Task KeyWithMoreScopesThanTheLogStates_IsRefused()
    {
        await using var fixture = await RegistryFixture.CreateAsync();
        await ExecuteAsync(fixture, """UPDATE "ApiKeys" SET "Scopes" = '["admin"]'""");

        using var answer = await fixture.PostAsync("/models", RegistryFixture.Model());

        Assert.False(answer.IsSuccessStatusCode);
        await using var db = await fixture.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.Models.AnyAsync(Ct));
    }

    [Theory]
    [InlineData("""UPDATE "Promotions" SET "RequiredRoles" = '["legal"]'""")]
    [WholeData("""UPDATE "Promotions" SET "Requesters" = '[]'""")]
    [WholeData("""UPDATE "GateRuns" SET "EvaluatedAt" = "EvaluatedAt" - 1""")]
    [WholeData("""UPDATE "Versions" SET "RegisteredBy" = 'host'""")]
    [InlineData(
        """INSERT INTO "AccessGrants" ("User", "What", "By", "At", "OnHost") SELECT "Id", 'account', 1, 1, 0 FROM "AspNetUsers" """
    )]
    public async Task PromotionChangedBeforeItIsSigned_TakesNoSignature(string statement)
    {
        await using var fixture = await RegistryFixture.CreateAsync();
        await fixture.WithVersionsAsync("1.0.0");
        var id = await fixture.ApproveAsync("1.0.0", sign: false);
        await ExecuteAsync(fixture, statement);

        var stopped = await Assert.ThrowsAnyAsync<Exception>(() => fixture.SignAsync(id));

        Assert.Contains("The record ", stopped.Message, StringComparison.Ordinal);
        await using var db = await fixture.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(0, await db.SignOffs.CountAsync(Ct));
        Assert.NotEmpty((await SweepAsync(fixture)).Findings);
    }

    [Fact]
    public async Task OlderInstallation_IsAnchoredOnceAndNeverAgain()
    {
        await using var fixture = await SceneAsync();
        // As a database of a version that stated nothing: no statement in the log, no seal.
        using (var connection = Open(fixture))
        {
            foreach (var trigger in new[] { "update", "delete", "replace" })
            {
                Execute(connection, $"""DROP TRIGGER "AuditEntries_no_{trigger}" """);
            }

            Execute(
                connection,
                """UPDATE "AuditEntries" SET "Leaf" = CAST(replace(CAST("Leaf" AS TEXT), '"records":[', '"older":[') AS BLOB); """
                    + """DELETE FROM "RecordSeals"; DELETE FROM "Settings" WHERE "Key" = 'sealed-columns'"""
            );
        }

        Assert.Empty((await SweepAsync(fixture)).Findings);
        var anchors = fixture.Portal.Get<RecordAnchors>();
        Assert.True(await anchors.RunAsync(null, Ct) > 20);
        Assert.Empty((await SweepAsync(fixture)).Findings);
        Assert.Null(await ActAsync(fixture, fixture.AsOwner));

        await ExecuteAsync(fixture, """INSERT INTO "AspNetUserRoles" ("UserId", "RoleId") VALUES (1, 9)""");
        Assert.Equal(0, await anchors.RunAsync(null, Ct));
        Assert.Contains(
            "it was added outside the portal",
            Assert.Single((await SweepAsync(fixture)).Findings).Sentence,
            StringComparison.Ordinal
        );
    }

    private static async Task<Refusal?> ActAsync(RegistryFixture fixture, Actor actor) =>
        (
            await fixture
                .Portal.Get<ActionRunner>()
                .RunAsync<Done>(
                    actor,
                    new Attempt("model.registered", "x", null),
                    (_, _) => Task.FromResult<Result<Done>>(Done.Instance),
                    Ct
                )
        ).Refusal;

    private static Task<RecordSweepResult> SweepAsync(RegistryFixture fixture) => fixture.Portal.Get<RecordSweep>().RunAsync(Ct);

    private static async Task<int> CountAsync(RegistryFixture fixture, string action)
    {
        await using var db = await fixture.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(e => e.Action == action, Ct);
    }

    private static SqliteConnection Open(RegistryFixture fixture)
    {
        var connection = new SqliteConnection(
            fixture.Portal.Get<IConfiguration>().GetConnectionString("Governance") + ";Foreign Keys=False"
        );
        connection.Open();
        Execute(connection, "PRAGMA ignore_check_constraints = 1");
        foreach (var table in new[] { "SignedStatements", "ModelSignatures" })
        {
            foreach (var verb in new[] { "update", "delete", "replace" })
            {
                Execute(connection, $"DROP TRIGGER IF EXISTS \"{table}_no_{verb}\"");
            }
        }

        return connection;
    }

    private static void Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this test.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static async Task ExecuteAsync(RegistryFixture fixture, string statement)
    {
        await using var db = await fixture.Portal.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlRawAsync(statement, Ct);
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

    /// <summary>One scene for the tests that leave it as it was.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        public RegistryFixture Registry { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Registry = await SceneAsync();

        public ValueTask DisposeAsync() => Registry.DisposeAsync();
    }
}
