using System.Globalization;
using System.Net.Http.Headers;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// Rows that give or limit rights, added to the database or taken out of it: found by the sweep, obeyed by nothing before it.
/// </summary>
public sealed class RightsBySqlTests
{
    private const string Deputy = "deputy@test.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task RowOfRights_AddedOrTakenAway_IsFoundAndNotObeyed(DatabaseKind kind)
    {
        await using var probe = await ProbeScene.CreateAsync(kind);
        var scene = probe.Inner;
        var deputy = await scene.PersonAsync(Deputy, Roles.ComplianceOfficer);
        await probe.DelegateAsync(await probe.LegalAsync(), "legal", Deputy);
        var promotion = await scene.RequestAsync();
        var limited = await scene.PersonAsync("limited@test.example", Roles.SecurityReviewer);
        await using (var db = await probe.Portal.Databases.CreateDbContextAsync(Ct))
        {
            db.RoleScopes.Add(RoleScope.Of(limited.User!.Value, Roles.SecurityReviewer, [], ["Retail"]).Value);
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        using var known = await probe.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);
        Assert.True(await ReadsAsync(known));
        var text = SecretText.New(ApiKey.TextPrefix);
        using var key = probe.Portal.CreateClient();
        key.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", text);
        var tables = await SealedTable.ListAsync(probe.Portal);
        await using var database = await RawDatabase.OpenAsync(probe.Portal, kind);
        await database.DropGuardsAsync();

        var (legal, owner, engineer) = (Number(scene.Legal), Number(scene.Owner), Number(scene.Engineer));
        await TryAsync(
            "AccessGrants",
            $"""DELETE FROM "AccessGrants" WHERE "User" = {legal} AND "What" = 'account'""",
            "is missing",
            () => SignsAsync(scene.Legal)
        );
        await AddAsync("AccessGrants", () => SignsAsync(scene.Owner, "owner"), ("Id", "900"), ("User", owner));
        await TryAsync("Delegations", """DELETE FROM "Delegations" """, "is missing", () => SignsAsync(scene.Legal));
        await AddAsync("Delegations", () => SignsAsync(scene.Engineer), ("Id", "900"), ("To", engineer));
        await AddAsync("Delegations", () => SignsAsync(deputy), ("Id", "900"), ("To", engineer));
        await TryAsync("RoleScopes", """DELETE FROM "RoleScopes" """, "is missing", () => SignsAsync(limited, "security"));
        await AddAsync("RoleScopes", () => SignsAsync(scene.Owner, "owner"), ("User", owner), ("Role", "'ModelOwner'"));
        await AddAsync(
            "ApiKeys",
            () => ReadsAsync(key),
            ("Id", "900"),
            ("Hash", $"'{SecretText.Hash(text)}'"),
            ("Scopes", "'[\"admin\"]'")
        );

        Assert.Empty((await probe.Portal.Get<RecordSweep>().RunAsync(Ct)).Findings);
        Assert.True(await SignsAsync(deputy));
        Assert.True(await SignsAsync(scene.Owner, "owner"));

        async Task TryAsync(string table, string statement, string words, Func<Task<bool>> obeys)
        {
            await database.ExecuteAsync($"""CREATE TABLE "Kept" AS SELECT * FROM "{table}" """);
            Assert.True(await database.ExecuteAsync(statement) > 0, statement);

            Assert.False(await obeys(), statement);
            var found = (await probe.Portal.Get<RecordSweep>().RunAsync(Ct)).Findings;
            Assert.NotEmpty(found);
            Assert.All(found, f => Assert.Equal(table, f.Table));
            Assert.All(found, f => Assert.Contains(words, f.Sentence, StringComparison.Ordinal));

            await database.ExecuteAsync($"""DELETE FROM "{table}"; INSERT INTO "{table}" SELECT * FROM "Kept"; DROP TABLE "Kept" """);
        }

        async Task<bool> SignsAsync(Actor actor, string slot = "legal") => (await scene.SignAsync(promotion, actor, slot)).IsDone;

        // A copy of the first row, with some columns as they are given.
        Task AddAsync(string table, Func<Task<bool>> obeys, params (string Column, string Value)[] changed)
        {
            var columns = tables.Single(t => t.Name == table).All;
            var values = columns.Select(c => changed.FirstOrDefault(x => x.Column == c).Value ?? $"\"{c}\"");
            var names = string.Join(", ", columns.Select(c => $"\"{c}\""));
            var statement = $"INSERT INTO \"{table}\" ({names}) SELECT {string.Join(", ", values)} FROM \"{table}\" LIMIT 1";
            return TryAsync(table, statement, "it was added outside the portal", obeys);
        }
    }

    private static string Number(Actor actor) => actor.User!.Value.Number.ToString(CultureInfo.InvariantCulture);

    private static async Task<bool> ReadsAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/api/v1/models", UriKind.Relative), Ct);
        return answer.IsSuccessStatusCode;
    }
}
