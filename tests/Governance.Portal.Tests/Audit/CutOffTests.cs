using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.Storage;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// After a fail-over that lost the end of the log, its checkpoints included, the signer still remembers: nothing is written until someone
/// accepts the loss.
/// </summary>
public sealed class CutOffTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Write_OnALogThatLostWhatWasSigned_IsRefused_UntilTheLossIsAccepted(DatabaseKind kind)
    {
        await using var portal = LogNode.Portal(kind);
        var engineer = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.ModelOwner);
        using var client = await portal.CreateKeyClientAsync(engineer, "registry:write");
        await portal.SetUpAppAsync("ann@bank.example");
        await LogNode.AppendAsync(portal, 3);
        await portal.Get<CheckpointSigner>().SignAsync(Ct);
        long size;
        List<long> nodes;
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            (size, nodes) = (await db.AuditEntries.LongCountAsync(Ct), await db.AuditNodes.Select(n => n.Position).ToListAsync(Ct));
        }

        await LogNode.AppendAsync(portal, 6);
        Assert.Equal(size + 6, (await portal.Get<CheckpointSigner>().SignAsync(Ct))!.Size);
        await CutOffAsync(portal, kind, size, nodes);

        var refused = await PostAsync(client, "fraud-scorer");
        // Signing in goes on beside the log, to read: ReadingSessionsTests.
        using var reader = await portal.SignInAsync("ann@bank.example");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "audit.damaged"), refused);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "audit.damaged"), await PostAsync(reader, "fraud-scorer"));
        Assert.Equal(size, await CountAsync(portal));

        // The same key goes through once the way out was taken: the refusal changed nothing, and is not kept.
        var state = await RestoredState.ReadAsync(portal.Databases, portal.Get<KeyFolder>(), portal.Get<LastCheckpoint>(), Ct);
        Assert.NotNull(state.Loss);
        Assert.True((await portal.Get<ContinueLog>().RunAsync(state, "The standby was behind", Ct)).IsDone);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(client, "fraud-scorer")).Status);
    }

    private static async Task<(HttpStatusCode Status, string? Code)> PostAsync(HttpClient client, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/models")
        {
            Content = JsonContent.Create(new { name, owner = "ann@bank.example" }),
            Headers = { { "Idempotency-Key", "one" } },
        };
        using var answer = await client.SendAsync(request, Ct);
        return (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
    }

    private static async Task<long> CountAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.LongCountAsync(Ct);
    }

    // What a standby that was behind does not have.
    private static async Task CutOffAsync(PortalFactory portal, DatabaseKind kind, long size, List<long> nodes)
    {
        var gone = FormattableString.Invariant(
            $"""
            DELETE FROM "Checkpoints" WHERE "Size" > {size};
            DELETE FROM "AuditNodes" WHERE "Position" NOT IN ({string.Join(", ", nodes.Append(-1))});
            DELETE FROM "AuditEntries" WHERE "Index" >= {size}
            """
        );
        if (kind is DatabaseKind.Sqlite)
        {
            await LogNode.TamperAsync(portal, gone);
            return;
        }

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await db.Database.OpenConnectionAsync(Ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Statements of this test.
        command.CommandText =
            """ALTER TABLE "Checkpoints" DISABLE TRIGGER USER; ALTER TABLE "AuditNodes" DISABLE TRIGGER USER; """
            + $"""ALTER TABLE "AuditEntries" DISABLE TRIGGER USER; {gone}""";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }
}
