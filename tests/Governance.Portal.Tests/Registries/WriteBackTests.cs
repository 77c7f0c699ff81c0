using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models.Registries;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Models.Registries;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries;

/// <summary>A registry is notified of an approval only after every signature and with a permit, and again when that ended.</summary>
public sealed class WriteBackTests
{
    private const string Fraud = "main.ml.fraud";

    private static CancellationToken Ct => CatalogScene.Ct;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Approval_IsWrittenAfterSignaturesAndPermit_AndTakenAwayWhenItEnds(DatabaseKind kind)
    {
        await using var catalog = await CatalogServer.StartAsync();
        var fraud = catalog.Add(Fraud, 2);
        await using var scene = await CatalogScene.CreateAsync(catalog, kind, writeBack: true);
        await scene.ImportAsync();
        var name = await scene.NameAsync(Fraud);
        var sha256 = await ClassifiedAsync(scene, name);

        var promotion = await RequestAsync(scene, name);
        await WriteAsync(scene);
        Assert.Empty(catalog.Writes); // requested
        await scene.Registry.SignAsync(promotion);
        await WriteAsync(scene);
        Assert.Empty(catalog.Writes); // signed, and no permit yet
        await PermitAsync(scene, name, sha256);
        await WriteAsync(scene);
        await WriteAsync(scene);

        var alias = $"/api/2.1/unity-catalog/models/{Fraud}/aliases/approved";
        Assert.Equal([$"PUT {alias}"], catalog.Writes);
        Assert.Equal(1, fraud.Aliases["approved"]);
        Assert.Equal([(RegistryWriteState.Written, true)], await StatesAsync(scene));
        Assert.Single(await scene.Registry.LogAsync("registry.approval-written"));

        // It outlives the minutes of the permit, and ends with the approval.
        scene.Registry.Clock.Advance(TimeSpan.FromHours(1));
        await WriteAsync(scene);
        Assert.Single(catalog.Writes);
        await AddEvidenceAsync(scene, name);
        await WriteAsync(scene);

        Assert.Equal([$"PUT {alias}", $"DELETE {alias}"], catalog.Writes);
        Assert.Equal([(RegistryWriteState.Written, false)], await StatesAsync(scene));
    }

    [Fact]
    public async Task Approval_TakenAwayInTheRegistry_IsAFinding()
    {
        await using var catalog = await CatalogServer.StartAsync();
        var fraud = catalog.Add(Fraud, 1);
        await using var scene = await CatalogScene.CreateAsync(catalog, writeBack: true);
        await ApprovedAsync(scene);
        await scene.ImportAsync();
        Assert.Empty(await scene.DriftAsync());

        fraud.Aliases.Remove("approved");
        await scene.ImportAsync();

        Assert.Equal([$"{await scene.NameAsync(Fraud)}@1 lakehouse/approval"], await scene.DriftAsync());
    }

    [Fact]
    public async Task Approval_ThatTheRegistryDoesNotTake_IsTriedAgain_AndStaysVisible()
    {
        await using var catalog = await CatalogServer.StartAsync();
        catalog.Add(Fraud, 1);
        await using var scene = await CatalogScene.CreateAsync(catalog, writeBack: true);
        catalog.Mood = (path, _) =>
            Task.FromResult<(int, string, string?)?>(path.Contains("/aliases/", StringComparison.Ordinal) ? (503, "", null) : null);
        await ApprovedAsync(scene);

        await using (var db = await scene.Registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var row = await db.RegistryWrites.SingleAsync(Ct);
            Assert.Equal((RegistryWriteState.Waiting, 1), (row.State, row.Tries));
            Assert.Contains("503", row.Problem, StringComparison.Ordinal);
        }

        catalog.Mood = (_, _) => Task.FromResult<(int, string, string?)?>(null);
        scene.Registry.Clock.Advance(TimeSpan.FromMinutes(2));
        await WriteAsync(scene);
        Assert.Equal([(RegistryWriteState.Written, true)], await StatesAsync(scene));
    }

    [Fact]
    public async Task Approval_WithoutWriteBack_IsNotWritten()
    {
        await using var catalog = await CatalogServer.StartAsync();
        catalog.Add(Fraud, 1);
        await using var scene = await CatalogScene.CreateAsync(catalog);

        await ApprovedAsync(scene);

        Assert.Empty(catalog.Writes);
        Assert.Empty(await StatesAsync(scene));
    }

    private static async Task ApprovedAsync(CatalogScene scene)
    {
        await scene.ImportAsync();
        var name = await scene.NameAsync(Fraud);
        var sha256 = await ClassifiedAsync(scene, name);
        await scene.Registry.SignAsync(await RequestAsync(scene, name));
        await PermitAsync(scene, name, sha256);
        await WriteAsync(scene);
    }

    private static async Task WriteAsync(CatalogScene scene)
    {
        var write = scene.Registry.Portal.Get<WriteApprovals>();
        await write.DecideAsync(Ct);
        await write.RunAsync(Ct);
    }

    private static async Task<string> ClassifiedAsync(CatalogScene scene, string name)
    {
        using var owner = await scene.Registry.Portal.CreateKeyClientAsync(scene.Registry.OwnerId, Scopes.RegistryWrite);
        using var classified = await owner.PatchAsJsonAsync($"/api/v1/models/{name}", new JsonObject { ["riskClass"] = "minimal" }, Ct);
        Assert.Equal(HttpStatusCode.OK, classified.StatusCode);
        var file = "bytes of version 1"u8.ToArray();
        using var stored = await scene.Registry.UploadAsync("1", file, name);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        return RegistryFixture.Digest(file);
    }

    private static async Task<PromotionId> RequestAsync(CatalogScene scene, string name)
    {
        var requested = await scene
            .Registry.Portal.Get<RequestPromotion>()
            .RunAsync(scene.Registry.AsEngineer, new(name, "1", "production", "because"), Ct);
        Assert.True(requested.IsDone, requested.Refusal?.Message);
        return requested.Value;
    }

    private static async Task PermitAsync(CatalogScene scene, string name, string sha256)
    {
        using var key = await scene.Registry.Portal.CreateKeyClientAsync(scene.Registry.EngineerId, Scopes.RegistryWrite, Scopes.GateRead);
        using var issued = await key.PostAsJsonAsync(
            "/api/v1/permits",
            new JsonObject
            {
                ["model"] = name,
                ["version"] = "1",
                ["stage"] = "production",
                ["sha256"] = sha256,
            },
            Ct
        );
        Assert.True(issued.StatusCode == HttpStatusCode.Created, await issued.Content.ReadAsStringAsync(Ct));
    }

    // A fact that no one has signed for ends the approval.
    private static Task<JsonObject> AddEvidenceAsync(CatalogScene scene, string name) =>
        scene.Registry.CreatedAsync(
            $"/models/{name}/versions/1/evidence",
            new JsonObject
            {
                ["kind"] = "other",
                ["tool"] = "notes",
                ["producedAt"] = "2026-11-20T08:00:00Z",
                ["payload"] = new JsonObject { ["note"] = "late" },
            }
        );

    private static async Task<IReadOnlyList<(RegistryWriteState, bool)>> StatesAsync(CatalogScene scene)
    {
        await using var db = await scene.Registry.Portal.Databases.CreateDbContextAsync(Ct);
        return [.. (await db.RegistryWrites.AsNoTracking().OrderBy(w => w.Version).ToListAsync(Ct)).Select(w => (w.State, w.IsApproved))];
    }
}
