using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Datasets;

/// <summary>Records of datasets: one portal for the whole story.</summary>
public sealed class DatasetsTests
{
    private const string Address = "/datasets/card%2Fpayments";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Dataset_FromItsFirstMention_ToTheEndOfItsRetention(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        var version = RegistryFixture.Version("1.0.0", [1]);
        version["datasets"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "card/payments",
                ["version"] = "2026-10",
                ["sha256"] = new string('a', 64),
                ["role"] = "training",
            }
        );
        await registry.CreatedAsync("/models/fraud-scorer/versions", version);

        // Named by a version and without a record: it can be seen, and no one answers for it.
        var seen = await registry.GetAsync(Address);
        Assert.Null(seen["id"]);
        Assert.Equal("2026-10", (string?)seen["versions"]![0]!["version"]);
        await registry.GetAsync("/datasets/no-such", HttpStatusCode.NotFound);

        // Everything that is wrong is said at once.
        var problem = await RegistryFixture.JsonAsync(
            await registry.PostAsync("/datasets", new JsonObject { ["name"] = "card/payments", ["sensitivity"] = "secret" }),
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal(["owner", "sensitivity"], problem["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
        var body = new JsonObject
        {
            ["name"] = "card/payments",
            ["owner"] = RegistryFixture.Owner,
            ["sensitivity"] = "confidential",
            ["personalData"] = true,
            ["purposes"] = new JsonArray("fraud detection"),
        };
        problem = await RegistryFixture.JsonAsync(await registry.PostAsync("/datasets", body), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("dataset.terms", (string?)problem["code"]);
        body["legalBasis"] = "consent";
        var made = await registry.CreatedAsync("/datasets", body.DeepClone());
        Assert.Equal("DTS-0001", (string?)made["id"]);
        Assert.Equal("fraud-scorer", (string?)made["usedBy"]![0]!["model"]);
        using (var again = await registry.PostAsync("/datasets", body.DeepClone()))
        {
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        }

        // An engineer registers it; only its owner changes what it says.
        using (var refused = await PatchAsync(registry.Client, """{"sensitivity":"public"}"""))
        {
            var answer = await RegistryFixture.JsonAsync(refused, HttpStatusCode.Forbidden);
            Assert.Equal("dataset.owner-decides", (string?)answer["code"]);
        }

        using var owner = await registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.RegistryWrite);
        var until = DateOnly.FromDateTime(registry.Clock.GetUtcNow().UtcDateTime);
        using (var changed = await PatchAsync(owner, $$"""{"retentionUntil":"{{until:yyyy-MM-dd}}","region":"eu"}"""))
        {
            var view = await RegistryFixture.JsonAsync(changed, HttpStatusCode.OK);
            Assert.Equal("confidential", (string?)view["sensitivity"]);
            Assert.False((bool)view["retentionIsOver"]!);
            Assert.Equal(["region", "retentionUntil"], view["history"]![0]!["members"]!.AsArray().Select(m => (string)m!));
            Assert.Equal("eu", (string?)view["history"]![0]!["after"]!["region"]);
            Assert.Equal(2, view["history"]!.AsArray().Count);
        }

        var listed = await registry.GetAsync("/datasets?sensitivity=confidential&personalData=yes&name=pay");
        Assert.Equal(1, (int)listed["items"]![0]!["usedBy"]!);
        Assert.Empty((await registry.GetAsync("/datasets?personalData=no"))["items"]!.AsArray());

        // The owner is asked when the last day comes.
        registry.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True((bool)(await registry.GetAsync(Address))["retentionIsOver"]!);
        var access = new Access
        {
            Actor = registry.AsOwner,
            Role = Roles.ModelOwner,
            Person = registry.OwnerId,
            PrintedName = "Owner",
        };
        await using var db = await registry
            .Portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>()
            .CreateDbContextAsync(Ct);
        var clock = Assert.Single(
            await registry
                .Portal.Services.GetServices<IClockSource>()
                .Single(s => s.GetType().Name == "DatasetClocks")
                .RunningAsync(db, access, new ClockQuestion(10) { Of = registry.OwnerId }, registry.Clock.GetUtcNow(), Ct)
        );
        Assert.Equal("DTS-0001", clock.Task?.Id);
        Assert.True(clock.LateAt(registry.Clock.GetUtcNow()) <= registry.Clock.GetUtcNow());
    }

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient client, string body) =>
        await client.PatchAsync(new Uri($"/api/v1{Address}", UriKind.Relative), JsonContent.Create(JsonNode.Parse(body)), Ct);
}
