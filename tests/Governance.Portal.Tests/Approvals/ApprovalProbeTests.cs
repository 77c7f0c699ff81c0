using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Approvals;
using Governance.Testing;

namespace Governance.Portal.Tests.Approvals;

/// <summary>
/// What people try in order to get a promotion past four eyes, over HTTP: each refused with its status, each leaving an entry.
/// </summary>
/// <param name="shared">A scene for the cases that look at a version of their own only.</param>
public sealed class ApprovalProbeTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task TheRequester_Signs(DatabaseKind kind)
    {
        var scene = await OneAsync(kind);
        await scene.Portal.CreateUserAsync("both@test.example", Roles.Engineer, Roles.LegalReviewer);
        var both = await scene.Portal.SignInAsync("both@test.example", Roles.Engineer);
        var id = await scene.RequestAsync(both, await scene.Inner.NewVersionAsync());
        await both.PutAsJsonAsync("/api/v1/session/role", new JsonObject { ["role"] = Roles.LegalReviewer }, ProbeScene.Ct);

        await scene.RefusedAsync(both, id, "legal", 403, "promotion.requester-cannot-sign");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task SomebodyWithoutTheRole_Signs(DatabaseKind kind)
    {
        var scene = await OneAsync(kind);
        var id = await scene.RequestAsync(version: await scene.Inner.NewVersionAsync());
        await scene.Portal.CreateUserAsync("admin@test.example", Roles.Administrator);

        await scene.RefusedAsync(await scene.Portal.SignInAsync("admin@test.example"), id, "security", 403, "identity.permission-missing");
        await scene.RefusedAsync(await scene.LegalAsync(), id, "security", 403, "promotion.role-not-in-force");
        await scene.RefusedAsync(await scene.EngineerAsync(), id, "security", 403, "identity.permission-missing");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task TheSamePerson_SignsTwoSlots(DatabaseKind kind)
    {
        var scene = await OneAsync(kind);
        var id = await scene.RequestAsync(version: await scene.Inner.NewVersionAsync());
        await scene.Portal.CreateUserAsync("two@test.example", Roles.SecurityReviewer, Roles.LegalReviewer);
        var two = await scene.Portal.SignInAsync("two@test.example", Roles.SecurityReviewer);
        await scene.SignedAsync(two, id, "security");
        await two.PutAsJsonAsync("/api/v1/session/role", new JsonObject { ["role"] = Roles.LegalReviewer }, ProbeScene.Ct);

        await scene.RefusedAsync(two, id, "legal", 403, "promotion.one-person-one-slot");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnApiKey_Signs(DatabaseKind kind)
    {
        var scene = await OneAsync(kind);
        var id = await scene.RequestAsync(version: await scene.Inner.NewVersionAsync());
        var key = await scene.Portal.CreateKeyClientAsync(scene.Inner.Legal.User, [.. Scopes.All]);

        await scene.RefusedAsync(
            key,
            id,
            "legal",
            403,
            "identity.scope-missing",
            proof: await ProbeScene.ProofAsync(await scene.LegalAsync())
        );
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AStaleUsedOrMissingProof_IsNone(DatabaseKind kind)
    {
        var scene = await OneAsync(kind);
        var id = await scene.RequestAsync(version: await scene.Inner.NewVersionAsync());
        var legal = await scene.LegalAsync();
        var stale = await ProbeScene.ProofAsync(legal);
        scene.Inner.Clock.Advance(TimeSpan.FromMinutes(5));

        await scene.RefusedAsync(legal, id, "legal", 401, "signoff.proof-not-valid", proof: stale);
        await scene.RefusedAsync(legal, id, "legal", 401, "signoff.proof-not-valid", proof: "");
        var used = await ProbeScene.ProofAsync(legal);
        await scene.RefusedAsync(legal, id, "legal", 409, "promotion.bundle-changed", proof: used, digest: new string('0', 64));
        await scene.RefusedAsync(legal, id, "legal", 401, "signoff.proof-not-valid", proof: used);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AProofOfAnotherSessionOrPerson_IsNone(DatabaseKind kind)
    {
        var scene = await OneAsync(kind);
        var id = await scene.RequestAsync(version: await scene.Inner.NewVersionAsync());
        var (legal, elsewhere) = (await scene.LegalAsync(), await scene.LegalAsync());

        await scene.RefusedAsync(legal, id, "legal", 401, "signoff.proof-not-valid", proof: await ProbeScene.ProofAsync(elsewhere));
        await scene.RefusedAsync(
            legal,
            id,
            "legal",
            401,
            "signoff.proof-not-valid",
            proof: await ProbeScene.ProofAsync(await scene.SecurityAsync())
        );
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ASlotThatHoldsALiveDecision_IsSignedAgain(DatabaseKind kind)
    {
        var scene = await OneAsync(kind);
        var id = await scene.RequestAsync(version: await scene.Inner.NewVersionAsync());
        await scene.SignedAsync(await scene.LegalAsync(), id, "legal");
        await scene.Portal.CreateUserAsync("other.legal@test.example", Roles.LegalReviewer);

        await scene.RefusedAsync(await scene.LegalAsync(), id, "legal", 409, "promotion.slot-taken");
        await scene.RefusedAsync(await scene.Portal.SignInAsync("other.legal@test.example"), id, "legal", 409, "promotion.slot-taken");
        Assert.Single((await scene.Inner.ReadAsync(id)).SignOffs);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AClosedPromotion_IsSigned(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        await scene.Inner.RegisterVersionAsync("1.5.0");
        await scene.Inner.RegisterVersionAsync("1.6.0");
        var (rejected, withdrawn, expired) = (
            await scene.RequestAsync(),
            await scene.RequestAsync(version: "1.5.0"),
            await scene.RequestAsync(version: "1.6.0")
        );
        var security = await scene.SecurityAsync();
        Assert.Equal(
            HttpStatusCode.Created,
            (await scene.SignAsync(await scene.LegalAsync(), rejected, "legal", decision: "reject", comment: "No")).StatusCode
        );
        var engineer = await scene.EngineerAsync();
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await engineer.PostAsJsonAsync(
                    $"/api/v1/promotions/{withdrawn}/withdraw",
                    new JsonObject { ["reason"] = "Superseded" },
                    ProbeScene.Ct
                )
            ).StatusCode
        );

        await scene.RefusedAsync(security, rejected, "security", 409, "promotion.closed");
        await scene.RefusedAsync(security, withdrawn, "security", 409, "promotion.closed");
        // Before any job has looked: the clock alone shuts it.
        scene.Inner.Clock.Advance(TimeSpan.FromDays(31));
        var later = await scene.SecurityAsync();
        await scene.RefusedAsync(later, expired, "security", 409, "promotion.closed");
        Assert.Equal(PromotionState.Expired, (await scene.Inner.ReadAsync(expired)).State);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnOldBundleDigest_IsSigned(DatabaseKind kind)
    {
        var scene = await OneAsync(kind);
        var version = await scene.Inner.NewVersionAsync();
        var id = await scene.RequestAsync(version: version);
        var old = (await scene.Inner.ReadAsync(id)).BundleDigest;
        await scene.Inner.AddEvidenceAsync(version, EvidenceKind.Fairness);

        await scene.RefusedAsync(await scene.LegalAsync(), id, "legal", 409, "promotion.bundle-changed", digest: old);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task APolicyChangesWhileOpen_VoidsWhatWasSignedAndShutsTheSlot(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var old = (await scene.Inner.ReadAsync(id)).BundleDigest;
        await scene.SignedAsync(await scene.LegalAsync(), id, "legal");
        var activated = await scene.Inner.ActivateAsync(
            ApprovalsScene.Policy(
                "1.0",
                """
                    - {id: EVID-01, type: evidence_required, severity: critical, params: {kinds: [fairness], maxAgeDays: 30}}
                """
            )
        );
        Assert.True(activated.IsDone, activated.Refusal?.Message);

        await scene.RefusedAsync(await scene.SecurityAsync(), id, "security", 409, "promotion.bundle-changed", digest: old);
        await scene.RefusedAsync(await scene.SecurityAsync(), id, "security", 409, "promotion.gate-blocks");
        Assert.Equal(SignOffStatus.Void, Assert.Single((await scene.Inner.ReadAsync(id)).SignOffs).Status);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task TheOwnerAndTheMakerOfAKey_SignWhatItRequested(DatabaseKind kind)
    {
        var scene = await OneAsync(kind);
        await scene.Portal.CreateUserAsync("maker@test.example", Roles.Administrator, Roles.SecurityReviewer);
        await scene.Portal.CreateUserAsync("second@test.example", Roles.LegalReviewer, Roles.Engineer);
        var maker = await scene.Portal.SignInAsync("maker@test.example", Roles.Administrator);
        var made = await maker.PostAsJsonAsync(
            "/api/v1/keys",
            new JsonObject
            {
                ["name"] = "pipeline",
                ["scopes"] = new JsonArray("registry:write"),
                ["expiresInDays"] = 30,
                ["owner"] = "second@test.example",
            },
            ProbeScene.Ct
        );
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(ProbeScene.Ct));
        var key = scene.Portal.CreateClient();
        key.DefaultRequestHeaders.Authorization = new(
            "Bearer",
            (string?)(await made.Content.ReadFromJsonAsync<JsonObject>(ProbeScene.Ct))!["secret"]
        );
        var id = await scene.RequestAsync(key, await scene.Inner.NewVersionAsync());

        await scene.RefusedAsync(
            await scene.Portal.SignInAsync("second@test.example", Roles.LegalReviewer),
            id,
            "legal",
            403,
            "promotion.requester-cannot-sign"
        );
        await scene.RefusedAsync(
            await scene.Portal.SignInAsync("maker@test.example", Roles.SecurityReviewer),
            id,
            "security",
            403,
            "promotion.requester-cannot-sign"
        );
        await scene.SignedAsync(await scene.SecurityAsync(), id, "security");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnAdministrator_GivesThemselvesARole(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var user = await scene.Portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        var admin = await scene.Portal.SignInAsync("admin@test.example");

        var answer = await admin.PutAsJsonAsync(
            $"/api/v1/users/{user}/roles",
            new JsonObject { ["roles"] = new JsonArray(Roles.Administrator, Roles.LegalReviewer) },
            ProbeScene.Ct
        );

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(
            "user.own-roles",
            (string?)Assert.Single(await scene.Inner.LogAsync("role.granted", user.ToString()))["data"]!["code"]
        );
        await scene.RefusedAsync(admin, id, "legal", 403, "identity.permission-missing");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnAdministrator_SignsBesideAnAccountTheyMade(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var admin = await scene.AdministratorAsync(Roles.LegalReviewer, Roles.Engineer);
        var second = await scene.InviteAsync(admin, "second@test.example", Roles.SecurityReviewer);
        await scene.Inner.RegisterVersionAsync("1.5.0");

        var id = await scene.RequestAsync();
        await scene.SignedAsync(second, id, "security");
        await scene.SwitchAsync(admin, Roles.LegalReviewer);
        await scene.RefusedAsync(admin, id, "legal", 403, "promotion.access-by-one-hand");
        await scene.SwitchAsync(admin, Roles.Engineer);
        var own = await scene.RequestAsync(admin, "1.5.0");
        await scene.RefusedAsync(second, own, "security", 403, "promotion.access-by-one-hand");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnAdministrator_TakesOverASignersAccountByALink(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var admin = await scene.AdministratorAsync(Roles.SecurityReviewer);
        var answer = await admin.PostAsync($"/api/v1/users/{scene.Inner.Legal.User}/password-link", null, ProbeScene.Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await scene.ConfirmAsync(scene.Inner.Legal.User!.Value.ToString());
        var taken = await scene.OpenAsync(
            (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(ProbeScene.Ct))!["url"]!,
            "legal@test.example"
        );

        // The account works, and the signature says how it came about; beside it the administrator signs nothing.
        await scene.SignedAsync(taken, id, "legal");
        Assert.True(Assert.Single((await scene.Inner.ReadAsync(id)).SignOffs).SoonAfterReset);
        await scene.SwitchAsync(admin, Roles.SecurityReviewer);
        await scene.RefusedAsync(admin, id, "security", 403, "promotion.access-by-one-hand");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task TheDelegateOfTheRequester_Signs(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        // Someone who may request and also signs security delegates that slot, then requests.
        await scene.Portal.CreateUserAsync("both@test.example", Roles.Engineer, Roles.SecurityReviewer);
        var both = await scene.Portal.SignInAsync("both@test.example", Roles.SecurityReviewer);
        var delegation = await scene.DelegateAsync(both, "security", "legal@test.example");
        await scene.SwitchAsync(both, Roles.Engineer);
        var id = await scene.RequestAsync(both);
        var legal = await scene.LegalAsync();

        await scene.RefusedAsync(legal, id, "security", 403, "promotion.requester-delegates");
        await scene.RefusedAsync(legal, id, "legal", 403, "promotion.requester-delegates");
        // Ended without having been used, it has let no one decide for two.
        scene.Inner.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.EndAsync(both, delegation);
        await scene.SignedAsync(legal, id, "legal");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task DelegatorAndDelegate_FillTwoSlots(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        await scene.DelegateAsync(await scene.SecurityAsync(), "security", "legal@test.example");
        var id = await scene.RequestAsync();

        await scene.SignedAsync(await scene.LegalAsync(), id, "legal");
        await scene.RefusedAsync(await scene.LegalAsync(), id, "security", 403, "promotion.one-person-one-slot");
        await scene.RefusedAsync(await scene.SecurityAsync(), id, "security", 403, "promotion.delegate-has-signed");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ARevokedSignature_ShutsTheGateAtOnce(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        await scene.SignedAsync(await scene.LegalAsync(), id, "legal");
        await scene.SignedAsync(await scene.SecurityAsync(), id, "security");
        await scene.SignedAsync(await scene.Portal.SignInAsync("owner@test.example"), id, "owner");
        Assert.True((bool)(await scene.GateAsync())["allow"]!);
        var legal = await scene.LegalAsync();
        var signOff = (await scene.Inner.ReadAsync(id)).SignOffs.Single(s => s.Role is SignOffRole.Legal).Id;
        using var revoke = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{id}/signoffs/{signOff}/revoke")
        {
            Content = JsonContent.Create(new JsonObject { ["reason"] = "Wrong set" }),
        };
        revoke.Headers.Add("X-Reauthentication", await ProbeScene.ProofAsync(legal));

        Assert.Equal(HttpStatusCode.OK, (await legal.SendAsync(revoke, ProbeScene.Ct)).StatusCode);

        Assert.False((bool)(await scene.GateAsync())["allow"]!);
        await scene.DeployRefusedAsync(id, "deployment.blocked");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnApprovalNobodyUsed_ExpiresAtTheGateAndAtDeploymentBeforeAnyJobLooks(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        await scene.Inner.SignAllAsync(id);
        Assert.True((bool)(await scene.GateAsync())["allow"]!);
        scene.Inner.Clock.Advance((await scene.Inner.ReadAsync(id)).ExpiresAt - scene.Inner.Clock.GetUtcNow());

        var answer = await scene.GateAsync();

        Assert.False((bool)answer["allow"]!);
        Assert.Contains("promotion.expired", answer["reasons"]!.AsArray().Select(r => (string?)r!["code"]));
        await scene.DeployRefusedAsync(id, "deployment.blocked");
        Assert.Equal(1, await scene.Inner.Get<ExpirePromotions>().RunAsync(ProbeScene.Ct));
        Assert.Equal(PromotionState.Expired, (await scene.Inner.ReadAsync(id)).State);
        Assert.Single(await scene.Inner.LogAsync("promotion.expired", id.ToString()));
    }

    private Task<ProbeScene> OneAsync(DatabaseKind kind) => shared.GetAsync(() => ProbeScene.CreateAsync(kind), kind);
}
