using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Testing;

namespace Governance.Portal.Tests.Approvals;

/// <summary>Sign-offs as a script with a session makes them.</summary>
public sealed class SignOffSessionTests
{
    [Fact]
    public async Task SignOff_WithAFreshProof_IsRecordedAndTheProofIsUsedUp()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var client = await scene.Portal.SignInAsync("legal@test.example");
        var digest = (await scene.ReadAsync(id)).BundleDigest;
        var proof = await ProofAsync(
            client,
            $$"""
            {"password":"{{PortalFactory.Password}}","promotion":"{{id}}","role":"legal","decision":"approve",
             "bundleDigest":"{{digest}}"}
            """
        );

        var signed = await SignAsync(
            client,
            id,
            proof,
            $$"""{"role":"legal","decision":"approve","comment":"Read","bundleDigest":"{{digest}}"}"""
        );
        var again = await SignAsync(client, id, proof, $$"""{"role":"legal","decision":"approve","bundleDigest":"{{digest}}"}""");

        Assert.Equal(HttpStatusCode.Created, signed.StatusCode);
        var promotion = (await signed.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!;
        var signOff = Assert.Single(promotion["signOffs"]!.AsArray())!;
        Assert.Equal(
            ("legal", "approve", "signed", "Read"),
            ((string?)signOff["role"], (string?)signOff["decision"], (string?)signOff["status"], (string?)signOff["comment"])
        );
        Assert.Equal(digest, (string?)signOff["bundleDigest"]);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Equal("signoff.proof-not-valid", await CodeAsync(again));
    }

    [Theory]
    [InlineData("legal@test.example", "nonsense", "{}", 401, "signoff.proof-not-valid")]
    [InlineData(
        "engineer@test.example",
        "fresh",
        """{"role":"security","decision":"approve","bundleDigest":"x"}""",
        403,
        "identity.permission-missing"
    )]
    [InlineData(
        "legal@test.example",
        "fresh",
        """{"role":"security","decision":"approve","bundleDigest":"x"}""",
        403,
        "promotion.role-not-in-force"
    )]
    [InlineData(
        "legal@test.example",
        "fresh",
        """{"role":"legal","decision":"reject","bundleDigest":"x"}""",
        409,
        "promotion.bundle-changed"
    )]
    [InlineData(
        "legal@test.example",
        "fresh",
        """{"role":"legal","decision":"reject","bundleDigest":"DIGEST"}""",
        422,
        "signoff.words-missing"
    )]
    [InlineData(
        "legal@test.example",
        "fresh",
        """{"role":"legal","decision":"approve-with-condition","bundleDigest":"DIGEST"}""",
        422,
        "signoff.words-missing"
    )]
    [InlineData(
        "legal@test.example",
        "fresh",
        """{"role":"notary","decision":"approve","bundleDigest":"DIGEST"}""",
        422,
        "signoff.role-unknown"
    )]
    public async Task SignOff_ThatIsRefused_AnswersInTheOrderOfTheChecksAndIsAudited(
        string email,
        string proof,
        string body,
        int status,
        string code
    )
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var client = await scene.Portal.SignInAsync(email);
        var text = proof == "fresh" ? await ProofAsync(client, $$"""{"password":"{{PortalFactory.Password}}"}""") : proof;

        var answer = await SignAsync(
            client,
            id,
            text,
            body.Replace("DIGEST", (await scene.ReadAsync(id)).BundleDigest, StringComparison.Ordinal)
        );

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await CodeAsync(answer));
        var entry = Assert.Single(await scene.LogAsync("promotion.signed", id.ToString()));
        Assert.Equal(("refused", code), ((string?)entry["outcome"], (string?)entry["data"]!["code"]));
        Assert.NotNull((string?)entry["request"]);
    }

    [Fact]
    public async Task Revoke_ByTheSigner_ReopensTheApproval()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene.SignAllAsync(id);
        var client = await scene.Portal.SignInAsync("legal@test.example");
        var signOff = (await scene.ReadAsync(id)).SignOffs.Single(s => s.Role is SignOffRole.Legal).Id;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{id}/signoffs/{signOff}/revoke")
        {
            Content = Json("""{"reason":"The test set was wrong"}"""),
        };
        request.Headers.Add("X-Reauthentication", await ProofAsync(client, $$"""{"password":"{{PortalFactory.Password}}"}"""));

        var answer = await client.SendAsync(request, ApprovalsScene.Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var promotion = (await answer.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!;
        Assert.Equal("open", (string?)promotion["state"]);
        var revoked = promotion["signOffs"]!.AsArray().Single(s => (string?)s!["id"] == signOff.ToString())!;
        Assert.Equal(("revoked", "The test set was wrong"), ((string?)revoked["status"], (string?)revoked["voidReason"]));
    }

    private static async Task<string> ProofAsync(HttpClient client, string body)
    {
        var answer = await client.PostAsync("/api/v1/session/reauthenticate", Json(body), ApprovalsScene.Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["proof"]!;
    }

    private static async Task<HttpResponseMessage> SignAsync(HttpClient client, PromotionId id, string proof, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{id}/signoffs") { Content = Json(body) };
        request.Headers.Add("X-Reauthentication", proof);
        return await client.SendAsync(request, ApprovalsScene.Ct);
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["code"];
}
