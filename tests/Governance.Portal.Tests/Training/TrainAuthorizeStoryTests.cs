using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Training;

/// <summary>A training job asks the real portal with <c>governance train authorize</c>, and people answer while it waits.</summary>
public sealed class TrainAuthorizeStoryTests
{
    private const string Owner = "owner@test.example";
    private const string Security = "security@test.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ATrainingJob_IsPermittedOnceAllAnswered_AndNotAfterTheConsentEnds()
    {
        GovernanceCommand.SkipUnlessBuilt();
        await using var portal = new PortalFactory();
        portal.UseKestrel(0);
        portal.StartServer();
        var folder = Directory.CreateDirectory(Path.Combine(portal.Folder, "job")).FullName;
        await portal.CreateUserAsync(Owner, Roles.ModelOwner);
        await portal.CreateUserAsync(Security, Roles.SecurityReviewer);
        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer);
        var key = await portal.CreateKeyAsync(engineer, Scopes.RegistryWrite);
        using var pipeline = portal.ClientOf(key);
        using var owner = await portal.SignInAsync(Owner);
        using var security = await portal.SignInAsync(Security);
        await CreatedAsync(
            pipeline,
            "models",
            new JsonObject
            {
                ["name"] = "fraud-scorer",
                ["owner"] = Owner,
                ["riskClass"] = "limited",
            }
        );
        var (seal, permit) = (Path.Combine(folder, "seal.pem"), Path.Combine(folder, "permit.json"));
        await File.WriteAllBytesAsync(seal, await owner.GetByteArrayAsync("/api/v1/promotions/seal", Ct), Ct);
        string[] authorize =
        [
            "train",
            "authorize",
            "--model",
            "fraud-scorer",
            "--dataset",
            "payments@2026-10",
            "--commit",
            "a41f09c",
            "--purpose",
            "fraud detection",
            "--environment",
            "eu-train",
            "--output",
            permit,
        ];
        Task<(int Code, string Said)> AuthorizeAsync(params string[] more) =>
            GovernanceCommand.RunAsync(portal, key, [.. authorize, "--public-key", seal, .. more]);

        // Data that no one answers for, and then a purpose that its owner did not allow.
        var (code, said) = await AuthorizeAsync();
        Assert.Equal(2, code);
        Assert.Contains("There is no record of the dataset payments.", said, StringComparison.Ordinal);
        await CreatedAsync(
            pipeline,
            "datasets",
            new JsonObject
            {
                ["name"] = "payments",
                ["owner"] = Owner,
                ["sensitivity"] = "confidential",
                ["personalData"] = true,
                ["legalBasis"] = "consent",
                ["consent"] = "CMP-1",
                ["purposes"] = new JsonArray("fraud detection"),
            }
        );
        authorize[^5] = "marketing";
        (code, said) = await AuthorizeAsync();
        Assert.True(code == 1, said);
        Assert.Contains("The use of payments for this purpose is not allowed.", said, StringComparison.Ordinal);
        authorize[^5] = "fraud detection";

        // It waits for two people: without --wait that is a no, after it the question is open.
        (code, said) = await AuthorizeAsync();
        Assert.True(code == 1, said);
        Assert.Contains("TRN-0001 does not permit the training: its state is waiting", said, StringComparison.Ordinal);
        (code, said) = await AuthorizeAsync("--wait", "1s");
        Assert.True(code == 4, said);
        Assert.Contains("it is still waiting for answers", said, StringComparison.Ordinal);
        Assert.False(File.Exists(permit));

        // They answer while the job waits.
        var waiting = AuthorizeAsync("--wait", "5m");
        await AllowAsync(owner);
        await AllowAsync(security);
        (code, said) = await waiting;
        Assert.True(code == 0, said);
        Assert.Contains("TRN-0001 permits training of fraud-scorer until ", said, StringComparison.Ordinal);
        var keys = new[] { DsseKey.FromPem(await File.ReadAllTextAsync(seal, Ct))! };
        var kept = await File.ReadAllBytesAsync(permit, Ct);
        var now = TimeProvider.System.GetUtcNow();
        Assert.Null(TrainingStatement.Verify(kept, keys, "fraud-scorer", ["payments@2026-10"], "a41f09c", now));
        Assert.NotNull(TrainingStatement.Verify(kept, keys, "fraud-scorer", ["payments@2026-10"], "a41f09c", now.AddDays(1)));

        // Whoever trusts another key is not permitted anything by this portal.
        File.Delete(permit);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(seal, DsseKey.Of(stranger).Pem, Ct);
        (code, said) = await AuthorizeAsync();
        Assert.True(code == 1, said);
        Assert.Contains("TRN-0001 does not permit the training: No trusted key has signed it.", said, StringComparison.Ordinal);
        Assert.False(File.Exists(permit));

        // The consent ends: no permit any more, although all agreed and the seal is the right one.
        await File.WriteAllTextAsync(seal, keys[0].Pem, Ct);
        using (
            var changed = await owner.PatchAsJsonAsync(
                "/api/v1/datasets/payments",
                new JsonObject { ["consentWithdrawnOn"] = now.AddDays(-1).ToString("yyyy-MM-dd", null) },
                Ct
            )
        )
        {
            await RegistryFixture.JsonAsync(changed, HttpStatusCode.OK);
        }

        (code, said) = await AuthorizeAsync();
        Assert.True(code == 1, said);
        Assert.Contains("The consent for payments was withdrawn.", said, StringComparison.Ordinal);
        Assert.False(File.Exists(permit));

        // A key that may only read asks in vain: no answer, and that permits nothing.
        (code, said) = await GovernanceCommand.RunAsync(portal, await portal.CreateKeyAsync(engineer, Scopes.RegistryRead), authorize);
        Assert.True(code == 3, said);

        // The same question is one request, however often it was asked; each permit is in the log.
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("TRN-0001", (await db.TrainingPermits.SingleAsync(Ct)).Id.ToString());
        var log = await db
            .AuditEntries.Where(e => e.Action.StartsWith("training."))
            .OrderBy(e => e.Index)
            .Select(e => e.Leaf)
            .ToListAsync(Ct);
        Assert.Equal(
            ["training.requested", "training.answered", "training.answered", "training.permit-issued", "training.permit-issued"],
            log.Select(l => JsonNode.Parse(l)!).Where(e => (string?)e["outcome"] == "done").Select(e => (string?)e["action"])
        );
    }

    private static async Task AllowAsync(HttpClient person)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/training-permits/TRN-0001:answer")
        {
            Content = JsonContent.Create(new JsonObject { ["outcome"] = "allow", ["reason"] = "Within its purpose" }),
            Headers = { { "X-Reauthentication", await PortalFactory.ReauthenticateAsync(person) } },
        };
        using var answer = await person.SendAsync(request, Ct);
        await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
    }

    private static async Task CreatedAsync(HttpClient client, string path, JsonObject body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/{path}", body, Ct);
        await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);
    }
}
