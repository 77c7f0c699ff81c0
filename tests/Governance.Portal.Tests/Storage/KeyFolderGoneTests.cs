using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Account;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Kernel.Sealing;
using Governance.Portal.Kernel.Storage;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Storage;

/// <summary>The key folder of a portal that runs is gone, as when its disk is not mounted any more.</summary>
public sealed class KeyFolderGoneTests
{
    private const string Admin = "admin@test.example";

    private static readonly string[] s_roles = [Roles.Administrator, Roles.RiskOfficer, Roles.Auditor, Roles.Engineer];
    private static readonly string[] s_pages =
    [
        "/",
        "/models",
        "/risks",
        "/approvals",
        "/audit",
        "/audit/state",
        "/admin/health",
        "/signin",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Writes_AreRefusedWithTheReason_AndWorkOnceTheFolderIsBack(bool isEmpty)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        LoseKeys(registry.Portal, isEmpty);

        using var refused = await registry.Client.PatchAsJsonAsync("/api/v1/models/fraud-scorer", new { riskClass = "high" }, Ct);
        using var writes = await registry.Portal.CreateClient().GetAsync("/writez", Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("signing-key.away", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, writes.StatusCode);
        Assert.Contains("\"keys\"", await writes.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        FindKeys(registry.Portal);
        using var done = await registry.Client.PatchAsJsonAsync("/api/v1/models/fraud-scorer", new { riskClass = "high" }, Ct);
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync(Ct));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Reads_GoOn_AtEveryAddress_AndTheNodeIsNotAvoided(bool isEmpty)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        await registry.Portal.CreateUserAsync(Admin, s_roles);
        using var anyone = registry.Portal.CreateClient();
        var description = await registry.Client.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Ct);
        string[] addresses =
        [
            .. description!["paths"]!
                .AsObject()
                .Where(p => !p.Key.Contains('{', StringComparison.Ordinal) && p.Value!["get"] is not null)
                .Select(p => p.Key),
            .. s_pages,
        ];
        var clients = new List<HttpClient>();
        var read = new List<(HttpClient By, string Address)>();
        foreach (var role in s_roles)
        {
            var client = await registry.Portal.SignInAsync(Admin, role);
            clients.Add(client);
            foreach (var address in addresses)
            {
                using var answer = await client.GetAsync(address, Ct);
                if (answer.IsSuccessStatusCode)
                {
                    read.Add((client, address));
                }
            }
        }

        Assert.True(read.Count > 150, $"{read.Count} reads");
        LoseKeys(registry.Portal, isEmpty);

        var failed = new List<string>();
        foreach (var (client, address) in read)
        {
            using var answer = await client.GetAsync(address, Ct);
            if (!answer.IsSuccessStatusCode)
            {
                failed.Add($"{(int)answer.StatusCode} {address}: {await answer.Content.ReadAsStringAsync(Ct)}");
            }
        }

        clients.ForEach(c => c.Dispose());
        Assert.True(failed.Count == 0, string.Join('\n', failed));
        // The answer is kept for a second.
        registry.Clock.Advance(TimeSpan.FromSeconds(2));
        using var node = await anyone.GetAsync("/readyz", Ct);
        var said = await node.Content.ReadFromJsonAsync<JsonObject>(Ct);
        Assert.Equal(HttpStatusCode.OK, node.StatusCode);
        Assert.Equal("degraded", (string?)said!["status"]);
        Assert.Contains("keys", said["reasons"]!.AsArray().Select(r => (string?)r));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task SignIn_AndTheFirstAccount_AreRefusedWithTheReason(bool isEmpty)
    {
        await using var portal = new PortalFactory();
        using var client = portal.CreateClient();
        var keys = portal.Get<KeyFolder>().Path;
        var token = await File.ReadAllTextAsync(Path.Combine(keys, FirstRun.TokenFile), Ct);
        LoseKeys(portal, isEmpty);

        using var setup = await client.PostAsJsonAsync(
            "/api/v1/setup",
            new
            {
                token,
                email = Admin,
                name = "First",
                password = PortalFactory.Password,
            },
            Ct
        );
        FindKeys(portal);
        await portal.CreateUserAsync(Admin, Roles.Auditor);
        LoseKeys(portal, isEmpty);
        using var session = await SessionTests.Post(client, Admin, PortalFactory.Password, Roles.Auditor);

        foreach (var refused in new[] { setup, session })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("signing-key.away", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    // A mount point without its disk is an empty folder: what is made there is neither found nor known once the disk is back.
    [Theory, InlineData(false), InlineData(true)]
    public async Task Keys_AreNotMadeAgain_WhereTheFolderWas(bool isEmpty)
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Admin, Roles.Auditor);
        var folder = portal.Get<KeyFolder>();
        LoseKeys(portal, isEmpty);

        var seal = await portal.Get<StatementSeal>().PublicAsync(Ct);
        var cookies = portal.Get<IOptions<KeyManagementOptions>>().Value.XmlRepository!;
        Assert.Throws<SigningKeyException>(cookies.GetAllElements);
        Assert.Throws<SigningKeyException>(() => cookies.StoreElement(new XElement("key"), "key-1"));
        Assert.Throws<SigningKeyException>(() => folder.WriteNew("witness-key", "new"));
        var backup = await portal.Get<MakeBackup>().RunAsync(Path.Combine(portal.Folder, "backup"), null, Ct);

        Assert.False(seal.IsDone);
        Assert.Contains("Nothing was backed up.", backup.Wrong, StringComparison.Ordinal);
        Assert.Equal(isEmpty, Directory.Exists(folder.Path));
        Assert.True(!isEmpty || !Directory.EnumerateFileSystemEntries(folder.Path).Any());
        FindKeys(portal);
        Assert.True((await portal.Get<StatementSeal>().PublicAsync(Ct)).IsDone);
    }

    private static void LoseKeys(PortalFactory portal, bool isEmpty)
    {
        var keys = portal.Get<KeyFolder>().Path;
        Directory.Move(keys, keys + ".lost");
        if (isEmpty)
        {
            Directory.CreateDirectory(keys);
        }
    }

    private static void FindKeys(PortalFactory portal)
    {
        var keys = portal.Get<KeyFolder>().Path;
        if (Directory.Exists(keys))
        {
            Directory.Delete(keys);
        }

        Directory.Move(keys + ".lost", keys);
    }
}
