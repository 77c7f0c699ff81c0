using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Governance.Portal.Tests.Account;

/// <summary>Adding, using and removing a passkey as a browser does it.</summary>
public sealed class PasskeyTests
{
    private const string Person = "legal@test.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Passkey_Added_SignsInWithTheSameSessionAsAPassword(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        var user = await portal.CreateUserAsync(Person, Roles.LegalReviewer, Roles.Auditor);
        var passkey = await (await portal.SignInAsync(Person)).AddPasskeyAsync();
        var client = portal.CreateClient();

        var options = await client.PostAsync("/api/v1/session/passkey/options");
        passkey.Counter = 1;
        var body = PasskeyScene.Answer(options, passkey.Get(options.GetProperty("publicKey"), PasskeyScene.Origin));
        body["role"] = Roles.Auditor;
        var session = await client.PostAsync("/api/v1/session/passkey", body);

        Assert.Equal(
            (user.ToString(), Roles.Auditor),
            (session.GetProperty("user").GetProperty("id").GetString(), session.GetProperty("activeRole").GetString())
        );
        Assert.Empty(options.GetProperty("publicKey").GetProperty("allowCredentials").EnumerateArray());
        Assert.Equal("required", options.GetProperty("publicKey").GetProperty("userVerification").GetString());
        Assert.Equal(
            ["passkey.registered", "session.opened"],
            (await LogAsync(portal, user))
                .Where(e => e.Action is "passkey.registered" || (string?)e.Data["method"] == "passkey")
                .Select(e => e.Action)
        );
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/models", Ct)).StatusCode);
    }

    [Fact]
    public async Task SignIn_WithWhatIsNotThePasskeysAnswer_IsRefusedInTheSameWordsAndCounted()
    {
        await using var portal = new PortalFactory();
        var user = await portal.CreateUserAsync(Person, Roles.LegalReviewer);
        var passkey = await (await portal.SignInAsync(Person)).AddPasskeyAsync();
        var client = portal.CreateClient();
        // A passkey that counts nothing: only the challenge stands in the way of a replay.
        var answer = await AnswerAsync(client, o => passkey.Get(o, PasskeyScene.Origin));
        await client.PostAsync("/api/v1/session/passkey", (JsonObject)answer.DeepClone());

        var replayed = await RefuseAsync(client, answer);
        var unverified = await RefuseAsync(
            client,
            await AnswerAsync(client, o => passkey.Get(o, PasskeyScene.Origin, SoftPasskey.Present))
        );
        var elsewhere = await RefuseAsync(client, await AnswerAsync(client, o => passkey.Get(o, "http://localhost:8080")));
        var unknown = await RefuseAsync(client, await AnswerAsync(client, o => new SoftPasskey().Get(o, PasskeyScene.Origin)));
        passkey.Counter = 5;
        await client.PostAsync("/api/v1/session/passkey", await AnswerAsync(client, o => passkey.Get(o, PasskeyScene.Origin)));
        var copied = await RefuseAsync(client, await AnswerAsync(client, o => passkey.Get(o, PasskeyScene.Origin)));

        Assert.All([replayed, unverified, elsewhere, unknown, copied], code => Assert.Equal("session.passkey-refused", code));
        Assert.Equal(4, (await LogAsync(portal, user)).Count(e => e.Action == "session.refused"));
    }

    [Fact]
    public async Task SignIn_FiveTimesWrong_LocksNeitherTheAccountNorItsPasskey()
    {
        await using var portal = new PortalFactory();
        var user = await portal.CreateUserAsync(Person, Roles.LegalReviewer);
        var passkey = await (await portal.SignInAsync(Person)).AddPasskeyAsync();
        var client = portal.CreateClient();
        for (var i = 0; i < 5; i++)
        {
            await RefuseAsync(client, await AnswerAsync(client, o => passkey.Get(o, PasskeyScene.Origin, SoftPasskey.Present)));
        }

        var right = await AnswerAsync(client, o => passkey.Get(o, PasskeyScene.Origin));

        using var answer = await client.PostAsJsonAsync("/api/v1/session/passkey", right, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(await LogAsync(portal, user), e => e.Action == "user.locked");
    }

    [Fact]
    public async Task Challenge_OlderThanFiveMinutesOrOfAnotherPurpose_IsNotTaken()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory
        {
            Replace = services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)),
        };
        await portal.CreateUserAsync(Person, Roles.LegalReviewer);
        var signedIn = await portal.SignInAsync(Person);
        var passkey = await signedIn.AddPasskeyAsync();
        var client = portal.CreateClient();

        var forSigningIn = await AskAsync(client);
        var again = await signedIn.PostAsync(
            "/api/v1/session/reauthenticate",
            new JsonObject
            {
                ["passkey"] = PasskeyScene.Answer(forSigningIn, passkey.Get(forSigningIn.GetProperty("publicKey"), PasskeyScene.Origin)),
            },
            HttpStatusCode.Unauthorized
        );
        var late = PasskeyScene.Answer(forSigningIn, passkey.Get(forSigningIn.GetProperty("publicKey"), PasskeyScene.Origin));
        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("passkey.challenge-expired", again.Code());
        Assert.Equal("passkey.challenge-expired", await RefuseAsync(client, late));
    }

    [Fact]
    public async Task Reauthenticate_WithAPasskey_GivesAProofAndAnotherPersonsPasskeyDoesNot()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Person, Roles.LegalReviewer);
        await portal.CreateUserAsync("security@test.example", Roles.SecurityReviewer);
        var client = await portal.SignInAsync(Person);
        var passkey = await client.AddPasskeyAsync();
        var others = await (await portal.SignInAsync("security@test.example")).AddPasskeyAsync();

        var options = await client.PostAsync("/api/v1/session/reauthenticate/options");
        var proof = await client.PostAsync(
            "/api/v1/session/reauthenticate",
            new JsonObject
            {
                ["passkey"] = PasskeyScene.Answer(options, passkey.Get(options.GetProperty("publicKey"), PasskeyScene.Origin)),
            }
        );
        options = await client.PostAsync("/api/v1/session/reauthenticate/options");
        var refused = await client.PostAsync(
            "/api/v1/session/reauthenticate",
            new JsonObject
            {
                ["passkey"] = PasskeyScene.Answer(options, others.Get(options.GetProperty("publicKey"), PasskeyScene.Origin)),
            },
            HttpStatusCode.Unauthorized
        );

        Assert.Equal(
            passkey.IdText,
            Assert.Single(options.GetProperty("publicKey").GetProperty("allowCredentials").EnumerateArray()).GetProperty("id").GetString()
        );
        Assert.NotEmpty(proof.GetProperty("proof").GetString()!);
        Assert.Equal("session.passkey-refused", refused.Code());
    }

    [Fact]
    public async Task Passkeys_AreListedRenamedAndRemovedAgainstAFreshProof()
    {
        await using var portal = new PortalFactory();
        var user = await portal.CreateUserAsync(Person, Roles.LegalReviewer);
        var client = await portal.SignInAsync(Person);
        var passkey = await client.AddPasskeyAsync();
        var address = $"/api/v1/account/passkeys/{passkey.IdText}";

        using var renamed = await client.PutAsJsonAsync(address, new { name = "Security key" }, Ct);
        using var bare = await client.DeleteAsync(address, Ct);
        var listed = await client.GetFromJsonAsync<JsonElement>("/api/v1/account/passkeys", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Delete, address)
        {
            Headers = { { "X-Reauthentication", await PortalFactory.ReauthenticateAsync(client) } },
        };
        using var removed = await client.SendAsync(request, Ct);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.NoContent),
            (renamed.StatusCode, bare.StatusCode, removed.StatusCode)
        );
        Assert.Equal("Security key", Assert.Single(listed.EnumerateArray()).GetProperty("name").GetString());
        Assert.Empty((await client.GetFromJsonAsync<JsonElement>("/api/v1/account/passkeys", Ct)).EnumerateArray());
        var log = (await LogAsync(portal, user)).Where(e => e.Action.StartsWith("passkey.", StringComparison.Ordinal)).ToList();
        Assert.Equal(["passkey.registered", "passkey.renamed", "passkey.removed", "passkey.removed"], log.Select(e => e.Action));
        Assert.All(log, e => Assert.DoesNotContain("Security key", e.Data.ToJsonString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("origin", "passkey.not-registered")]
    [InlineData("unverified", "passkey.not-registered")]
    [InlineData("twice", "passkey.not-registered")]
    [InlineData("name", "passkey.name-missing")]
    [InlineData("nonsense", "passkey.not-registered")]
    public async Task Passkey_ThatIsNotMadeAsAsked_IsNotAdded(string what, string code)
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Person, Roles.LegalReviewer);
        var client = await portal.SignInAsync(Person);
        var passkey = what == "twice" ? await client.AddPasskeyAsync() : new SoftPasskey();
        var options = await client.PostAsync("/api/v1/account/passkeys/options", proof: await PortalFactory.ReauthenticateAsync(client));
        var made = what switch
        {
            "origin" => passkey.Create(options.GetProperty("publicKey"), "http://localhost:81"),
            "unverified" => passkey.Create(options.GetProperty("publicKey"), PasskeyScene.Origin, SoftPasskey.Present),
            "nonsense" => new JsonObject { ["id"] = 1 },
            _ => passkey.Create(options.GetProperty("publicKey"), PasskeyScene.Origin),
        };

        var refused = await client.PostAsync(
            "/api/v1/account/passkeys",
            PasskeyScene.Answer(options, made, what == "name" ? " " : "Mine"),
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal(code, refused.Code());
    }

    [Fact]
    public async Task Passkeys_AtAnAddressThatIsANumber_SayWhyNot()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Person, Roles.LegalReviewer);
        var client = portal.CreateClient();
        client.BaseAddress = new Uri("http://127.0.0.1");

        var refused = await client.PostAsync("/api/v1/session/passkey/options", expected: HttpStatusCode.Conflict);

        Assert.Equal("passkey.not-here", refused.Code());
        Assert.Contains("IP address", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static Task<JsonElement> AskAsync(HttpClient client) => client.PostAsync("/api/v1/session/passkey/options");

    private static async Task<JsonObject> AnswerAsync(HttpClient client, Func<JsonElement, JsonObject> answer)
    {
        var options = await AskAsync(client);
        return PasskeyScene.Answer(options, answer(options.GetProperty("publicKey")));
    }

    private static async Task<string?> RefuseAsync(HttpClient client, JsonObject answer) =>
        (await client.PostAsync("/api/v1/session/passkey", answer, HttpStatusCode.Unauthorized)).Code();

    private static async Task<List<(string Action, JsonNode Data)>> LogAsync(PortalFactory portal, UserId user)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var subject = user.ToString();
        var entries = await db
            .AuditEntries.Where(e => e.Subject == subject)
            .OrderBy(e => e.Index)
            .Select(e => new { e.Action, e.Leaf })
            .ToListAsync(Ct);
        return [.. entries.Select(e => (e.Action, JsonNode.Parse(e.Leaf)!["data"]!))];
    }
}
