using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Sealing;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Audit;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Approvals;

/// <summary>A sign-off with the signer's own passkey: prepared, signed, and stored only if nothing changed in between.</summary>
public sealed class PasskeySignOffTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task SignOff_WithAPasskey_IsStoredAsItWasPreparedAndVerifiesAlone(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var (client, passkey) = await SignerAsync(scene);
        var body = await BodyAsync(scene, id, "approve-with-condition", comment: "Read", condition: "Retrain by May");

        var prepared = await PrepareAsync(client, id, body);
        scene.Clock.Advance(TimeSpan.FromMinutes(4));
        var promotion = await client.PostAsync(
            $"/api/v1/promotions/{id}/signoffs",
            Signed(body, prepared, Answer(passkey, prepared)),
            HttpStatusCode.Created
        );

        var signOff = Assert.Single(promotion.GetProperty("signOffs").EnumerateArray());
        Assert.Equal(
            ("advanced", "passkey"),
            (signOff.GetProperty("level").GetString(), signOff.GetProperty("authenticationMethod").GetString())
        );
        var address = $"/api/v1/promotions/{id}/signoffs/{signOff.GetProperty("id").GetString()}";
        var envelope = DsseEnvelope.Parse(await client.GetByteArrayAsync($"{address}/statement", ApprovalsScene.Ct))!;
        var assertion = await client.GetByteArrayAsync($"{address}/assertion", ApprovalsScene.Ct);
        var key = (await scene.Get<StatementSeal>().PublicAsync(ApprovalsScene.Ct)).Value;
        Assert.Equal(prepared.GetProperty("statement").GetBytesFromBase64(), envelope.Payload);
        Assert.Null(
            SignOffStatement.Doubts(
                envelope,
                key,
                id,
                (await scene.ReadAsync(id)).BundleDigest,
                prepared.GetProperty("statementSha256").GetString()!
            )
        );
        Assert.Null(PasskeySignature.Parse(assertion)!.Doubts(envelope.Payload));
        var entry = Assert.Single(await scene.LogAsync("promotion.signed", id.ToString()))["data"]!;
        Assert.Equal(
            (envelope.PayloadSha256, Sha256Hex.Of(assertion)),
            ((string?)entry["statementSha256"], (string?)entry["assertionSha256"])
        );
        var registered = Assert.Single(await scene.LogAsync("passkey.registered"))["data"]!;
        Assert.Equal(Sha256Hex.Of(PasskeySignature.Parse(assertion)!.PublicKey), (string?)registered["publicKeySha256"]);
    }

    [Fact]
    public async Task SignOff_OfADelegateWithTheirOwnPasskey_NamesBothInWhatWasSigned()
    {
        await using var probe = await ProbeScene.CreateAsync(DatabaseKind.Sqlite);
        var scene = probe.Inner;
        await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var delegation = await probe.DelegateAsync(await probe.LegalAsync(), "legal", "compliance@test.example");
        var id = await scene.RequestAsync();
        var client = await scene.Portal.SignInAsync("compliance@test.example");
        var passkey = await client.AddPasskeyAsync();
        var body = await BodyAsync(scene, id, "approve");
        var prepared = await PrepareAsync(client, id, body);

        var promotion = await client.PostAsync(
            $"/api/v1/promotions/{id}/signoffs",
            Signed(body, prepared, Answer(passkey, prepared)),
            HttpStatusCode.Created
        );

        var signOff = Assert.Single(promotion.GetProperty("signOffs").EnumerateArray());
        Assert.Equal(("advanced", delegation), (signOff.GetProperty("level").GetString(), signOff.GetProperty("delegation").GetString()));
        var address = $"/api/v1/promotions/{id}/signoffs/{signOff.GetProperty("id").GetString()}";
        var envelope = DsseEnvelope.Parse(await client.GetByteArrayAsync($"{address}/statement", ApprovalsScene.Ct))!;
        var predicate = JsonNode.Parse(envelope.Payload)!["predicate"]!;
        Assert.Equal(
            ("Compliance", scene.Legal.User.ToString()),
            ((string?)predicate["signer"]!["printedName"], (string?)predicate["delegatedFrom"])
        );
        Assert.Null(
            PasskeySignature.Parse(await client.GetByteArrayAsync($"{address}/assertion", ApprovalsScene.Ct))!.Doubts(envelope.Payload)
        );
        Assert.Empty(await CheckAsync(scene));
    }

    [Fact]
    public async Task SignOff_StoredMinutesAfterItsStatement_IsWhatTheLogNamesUntilSomebodyChangesIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var (client, passkey) = await SignerAsync(scene);
        var body = await BodyAsync(scene, id, "approve");
        var prepared = await PrepareAsync(client, id, body);
        scene.Clock.Advance(TimeSpan.FromMinutes(3));
        await client.PostAsync(
            $"/api/v1/promotions/{id}/signoffs",
            Signed(body, prepared, Answer(passkey, prepared)),
            HttpStatusCode.Created
        );

        var before = await CheckAsync(scene);
        await LogNode.TamperAsync(
            scene.Portal,
            """UPDATE "SignedStatements" SET "Envelope" = CAST(substr("Envelope", 1, length("Envelope") - 1) || ' }' AS BLOB)"""
        );

        Assert.Empty(before);
        Assert.Contains("was changed", Assert.Single(await CheckAsync(scene)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOff_WithTheSameAnswerTwice_IsRefusedTheSecondTime()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var (client, passkey) = await SignerAsync(scene);
        var body = await BodyAsync(scene, id, "request-changes", comment: "Name the test set");
        var prepared = await PrepareAsync(client, id, body);
        var signed = Signed(body, prepared, Answer(passkey, prepared));
        await client.PostAsync($"/api/v1/promotions/{id}/signoffs", (JsonObject)signed.DeepClone(), HttpStatusCode.Created);

        Assert.Equal("signoff.proof-not-valid", await RefusedAsync(scene, client, id, signed, HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("unverified")]
    [InlineData("origin")]
    [InlineData("other-draft")]
    [InlineData("other-person")]
    [InlineData("late")]
    [InlineData("no-credential")]
    [InlineData("other-session")]
    public async Task SignOff_WithAnAnswerThatDoesNotHold_IsRefusedAndAudited(string what)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var (client, passkey) = await SignerAsync(scene);
        var body = await BodyAsync(scene, id, "approve");
        var prepared = await PrepareAsync(client, id, body);
        var answer = what switch
        {
            "unverified" => passkey.Get(prepared.GetProperty("publicKey"), PasskeyScene.Origin, SoftPasskey.Present),
            "origin" => passkey.Get(prepared.GetProperty("publicKey"), "http://localhost:81"),
            "other-draft" => Answer(passkey, await PrepareAsync(client, id, body)),
            "other-person" => Answer(await (await scene.Portal.SignInAsync("security@test.example")).AddPasskeyAsync(), prepared),
            _ => Answer(passkey, prepared),
        };
        var signed = Signed(body, prepared, answer);
        if (what == "late")
        {
            scene.Clock.Advance(TimeSpan.FromMinutes(5));
        }
        else if (what == "no-credential")
        {
            signed.Remove("credential");
        }

        var sender = what == "other-session" ? await scene.Portal.SignInAsync("legal@test.example") : client;

        Assert.Equal("signoff.proof-not-valid", await RefusedAsync(scene, sender, id, signed, HttpStatusCode.Unauthorized));
        Assert.Equal("signoff.proof-not-valid", (string?)(await scene.LogAsync("promotion.signed", id.ToString()))[^1]["data"]!["code"]);
    }

    [Theory]
    [InlineData("decision", "request-changes", "signoff.statement-changed")]
    [InlineData("comment", "Something else", "signoff.statement-changed")]
    [InlineData("comment", null, "signoff.statement-changed")]
    [InlineData("condition", "By June", "signoff.statement-changed")]
    public async Task SignOff_WithOtherWordsThanWerePrepared_IsRefused(string member, string? value, string code)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var (client, passkey) = await SignerAsync(scene);
        var body = await BodyAsync(scene, id, "approve-with-condition", comment: "Read", condition: "Retrain by May");
        var prepared = await PrepareAsync(client, id, body);
        body[member] = value;

        Assert.Equal(
            code,
            await RefusedAsync(scene, client, id, Signed(body, prepared, Answer(passkey, prepared)), HttpStatusCode.Conflict)
        );
    }

    [Fact]
    public async Task SignOff_AfterTheBundleChanged_IsRefusedWithTheOldDigestAndWithTheNewOne()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var (client, passkey) = await SignerAsync(scene);
        var body = await BodyAsync(scene, id, "approve");
        var (first, second) = (await PrepareAsync(client, id, body), await PrepareAsync(client, id, body));
        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Validation);

        var old = await RefusedAsync(scene, client, id, Signed(body, first, Answer(passkey, first)), HttpStatusCode.Conflict);
        body["bundleDigest"] = (await scene.ReadAsync(id)).BundleDigest;
        var fresh = await RefusedAsync(scene, client, id, Signed(body, second, Answer(passkey, second)), HttpStatusCode.Conflict);

        Assert.Equal(("promotion.bundle-changed", "signoff.statement-changed"), (old, fresh));
    }

    [Fact]
    public async Task Prepare_WhatCouldNotBeSigned_IsRefusedAsTheSignatureWouldBe()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var (client, _) = await SignerAsync(scene);
        var wordless = await BodyAsync(scene, id, "reject");
        var bare = await scene.Portal.SignInAsync("security@test.example");
        var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        var address = $"/api/v1/promotions/{id}/signoffs/prepare";

        Assert.Equal("signoff.words-missing", (await client.PostAsync(address, wordless, HttpStatusCode.UnprocessableEntity)).Code());
        Assert.Equal(
            "signoff.no-passkey",
            (await bare.PostAsync(address, await BodyAsync(scene, id, "approve", role: "security"), HttpStatusCode.Conflict)).Code()
        );
        Assert.Equal("identity.permission-missing", (await engineer.PostAsync(address, wordless, HttpStatusCode.Forbidden)).Code());
        Assert.Equal(3, (await scene.LogAsync("promotion.signed", id.ToString())).Count(e => (string?)e["outcome"] == "refused"));
        Assert.Empty((await scene.ReadAsync(id)).SignOffs);
    }

    private static async Task<List<string>> CheckAsync(ApprovalsScene scene)
    {
        var found = new List<string>();
        foreach (
            var check in scene
                .Portal.Services.GetServices<IInstallationCheck>()
                .Where(c => c.Subject is "signatures" or "versions, evidence and sign-offs")
        )
        {
            found.AddRange(await check.FindAsync(ApprovalsScene.Ct).ToListAsync(ApprovalsScene.Ct));
        }

        // The scene registers versions without the registry, so their entries say less than the registry's.
        return [.. found.Where(f => f.StartsWith("The sign", StringComparison.Ordinal))];
    }

    private static async Task<(HttpClient Client, SoftPasskey Passkey)> SignerAsync(ApprovalsScene scene)
    {
        var client = await scene.Portal.SignInAsync("legal@test.example");
        return (client, await client.AddPasskeyAsync());
    }

    private static async Task<JsonObject> BodyAsync(
        ApprovalsScene scene,
        PromotionId id,
        string decision,
        string? comment = null,
        string? condition = null,
        string role = "legal"
    ) =>
        new()
        {
            ["role"] = role,
            ["decision"] = decision,
            ["comment"] = comment,
            ["condition"] = condition,
            ["bundleDigest"] = (await scene.ReadAsync(id)).BundleDigest,
        };

    private static Task<JsonElement> PrepareAsync(HttpClient client, PromotionId id, JsonObject body) =>
        client.PostAsync($"/api/v1/promotions/{id}/signoffs/prepare", (JsonObject)body.DeepClone());

    private static JsonObject Answer(SoftPasskey passkey, JsonElement prepared) =>
        passkey.Get(prepared.GetProperty("publicKey"), PasskeyScene.Origin);

    private static JsonObject Signed(JsonObject body, JsonElement prepared, JsonObject answer)
    {
        var signed = (JsonObject)body.DeepClone();
        signed["draft"] = prepared.GetProperty("draft").GetString();
        signed["credential"] = answer;
        return signed;
    }

    private static async Task<string?> RefusedAsync(
        ApprovalsScene scene,
        HttpClient client,
        PromotionId id,
        JsonObject signed,
        HttpStatusCode status
    )
    {
        var before = (await scene.ReadAsync(id)).SignOffs.Count;
        var refused = await client.PostAsync($"/api/v1/promotions/{id}/signoffs", signed, status);
        Assert.Equal(before, (await scene.ReadAsync(id)).SignOffs.Count);
        return refused.Code();
    }
}
