using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Admin;

/// <summary>A confirmation of identity serves the act, and the subject, for which it was asked.</summary>
public sealed class ProofOfActTests
{
    private const string Users = "/api/v1/users";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProofNamedForOneRequest_ServesNoOther()
    {
        await using var portal = new PortalFactory();
        using var admin = await AdministratorAsync(portal);
        var (first, second) = (
            await portal.CreateUserAsync("first@bank.example", Roles.Sponsor),
            await portal.CreateUserAsync("second@bank.example", Roles.Sponsor)
        );
        var act = $"PUT {Users}/{first}/roles";

        Assert.Equal(
            (HttpStatusCode.Unauthorized, "identity.proof-needed"),
            await MakeUserAsync(admin, "new@bank.example", await ProofAsync(admin, act))
        );
        Assert.Equal((HttpStatusCode.Unauthorized, "identity.proof-needed"), await GrantAsync(admin, second, await ProofAsync(admin, act)));
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "identity.proof-needed"),
            await GrantAsync(admin, first, await ProofAsync(admin, $"POST {Users}/{first}/link"))
        );
        Assert.Equal((HttpStatusCode.OK, null), await GrantAsync(admin, first, await ProofAsync(admin, act)));
        Assert.Equal(
            (HttpStatusCode.Created, null),
            await MakeUserAsync(admin, "new@bank.example", await ProofAsync(admin, $"POST {Users}"))
        );
    }

    [Fact]
    public async Task ProofThatNamesNothing_WidensRightsForAMinute_AndNotAtAllWhereItHasToNameIt()
    {
        foreach (var isStrict in new[] { false, true })
        {
            var clock = new TestClock();
            await using var portal = new PortalFactory { Replace = services => services.AddSingleton<TimeProvider>(clock) };
            portal.Settings["Security:ProofsNameTheirAct"] = isStrict ? "true" : "false";
            using var admin = await AdministratorAsync(portal);
            var (proof, later) = (await ProofAsync(admin, null), await ProofAsync(admin, null));

            var atOnce = await MakeUserAsync(admin, "new@bank.example", proof);
            clock.Advance(TimeSpan.FromSeconds(90));

            Assert.Equal(isStrict ? HttpStatusCode.Unauthorized : HttpStatusCode.Created, atOnce.Status);
            Assert.Equal((HttpStatusCode.Unauthorized, "identity.proof-needed"), await MakeUserAsync(admin, "other@bank.example", later));
            Assert.Equal(
                (HttpStatusCode.Created, null),
                await MakeUserAsync(admin, "named@bank.example", await ProofAsync(admin, $"POST {Users}"))
            );
        }
    }

    [Theory]
    [InlineData("users")]
    [InlineData("GET /api/v1/users")]
    [InlineData("POST /signin")]
    [InlineData("POST /api/v1/users now")]
    public async Task Act_ThatIsNoRequest_IsRefused(string act)
    {
        await using var portal = new PortalFactory();
        using var admin = await AdministratorAsync(portal);

        using var answer = await admin.PostAsJsonAsync(
            "/api/v1/session/reauthenticate",
            new JsonObject { ["password"] = PortalFactory.Password, ["act"] = act },
            Ct
        );

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "session.act-unknown"), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task ProofOfADialog_ServesItsOwnActOnly_AndSoDoesOneThatWasGivenBefore()
    {
        await using var portal = new PortalFactory();
        var id = await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var actor = await portal.ProvenAsync(id, Roles.Administrator);
        var create = portal.Get<CreateKey>();
        var command = new CreateKey.Command("reader", [Scopes.RegistryRead], 30, null);
        var given = actor.Proof!;

        Assert.Equal(
            "identity.proof-needed",
            (await create.RunAsync(await ProveAsync("user.created", "user", null), command, Ct)).Refusal?.Code
        );
        Assert.Equal(
            "identity.proof-needed",
            (await create.RunAsync(await ProveAsync("user.created", "user", given), command, Ct)).Refusal?.Code
        );
        Assert.Equal("identity.proof-needed", (await create.RunAsync(actor with { Proof = given }, command, Ct)).Refusal?.Code);
        Assert.True((await create.RunAsync(await ProveAsync("key.created", "key", null), command, Ct)).IsDone);
        Assert.True(
            (await create.RunAsync(await ProveAsync("key.created", "key", (await portal.ProvenAsync(actor)).Proof), command, Ct)).IsDone
        );

        async Task<Actor> ProveAsync(string action, string subject, string? before)
        {
            var proof = await portal
                .Get<Reauthentication>()
                .RunAsync(actor, new(PortalFactory.Password, null, null) { Act = FreshProof.Binding(action, subject), Given = before }, Ct);
            Assert.True(proof.IsDone, proof.Refusal?.Message);
            return actor with { Proof = proof.Value.Text };
        }
    }

    private static async Task<HttpClient> AdministratorAsync(PortalFactory portal)
    {
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        return await portal.SignInAsync("admin@bank.example", proves: false);
    }

    private static async Task<string> ProofAsync(HttpClient admin, string? act)
    {
        var body = new JsonObject { ["password"] = PortalFactory.Password };
        if (act is not null)
        {
            body["act"] = act;
        }

        using var answer = await admin.PostAsJsonAsync("/api/v1/session/reauthenticate", body, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["proof"]!;
    }

    private static Task<(HttpStatusCode Status, string? Code)> MakeUserAsync(HttpClient admin, string email, string proof) =>
        SendAsync(
            admin,
            HttpMethod.Post,
            Users,
            new JsonObject
            {
                ["email"] = email,
                ["name"] = email,
                ["roles"] = new JsonArray(Roles.Sponsor),
            },
            proof
        );

    private static Task<(HttpStatusCode Status, string? Code)> GrantAsync(HttpClient admin, UserId user, string proof) =>
        SendAsync(admin, HttpMethod.Put, $"{Users}/{user}/roles", new JsonObject { ["roles"] = new JsonArray(Roles.Auditor) }, proof);

    private static async Task<(HttpStatusCode Status, string? Code)> SendAsync(
        HttpClient admin,
        HttpMethod method,
        string path,
        JsonObject body,
        string proof
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Reauthentication", proof);
        using var answer = await admin.SendAsync(request, Ct);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : await CodeAsync(answer));
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
}
