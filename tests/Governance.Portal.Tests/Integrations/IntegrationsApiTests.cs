using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Portal.Administration.Integrations;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Integrations;

/// <summary>Destinations over HTTP: by administrators only, secrets once, every change in the log.</summary>
public sealed class IntegrationsApiTests
{
    private const string Path = "/api/v1/integrations";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Destination_LivesFromMakingToRemoval_AndEachStepIsInTheLog(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(kind);

        using var created = await scene.Admin.PostAsJsonAsync(
            Path,
            new JsonObject
            {
                ["name"] = "Hub",
                ["address"] = $"{receiver.Url}hook/SECRETPATH",
                ["actions"] = new JsonArray("incident.*"),
            },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal($"{Path}/DST-0001", created.Headers.Location!.ToString());
        var made = (await created.Content.ReadFromJsonAsync<JsonNode>(Ct))!;
        var secret = (string)made["secret"]!;
        Assert.NotNull(WebhookSignature.KeyOf(secret));
        Assert.Equal(
            (receiver.Url.ToString().TrimEnd('/'), "active", "structured"),
            ((string)made["destination"]!["host"]!, (string)made["destination"]!["state"]!, (string)made["destination"]!["format"]!)
        );

        var test = await scene.PostAsync("/DST-0001/test");
        Assert.Equal(("delivered", "integration.test", 200), ((string)test["state"]!, (string)test["action"]!, (int)test["status"]!));
        Assert.Equal("governance.integration.test", (string)receiver.Taken.Single().Json["type"]!);
        using (
            var changed = await scene.Admin.PatchAsJsonAsync(
                $"{Path}/DST-0001",
                new JsonObject { ["format"] = "binary", ["includeNames"] = true },
                Ct
            )
        )
        {
            Assert.Equal("binary", (string)(await changed.Content.ReadFromJsonAsync<JsonNode>(Ct))!["format"]!);
        }

        var renewed = (string)(await scene.PostAsync("/DST-0001/secret"))["secret"]!;
        await scene.PostAsync("/DST-0001/test");
        var signed = receiver.Taken.Last();
        Assert.Equal(2, signed.Headers["webhook-signature"].Split(' ').Length);
        Assert.All(
            new[] { secret, renewed },
            s =>
                Assert.True(
                    WebhookSignature.IsGood(
                        [s],
                        signed.Id,
                        signed.Headers["webhook-timestamp"],
                        signed.Headers["webhook-signature"],
                        signed.Body,
                        scene.Clock.GetUtcNow()
                    )
                )
        );
        Assert.Equal("governance.integration.test", signed.Headers["ce-type"]);
        (await scene.Admin.DeleteAsync($"{Path}/DST-0001/secret/old", Ct)).Dispose();
        await scene.PostAsync("/DST-0001/test");
        Assert.DoesNotContain(' ', receiver.Taken.Last().Headers["webhook-signature"]);

        Assert.Equal("paused", (string)(await scene.PostAsync("/DST-0001/pause"))["state"]!);
        Assert.Equal("integration.not-active", (string)(await scene.PostAsync("/DST-0001/pause"))["code"]!);
        Assert.Equal("active", (string)(await scene.PostAsync("/DST-0001/resume"))["state"]!);
        using (var removed = await scene.Admin.DeleteAsync($"{Path}/DST-0001", Ct))
        {
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await scene.Admin.GetAsync($"{Path}/DST-0001", Ct)).StatusCode);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var leaves = await db.AuditEntries.AsNoTracking().Where(e => e.Subject == "DST-0001").OrderBy(e => e.Index).ToListAsync(Ct);
        Assert.Equal(
            ["created", "tested", "changed", "secret-renewed", "tested", "secret-retired", "tested", "paused", "resumed", "removed"],
            leaves.Select(l => l.Action["integration.".Length..])
        );
        Assert.All(leaves, l => Assert.DoesNotContain("SECRETPATH", System.Text.Encoding.UTF8.GetString(l.Leaf), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secrets_AreNeverShownAgain_AndNotReadableInTheDatabase()
    {
        await using var scene = await IntegrationScene.CreateAsync();
        var (id, secret) = await scene.DestinationAsync("http://127.0.0.1:9/hook/SECRETPATH");

        var shown =
            await scene.Admin.GetStringAsync($"{Path}/{id}", Ct)
            + await scene.Admin.GetStringAsync(Path, Ct)
            + await scene.Admin.GetStringAsync($"{Path}/{id}/deliveries", Ct);
        Assert.DoesNotContain(secret!, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETPATH", shown, StringComparison.Ordinal);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var row = await db.Destinations.AsNoTracking().SingleAsync(Ct);
        Assert.DoesNotContain("SECRETPATH", row.Address, StringComparison.Ordinal);
        Assert.DoesNotContain(secret!["whsec_".Length..], row.Secret!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://hooks.example.com/x", "address", "Outbound__AllowedHosts")]
    [InlineData("http://public.example/x", "address", "without TLS")]
    [InlineData("syslog://public.example:514", "address", "without TLS")]
    [InlineData("ftp://127.0.0.1/x", "address", "Write https")]
    [InlineData("https://user:pass@127.0.0.1/x", "address", "Write https")]
    [InlineData("syslog://127.0.0.1:514", "format", "Valid formats:")]
    public async Task Create_AddressThatMayNotBeCalled_IsRefusedWithTheReason(string address, string field, string words)
    {
        await using var scene = await IntegrationScene.CreateAsync(settings: ("Outbound:AllowedHosts:0", "public.example"));

        using var refused = await scene.Admin.PostAsJsonAsync(Path, new JsonObject { ["name"] = "x", ["address"] = address }, Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problem = (await refused.Content.ReadFromJsonAsync<JsonNode>(Ct))!;
        Assert.Equal("integration.invalid", (string)problem["code"]!);
        Assert.Contains(words, (string)problem["errors"]![field]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engineer_MayNeitherReadNorMake_AndTheAttemptIsLogged()
    {
        await using var scene = await IntegrationScene.CreateAsync();
        await scene.Portal.CreateUserAsync("engineer@demo.example", Roles.Engineer);
        using var engineer = await scene.Portal.SignInAsync("engineer@demo.example");

        using var read = await engineer.GetAsync(Path, Ct);
        using var made = await engineer.PostAsJsonAsync(Path, new JsonObject { ["name"] = "x", ["address"] = "http://127.0.0.1:9/" }, Ct);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (read.StatusCode, made.StatusCode));
        Assert.Equal("refused", (string)Assert.Single(await scene.EntriesAsync("integration.created"))["outcome"]!);
    }

    [Fact]
    public async Task Change_WithAnOldTag_IsRefused()
    {
        await using var scene = await IntegrationScene.CreateAsync();
        var (id, _) = await scene.DestinationAsync("http://127.0.0.1:9/");
        var change = scene.Portal.Get<ChangeDestination>();
        Assert.True((await change.RunAsync(await scene.ProvenAsync(), id, Named("New"), "\"0\"", Ct)).IsDone);

        Assert.Equal(
            "precondition.stale",
            (await change.RunAsync(await scene.ProvenAsync(), id, Named("Newer"), "\"0\"", Ct)).Refusal?.Code
        );
    }

    private static DestinationChangeBody Named(string name) => new(new(name), default, default, default, default, default);
}
